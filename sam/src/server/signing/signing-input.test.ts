import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { carryDocument } from './signing-input.ts';

const text = Buffer.from('a contract');
const document = createHash('sha256').update(text).digest();
const [certificate, another] = [randomBytes(300), randomBytes(300)];
const named = { document, digest: 'sha256', certificate } as const;
const base64url = (octets: Uint8Array | string) => Buffer.from(octets).toString('base64url');

const thumbprint = (of: Uint8Array) => base64url(createHash('sha256').update(of).digest());
const x5c = [certificate, another].map((one) => Buffer.from(one).toString('base64'));
const usual = { alg: 'ES256', cty: 'text/plain', 'x5t#S256': thumbprint(certificate), x5c, iat: 1_795_651_200 };
const { cty: _, ...untyped } = usual;
const sigD = {
  mId: 'http://uri.etsi.org/19182/ObjectIdByURIHash',
  pars: ['a%20contract.txt'],
  hashM: 'S256',
  hashV: [base64url(document)],
  ctys: ['text/plain'],
};
const beside = { ...untyped, sigD, b64: false, crit: ['sigD', 'b64'] };

const carried = (header: string | object, payload: Uint8Array | string = text) =>
  carryDocument(
    Buffer.from(`${base64url(typeof header === 'string' ? header : JSON.stringify(header))}.${base64url(payload)}`),
    named,
  );

test('a document as the payload, of a kind or of none, and one that is listed, is carried', () => {
  assert.ok(carried(usual));
  assert.ok(carried(untyped));
  assert.ok(carried(beside, ''));
  const long = encodeURIComponent('契'.repeat(255));
  assert.ok(carried({ ...beside, sigD: { ...sigD, pars: [long] } }, ''));
});

const strange: [string, string | object, string?][] = [
  ['another payload', usual, 'another contract'],
  ['no payload', usual, ''],
  ['a payload beside a list', beside, text.toString()],
  ['another document in the list', { ...beside, sigD: { ...sigD, hashV: [base64url(randomBytes(32))] } }, ''],
  ['two documents in the list', { ...beside, sigD: { ...sigD, hashV: [...sigD.hashV, ...sigD.hashV] } }, ''],
  ['two names', { ...beside, sigD: { ...sigD, pars: ['a', 'b'] } }, ''],
  ['a list by another digest', { ...beside, sigD: { ...sigD, hashM: 'S512' } }, ''],
  ['a list of another kind', { ...beside, sigD: { ...sigD, mId: 'http://uri.etsi.org/19182/HttpHeaders' } }, ''],
  ['a list that need not be understood', { ...untyped, sigD, b64: false }, ''],
  ['a payload that is not in base64url', { ...usual, b64: false, crit: ['b64'] }],
  ['another certificate', { ...usual, 'x5t#S256': thumbprint(another) }],
  ['no certificate', { ...usual, 'x5t#S256': undefined }],
  ['another certificate first', { ...usual, x5c: x5c.toReversed() }],
  ['certificates that are none', { ...usual, x5c: [x5c[0], { a: 1 }] }],
  ['no time', { ...usual, iat: undefined }],
  ['a time that is a text', { ...usual, iat: '1' }],
  ['no algorithm', { ...usual, alg: undefined }],
  ['a commitment', { ...usual, srCms: [{ commId: { id: 'http://uri.etsi.org/01903/v1.2.2#ProofOfOrigin' } }] }],
  ['a role', { ...usual, srAts: { claimed: [] } }],
  ['a policy', { ...usual, sigPId: { id: { id: 'urn:oid:1.2.3' } } }],
  ['a critical member', { ...usual, crit: ['exp'], exp: 1 }],
  ['members in another order', Object.fromEntries(Object.entries(usual).toReversed())],
  ['a member twice', JSON.stringify(usual).replace('{', '{"alg":"none",')],
  ['a space', `${JSON.stringify(usual)} `],
  ['a letter that is written otherwise', JSON.stringify(usual).replace('ES256', 'E\\u0053256')],
  ['no JSON', 'a contract'],
  ['a list in its place', [usual]],
];
for (const [what, header, payload] of strange)
  test(`${what} is no document carried`, () => assert.ok(!carried(header, payload ?? text)));

test('nor is what no verifier reads as it stands: another alphabet, padding, spare bits, a part more or less', () => {
  const header = base64url(JSON.stringify(usual));
  const payload = base64url(text);
  const spare = `${payload.slice(0, -1)}${String.fromCharCode(payload.charCodeAt(payload.length - 1) + 1)}`;
  for (const input of [
    `${header}.${payload}=`,
    `${header}.${spare}`,
    `${header}.${payload}.`,
    header,
    `.${payload}`,
    '',
  ])
    assert.ok(!carryDocument(Buffer.from(input), named), input);
  assert.ok(!carryDocument(Buffer.from(`${header}.${payload}`), { ...named, digest: 'sha384' }));
});
