import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { der } from '@chancery/pki';
import { checkDocument, type Proof, type Stated } from './document-check.ts';

const original = Buffer.from('%PDF-1.7 the original');
const file = Buffer.concat([original, Buffer.from('\nappendix <0000> end')]);
const [before, after] = [file.indexOf('<'), file.indexOf('>') + 1];
const byteRange = [0, before, after, file.length - after] as const;
const digest = sha256(Buffer.concat([file.subarray(0, before), file.subarray(after)]));
const honest = attribute('1.2.840.113549.1.9.4', digest);
const other = attribute('1.2.840.113549.1.9.3', digest);

describe('the scripted signer and a PDF signed within itself', () => {
  it('is shown the file, whatever other attributes are signed with it', () =>
    assert.equal(check(der.setOf(other, honest)), file));
  for (const [why, message, attributes, change, stated] of [
    ['two message digests', /not one message digest/, der.setOf(honest, honest), {}, {}],
    ['no message digest', /not one message digest/, der.setOf(other), {}, {}],
    ['an unknown digest algorithm', /algorithm is unknown/, der.setOf(honest), {}, { hashOid: '1.2.3' }],
    ['another size than the statement says', /another one/, der.setOf(honest), {}, { size: 3 }],
    ['a range of three parts', /leaves something/, der.setOf(honest), { byteRange: [...byteRange, 0, 0] }, {}],
    ['a range that begins later', /leaves something/, der.setOf(honest), { byteRange: [1, ...byteRange.slice(1)] }, {}],
    ['a range that leaves out a part of the original', /leaves something/, der.setOf(honest), within(5), {}],
  ] as const)
    it(`refuses ${why}`, () => assert.throws(() => check(attributes, change, stated), { code: 'statement', message }));
});

describe('the scripted signer and a file in a container', () => {
  const value = Buffer.from(sha256(file)).toString('base64');
  const manifest = Buffer.from(
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#" xmlns:ds="http://www.w3.org/2000/09/xmldsig#">' +
      '<asic:SigReference URI="s"></asic:SigReference><asic:DataObjectReference URI="a">' +
      '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>' +
      `<ds:DigestValue>${value}</ds:DigestValue></asic:DataObjectReference></asic:ASiCManifest>`,
  );
  const contained = { originalSize: file.length, manifest: b64u(manifest), byteRange: undefined };
  const stated = { type: 'file', size: file.length, docSha256: b64u(sha256(file)) };
  const over = (octets: Uint8Array) => der.setOf(attribute('1.2.840.113549.1.9.4', sha256(octets)));
  it('is shown the file that the manifest lists', () => assert.equal(check(over(manifest), contained, stated), file));
  it('refuses attributes over the file itself', () =>
    assert.throws(() => check(over(file), contained, stated), { code: 'statement', message: /other bytes/ }));
});

/** A gap of that place in the original. */
function within(at: number) {
  return { byteRange: [0, at, after, file.length - after] };
}

function check(attributes: Uint8Array, change: object = {}, more: Partial<Stated> = {}): Uint8Array {
  const sent = { originalSize: original.length, byteRange, signedAttributes: b64u(attributes), ...change };
  const docSha256 = b64u(sha256(original));
  const stated = { type: 'application/pdf', docSha256, size: original.length, dtbsr: b64u(sha256(attributes)) };
  return checkDocument(file, sent as Proof, { ...stated, hashOid: '2.16.840.1.101.3.4.2.1', ...more });
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return der.sequence(der.oid(type), der.setOf(der.octetString(value)));
}

function sha256(octets: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(octets).digest());
}

function b64u(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url');
}
