import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { checkJws } from './jws-check.ts';

const file = Buffer.from('what the parties agreed');
const attached = { alg: 'ES256' };
const sigD = {
  mId: 'http://uri.etsi.org/19182/ObjectIdByURIHash',
  pars: ['a'],
  hashM: 'S256',
  hashV: [createHash('sha256').update(file).digest('base64url')],
};
const listed = { alg: 'ES256', sigD, b64: false };

describe('the scripted signer and a JSON signature', () => {
  it('takes the file for its payload, or for the one that is listed', () => {
    const input = Buffer.from(check(JSON.stringify(attached))).toString();
    assert.ok(input.endsWith(`.${file.toString('base64url')}`));
    assert.ok(
      Buffer.from(check(JSON.stringify(listed)))
        .toString()
        .endsWith('.'),
    );
  });
  for (const [why, message, header] of [
    ['another file', /something else/, { ...listed, sigD: { ...sigD, hashV: ['AAAA'] } }],
    ['two files', /something else/, { ...listed, sigD: { ...sigD, pars: ['a', 'b'], hashV: ['AA', 'AA'] } }],
    ['two names', /something else/, { ...listed, sigD: { ...sigD, pars: ['a', 'b'] } }],
    ['two digests', /something else/, { ...listed, sigD: { ...sigD, hashV: [...sigD.hashV, 'AA'] } }],
    ['another way to find it', /something else/, { ...listed, sigD: { ...sigD, mId: 'urn:x' } }],
    [
      'a name like that of the way to find it',
      /something else/,
      { ...listed, sigD: { ...sigD, mId: 'urn:x/ObjectIdByURIHash' } },
    ],
    ['an unknown digest', /something else/, { ...listed, sigD: { ...sigD, hashM: 'S1' } }],
    ['a digest by the name of a method', /something else/, { ...listed, sigD: { ...sigD, hashM: 'toString' } }],
    ['a list that is none', /something else/, { ...listed, sigD: null }],
    ['names that are no list', /something else/, { ...listed, sigD: { ...sigD, pars: null } }],
    ['digests that are no list', /something else/, { ...listed, sigD: { ...sigD, hashV: null } }],
    ['a header that is no object', /no object/, []],
    ['a header that is nothing', /no object/, null],
    ['a header that is a number', /no object/, 7],
    ['a payload in the clear', /unknown form/, { ...attached, b64: false }],
    ['a list of what was encoded', /unknown form/, { ...listed, b64: true }],
  ] as const) {
    it(`refuses ${why}`, () => assert.throws(() => check(JSON.stringify(header)), { code: 'statement', message }));
  }
  it('refuses a header that can be read in two ways, or not at all', () => {
    for (const header of ['{"alg":"ES256","alg":"ES256"}', '{ "alg":"ES256"}', 'nothing'])
      assert.throws(() => check(header), /two ways/);
  });
  it('refuses a text of the header with a payload of its own behind it, or with octets that are no UTF-8', () => {
    const honest = Buffer.from(JSON.stringify(attached)).toString('base64url');
    for (const protectedHeader of [
      `${honest}.`,
      `${honest}=.aGlkZGVu`,
      `.${honest}`,
      `${honest.slice(0, 4)}.${honest.slice(4)}`,
    ])
      assert.throws(() => checkJws(file, { originalSize: file.length, protectedHeader }, { type: 'file' }), /two ways/);
    const latin = Buffer.from('{"kid":"\u00e9"}', 'latin1').toString('base64url');
    assert.throws(
      () => checkJws(file, { originalSize: file.length, protectedHeader: latin }, { type: 'file' }),
      /two ways/,
    );
  });
  it('refuses another size, and a PDF signed within itself', () => {
    const proof = { originalSize: 3, protectedHeader: 'e30' };
    assert.throws(() => checkJws(file, proof, { type: 'file' }), /stands behind/);
    assert.throws(() => check('{}', 'application/pdf'), /stands behind/);
  });
});

function check(header: string, type = 'file'): Uint8Array {
  const protectedHeader = Buffer.from(header).toString('base64url');
  return checkJws(file, { originalSize: file.length, protectedHeader }, { type });
}
