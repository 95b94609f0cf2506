import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDetails, type SignatureDetails, saysTheSame } from './rich-request.ts';

const type = 'https://cloudsignatureconsortium.org/2025/credential';
const octets = Buffer.alloc(32, 0xfb);
const sha256 = '2.16.840.1.101.3.4.2.1';
const digest = { hash: octets.toString('base64') };
const details = { type, credentialID: 'k1', documentDigests: [digest], hashAlgorithmOID: sha256 };

const read = (change: object = {}) => readDetails(JSON.stringify([{ ...details, ...change }]));

const wrong: readonly [string, unknown, RegExp][] = [
  ['no JSON', 'x', /no JSON/],
  ['an object that is in no array', JSON.stringify(details), /arrays of objects/],
  ['an array of nothing', '[]', /one object/],
  ['two objects', JSON.stringify([details, details]), /one object/],
  ['an array of arrays', '[[]]', /arrays of objects/],
  [
    'a member that nobody reads, nested deeper than anybody can copy',
    `[{"x":${'['.repeat(8000)}${']'.repeat(8000)}}]`,
    /nested too deep/,
  ],
];
for (const [name, parameter, message] of wrong)
  test(`authorization_details is refused: ${name}`, () => refused(() => readDetails(parameter), message));

const wrongMembers: readonly [string, object, RegExp][] = [
  ['no credential', { credentialID: null }, /credentialID/],
  ['a credential that is a number', { credentialID: 1 }, /credentialID/],
  ['a credential with U+0000', { credentialID: 'k\u0000' }, /credentialID/],
  ['a label with U+0000', { documentDigests: [{ ...digest, label: 'a\u0000' }] }, /label/],
  ['no digests', { documentDigests: undefined }, /hash/],
  ['an empty list of digests', { documentDigests: [] }, /hash/],
  ['a digest that is a string', { documentDigests: [digest.hash] }, /arrays of objects/],
  ['a digest without its hash', { documentDigests: [{ label: 'x' }] }, /Missing hash/],
  ['a hash with a space in it', { documentDigests: [{ hash: `${digest.hash} ` }] }, /Base64/],
  ['a hash of no known length', { documentDigests: [{ hash: 'AAAA' }] }, /length/],
  ['hashes of two lengths', { documentDigests: [digest, { hash: 'A'.repeat(64) }] }, /length/],
  ['an algorithm that is another', { hashAlgorithmOID: '2.16.840.1.101.3.4.2.3' }, /hashAlgorithmOID/],
  ['fewer signatures than digests', { documentDigests: [digest, digest], numSignatures: 1 }, /numSignatures/],
  ['a number of signatures that is a text', { numSignatures: '1' }, /numSignatures/],
  ['no signature at all', { numSignatures: 0 }, /numSignatures/],
  ['half a signature', { numSignatures: 1.5 }, /numSignatures/],
  ['the hash of nobody knows what', { documentDigests: [{ ...digest, hashType: 'constructor' }] }, /hashType/],
  ['hashes of two kinds', { documentDigests: [digest, { ...digest, hashType: 'SDR' }] }, /hashType/],
  ['a thousand and one digests', { documentDigests: Array.from({ length: 1001 }, () => digest) }, /hash/],
];
for (const [name, change, message] of wrongMembers)
  test(`authorization_details is refused: ${name}`, () => refused(() => read(change), message));

test('hashes come in either alphabet, padded or not, percent-encoded or not, and their type in any case', () => {
  const written = [octets.toString('base64'), octets.toString('base64url'), encodeURIComponent(digest.hash)];
  const documentDigests = written.map((hash, n) => ({ hash, hashType: ['DTBSR', 'dtbsr', null][n] }));
  const expected = Array.from(written, () => octets.toString('base64url'));
  assert.deepEqual(read({ documentDigests }).hashes, expected);
});

test('the number of signatures is that of the digests, and the algorithm that of their length, where they are not said', () => {
  const { numSignatures, hashAlgorithmOID } = read({
    documentDigests: [digest, digest],
    hashAlgorithmOID: null,
  }).details;
  assert.deepEqual([numSignatures, hashAlgorithmOID], [2, sha256]);
});

test('hashes of documents are told from those of what is signed, in any case', () => {
  const kinds = ['SDR', 'sdr', 'sodr', 'DTBSR', undefined].map((hashType) =>
    read({ documentDigests: [{ ...digest, hashType }] }),
  );
  assert.deepEqual(
    kinds.map(({ binds }) => binds),
    ['sdr', 'sdr', 'sdr', undefined, undefined],
  );
});

const granted = read();
const same: readonly [string, object, boolean][] = [
  ['the same octets in the other alphabet', { documentDigests: [{ hash: octets.toString('base64url') }] }, true],
  ['other labels, and members that nobody knows', { documentDigests: [{ ...digest, label: 'x' }], other: 1 }, true],
  ['the number that was meant', { numSignatures: 1 }, true],
  ['no credential but its rank', { credentialID: undefined, signatureQualifier: 'eu_eidas_qes' }, false],
  ['another credential', { credentialID: 'k2' }, false],
  ['another hash', { documentDigests: [{ hash: Buffer.alloc(32).toString('base64') }] }, false],
  ['the same hash, of a document', { documentDigests: [{ ...digest, hashType: 'SDR' }] }, false],
  ['one hash more', { documentDigests: [digest, digest] }, false],
  ['more signatures', { numSignatures: 2 }, false],
  ['the other name of the type', { type: 'credential' }, false],
];
for (const [name, change, expected] of same)
  test(`a token request says ${expected ? 'the same' : 'something else'} with ${name}`, () =>
    assert.equal(saysTheSame(read(change), granted), expected));

test('who asked by rank says the same as what was granted with the credential that was taken', () => {
  const asked = read({ credentialID: undefined, signatureQualifier: 'eu_eidas_qes' });
  const taken: SignatureDetails = { ...asked.details, credentialID: 'k9' };
  assert.ok(saysTheSame(asked, readDetails([taken])));
});

function refused(call: () => unknown, error_description: RegExp): void {
  assert.throws(call, (error: { error?: string; error_description?: string }) => {
    assert.equal(error.error, 'invalid_authorization_details');
    assert.match(error.error_description ?? '', error_description);
    return true;
  });
}
