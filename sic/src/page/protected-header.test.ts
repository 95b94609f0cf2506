/** A file signed by a JSON Web Signature: its payload, or listed by its protected header (TS 119 182-1, 5.2.8). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { SignIntent } from './intent.ts';
import { readProof } from './proof.ts';
import { verifyDocument } from './verify-document.ts';
import type { VerifyCode } from './verify-error.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const file = Uint8Array.from({ length: 70_001 }, (_, at) => at % 251);
const payload = Buffer.from(file).toString('base64url');
const sigD = {
  mId: 'http://uri.etsi.org/19182/ObjectIdByURIHash',
  pars: ['agreement.txt'],
  hashM: 'S384',
  hashV: [createHash('sha384').update(file).digest('base64url')],
};
const attached = { alg: 'ES256', iat: 1 };
const listed = { alg: 'ES256', sigD, b64: false, crit: ['sigD', 'b64'] };

describe('a file signed by a JSON signature', () => {
  it('is shown as it is, as the payload or as what the header lists', async () => {
    assert.equal(await verified(JSON.stringify(attached)), file);
    assert.equal(await verified(JSON.stringify(listed), ''), file);
  });
  it('is refused when another header, or another payload, will be signed', async () => {
    await assert.rejects(verified(JSON.stringify(attached), ''), { code: 'dtbsr' });
    await assert.rejects(verified(JSON.stringify(listed), payload), { code: 'dtbsr' });
  });
  it('is refused when it is said to be of another size', async () => {
    const proof = { originalSize: 3, protectedHeader: bytes(JSON.stringify(attached)) };
    await assert.rejects(verifyDocument(file, proof, intentOf('', ''), 0), { code: 'original-size' });
  });
  it('is refused when something stands behind it', async () => {
    const header = JSON.stringify(attached);
    const proof = { originalSize: file.length, protectedHeader: bytes(header) };
    const longer = Uint8Array.from([...file, 0]);
    const intent = intentOf(header, Buffer.from(longer).toString('base64url'));
    await assert.rejects(verifyDocument(longer, proof, intent, 0), { code: 'original-size' });
  });
  it('is refused where the statement promises a PDF signed within itself', () =>
    refuses('range-start', JSON.stringify(attached), 'application/pdf'));

  const other = createHash('sha384').update('hidden').digest('base64url');
  for (const [why, code, header] of [
    ['lists another file', 'listed-digest', { ...listed, sigD: { ...sigD, hashV: [other] } }],
    [
      'lists one more',
      'header-malformed',
      { ...listed, sigD: { ...sigD, pars: ['a', 'b'], hashV: [...sigD.hashV, other] } },
    ],
    ['names one more', 'header-malformed', { ...listed, sigD: { ...sigD, pars: ['a', 'b'] } }],
    ['lists nothing', 'header-malformed', { ...listed, sigD: { ...sigD, pars: [], hashV: [] } }],
    ['finds files in another way', 'header-malformed', { ...listed, sigD: { ...sigD, mId: 'urn:x' } }],
    ['has a digest nobody may use', 'header-malformed', { ...listed, sigD: { ...sigD, hashM: 'S1' } }],
    ['has a digest by the name of a method', 'header-malformed', { ...listed, sigD: { ...sigD, hashM: 'toString' } }],
    ['has a list of digests to choose from', 'header-malformed', { ...listed, sigD: { ...sigD, hashM: ['S384'] } }],
    ['has a digest that is no text', 'header-malformed', { ...listed, sigD: { ...sigD, hashV: [7] } }],
    ['has more digests', 'header-malformed', { ...listed, sigD: { ...sigD, hashV: [...sigD.hashV, other] } }],
    ['has a digest that is no base64url', 'header-malformed', { ...listed, sigD: { ...sigD, hashV: ['!'] } }],
    ['lists what was encoded before', 'header-malformed', { ...listed, b64: true }],
    ['does not say how it lists', 'header-malformed', { alg: 'ES256', sigD }],
    ['lists in no object', 'header-malformed', { ...listed, sigD: [] }],
    ['lists in nothing', 'header-malformed', { ...listed, sigD: null }],
    ['lists in a text', 'header-malformed', { ...listed, sigD: 'a' }],
    ['signs the payload in the clear', 'header-malformed', { ...attached, b64: false }],
  ] as const) {
    it(`is refused when the header ${why}`, () => refuses(code, JSON.stringify(header)));
  }
  for (const [why, header] of [
    ['says something twice', '{"alg":"ES256","alg":"none"}'],
    ['is spelt in another way', '{"alg": "ES256"}'],
    ['is no object', '[]'],
    ['is no JSON', 'alg'],
    ['has a mark of byte order', `\ufeff${JSON.stringify(attached)}`],
  ] as const) {
    it(`is refused when the header ${why}`, () => refuses('header-malformed', header));
  }
  it('is refused when the header is not UTF-8', async () => {
    const proof = {
      originalSize: file.length,
      protectedHeader: Uint8Array.from(Buffer.from('{"kid":"\xff"}', 'latin1')),
    };
    await assert.rejects(verifyDocument(file, proof, intentOf('', ''), 0), { code: 'header-malformed' });
  });
});

describe('a proof with a protected header, as it was sent', () => {
  const sent = { originalSize: 1, protectedHeader: 'e30' };
  it('is read into what is checked', () =>
    assert.deepEqual(readProof(sent), { originalSize: 1, protectedHeader: bytes('{}') }));
  for (const more of ['signedAttributes', 'byteRange', 'manifest', 'signedInfo', 'references'])
    it(`is refused with ${more} beside it`, () =>
      assert.throws(() => readProof({ ...sent, [more]: 'e30' }), { code: 'range-unasked' }));
  it('is refused when it is no text', () =>
    assert.throws(() => readProof({ ...sent, protectedHeader: 7 }), { code: 'header-malformed' }));
});

async function refuses(code: VerifyCode, header: string, type = 'file'): Promise<void> {
  await assert.rejects(verified(header, payload, type), { code });
}

function verified(header: string, signed = payload, type = 'file'): Promise<Uint8Array> {
  const proof = { originalSize: file.length, protectedHeader: bytes(header) };
  return verifyDocument(file, proof, intentOf(header, signed, type), 0);
}

/** As far as the checks read it. */
function intentOf(header: string, signed: string, type = 'file'): SignIntent {
  const input = `${Buffer.from(header).toString('base64url')}.${signed}`;
  const b64u = (value: Uint8Array | string) => createHash('sha256').update(value).digest('base64url');
  const display = [{ label: 'a.txt', type, size: file.length, docSha256: b64u(file), viewUrl: 'u' }];
  return { hash: 'SHA-256', dtbsr: [b64u(input)], display } as unknown as SignIntent;
}

function bytes(value: string): Bytes {
  return new TextEncoder().encode(value);
}
