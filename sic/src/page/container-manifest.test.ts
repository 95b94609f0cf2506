/** A file in a container whose CMS signature is over a manifest (EN 319 162-1, annex A.4). */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { SignIntent } from './intent.ts';
import { readProof } from './proof.ts';
import { type CmsProof, verifyDocument } from './verify-document.ts';
import type { VerifyCode } from './verify-error.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const dsig = 'http://www.w3.org/2000/09/xmldsig#';
const asic = 'http://uri.etsi.org/02918/v1.2.1#';
const sha256Uri = 'http://www.w3.org/2001/04/xmlenc#sha256';
const file = bytes('what the parties agreed');
const reference =
  '<asic:SigReference MimeType="application/pkcs7-signature" URI="META-INF/signature001.p7s"></asic:SigReference>';
const good = manifest(reference + entry(file));

describe('a file in a container, signed by a manifest that lists it', () => {
  it('is shown as it is', async () => assert.equal(await verified(good), file));
  it('is refused when the attributes are over something else', () =>
    refuses('message-digest', good, { ...proofOf(good), signedAttributes: attributesOver(bytes('else')) }));
  it('is refused when the file is said to be of another size', () =>
    refuses('original-size', good, { ...proofOf(good), originalSize: 3 }));
  it('is refused when something stands behind it', async () => {
    const longer = Uint8Array.from([...file, 0]);
    await assert.rejects(verifyDocument(longer, proofOf(good), intentOf(proofOf(good), 'file'), 0), {
      code: 'original-size',
    });
  });
  it('is refused where the statement promises a PDF signed within itself', () =>
    refuses('range-start', good, proofOf(good), 'application/pdf'));
  for (const [why, code, wrong] of [
    ['lists another file', 'manifest-digest', manifest(reference + entry(bytes('hidden')))],
    ['lists one more', 'manifest-entries', manifest(reference + entry(file) + entry(bytes('hidden')))],
    ['lists nothing', 'manifest-entries', manifest(reference)],
    ['names no signature', 'xml-malformed', manifest(entry(file))],
    ['has another element before its entries', 'xml-malformed', good.replaceAll('SigReference', 'Extension')],
    [
      'hides an entry in its reference',
      'xml-malformed',
      good.replace('></asic:SigReference>', `>${entry(file)}</asic:SigReference>`),
    ],
    ['is in another namespace', 'xml-malformed', good.replace(asic, 'urn:other')],
    ['is of another name', 'xml-malformed', good.replaceAll('ASiCManifest', 'ASiCManifesto')],
    ['has an element of another name', 'xml-malformed', good.replaceAll('DataObjectReference', 'DataObject')],
    ['does not say what its digests are', 'xml-malformed', good.replace(dsig, 'urn:other')],
    ['says it twice', 'xml-malformed', good.replace('xmlns:ds', `xmlns:d="${dsig}" xmlns:ds`)],
    ['says it once more behind', 'xml-malformed', good.replace(`"${dsig}"`, `$& xmlns:t="${dsig}"`)],
    ['says it for all', 'xml-malformed', good.replace('xmlns:ds', 'xmlns')],
    ['says it where it declares nothing', 'xml-malformed', good.replace('xmlns:ds', 'xmlnz:ds')],
    [
      'says something else further in',
      'xml-malformed',
      good.replace('<ds:DigestValue', '<ds:DigestValue xmlns:ds="urn:x"'),
    ],
    ['has two digests in an entry', 'xml-malformed', good.replace(/(<ds:DigestValue>.*<\/ds:DigestValue>)/, '$1$1')],
    ['has no digest in an entry', 'xml-malformed', good.replace(/<ds:DigestValue>.*<\/ds:DigestValue>/, '')],
    ['has something else for a method', 'xml-malformed', good.replaceAll('ds:DigestMethod', 'ds:DigestMethot')],
    ['has elements in a method', 'xml-malformed', good.replace('></ds:DigestMethod>', '><a></a></ds:DigestMethod>')],
    ['has elements in a digest', 'xml-malformed', good.replace('<ds:DigestValue>', '<ds:DigestValue><a></a>')],
    ['has a digest by the name of a method', 'xml-malformed', good.replace(sha256Uri, 'constructor')],
    ['has a digest nobody may use', 'xml-malformed', good.replace(sha256Uri, `${dsig}sha1`)],
    ['is not in its canonical form', 'xml-malformed', good.replace('></ds:DigestMethod>', '/>')],
  ] as const) {
    it(`is refused when the manifest ${why}`, () => {
      assert.notEqual(wrong, good);
      return refuses(code, wrong);
    });
  }
});

describe('a proof with a manifest, as it was sent', () => {
  const b64u = (value: Uint8Array) => Buffer.from(value).toString('base64url');
  const sent = { originalSize: 1, signedAttributes: b64u(file), manifest: b64u(bytes(good)) };
  it('is read into what is checked', () =>
    assert.deepEqual(readProof(sent), { originalSize: 1, signedAttributes: file, manifest: bytes(good) }));
  it('is refused with a byte range, in an XML signature, and when it is no text', () => {
    const signedXml = { originalSize: 1, signedInfo: b64u(file), references: [], manifest: sent.manifest };
    assert.throws(() => readProof({ ...sent, byteRange: [0, 1, 2, 3] }), { code: 'range-unasked' });
    assert.throws(() => readProof(signedXml), { code: 'range-unasked' });
    assert.throws(() => readProof({ ...sent, manifest: 7 }), { code: 'xml-malformed' });
  });
});

async function refuses(code: VerifyCode, text: string, proof = proofOf(text), type = 'file'): Promise<void> {
  await assert.rejects(verified(text, proof, type), { code });
}

function verified(text: string, proof: CmsProof = proofOf(text), type = 'file'): Promise<Uint8Array> {
  return verifyDocument(file, proof, intentOf(proof, type), 0);
}

function proofOf(text: string): CmsProof {
  const octets = bytes(text);
  return { originalSize: file.length, signedAttributes: attributesOver(octets), manifest: octets };
}

/** SET OF one attribute, message-digest. */
function attributesOver(octets: Bytes): Bytes {
  const digest = createHash('sha256').update(octets).digest();
  const head = Buffer.from('3131302f06092a864886f70d01090431220420', 'hex');
  return Uint8Array.from([...head, ...digest]);
}

function manifest(content: string): string {
  return `<asic:ASiCManifest xmlns:asic="${asic}" xmlns:ds="${dsig}">${content}</asic:ASiCManifest>`;
}

function entry(octets: Bytes): string {
  const value = createHash('sha256').update(octets).digest('base64');
  const method = `<ds:DigestMethod Algorithm="${sha256Uri}"></ds:DigestMethod>`;
  const digest = `${method}<ds:DigestValue>${value}</ds:DigestValue>`;
  return `<asic:DataObjectReference URI="agreement.txt">${digest}</asic:DataObjectReference>`;
}

/** As far as the checks read it. */
function intentOf({ signedAttributes }: CmsProof, type: string): SignIntent {
  const b64u = (value: Uint8Array) => createHash('sha256').update(value).digest('base64url');
  const display = [{ label: 'a.txt', type, size: file.length, docSha256: b64u(file), viewUrl: 'u' }];
  return { hash: 'SHA-256', dtbsr: [b64u(signedAttributes)], display } as unknown as SignIntent;
}

function bytes(value: string): Bytes {
  return new TextEncoder().encode(value);
}
