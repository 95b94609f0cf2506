/**
 * That the document shown, the message digest inside the signed attributes and the DTBS/R the SAM will sign belong together
 * (EN 419 241-1, "what you see is what you sign"). Pure: bytes and WebCrypto, no network, no page.
 */

import { toBase64url } from './base64url.ts';
import { entriesOf } from './container-manifest.ts';
import { type DigestName, digest, equal, same } from './digest.ts';
import type { DisplayItem, SignIntent } from './intent.ts';
import { readProtectedHeader } from './protected-header.ts';
import { messageDigestOf } from './signed-attributes.ts';
import { isDocument, referencesOf, requireSignedProperties } from './signed-info.ts';
import { demand } from './verify-error.ts';

/**
 * What the SSA says about the prepared document; believed in nothing that is not recomputed here. As JSON, binary values
 * are b64u. Of a CMS signature: `{ originalSize, byteRange?, signedAttributes }`; a PDF signed within itself has a byte
 * range, of a file signed as it came all is covered and there is none; with `manifest` (in its canonical form) the attributes
 * are over that, and it lists the file and nothing else. Of an XML signature: `{ originalSize, signedInfo,
 * references }`, where `signedInfo` is ds:SignedInfo in its canonical form and `references` has one entry for each
 * ds:Reference in its order: `{ "over": "file" }` where the digest is that of the file's octets (detached; enveloping
 * base64), or `{ "octets": ... }` with the octets that come out of the transforms (enveloped; enveloping XML; the signed
 * properties). Exactly one reference is to the document; it is what the signer is shown. The other one, if there is one, is
 * to the xades:SignedProperties. Of a JSON signature: `{ originalSize, protectedHeader }`; the file is the payload, or the header
 * lists it by its digest and nothing else.
 */
export type Proof = CmsProof | XmlProof | JwsProof;

export interface CmsProof {
  readonly originalSize: number;
  readonly byteRange?: readonly number[];
  readonly manifest?: Uint8Array<ArrayBuffer>;
  /** DER, SET OF Attribute. */
  readonly signedAttributes: Uint8Array<ArrayBuffer>;
}

export interface XmlProof {
  readonly originalSize: number;
  readonly signedInfo: Uint8Array<ArrayBuffer>;
  readonly references: readonly Sent[];
}

export interface JwsProof {
  readonly originalSize: number;
  /** JSON; the file is the payload, or listed in it. */
  readonly protectedHeader: Uint8Array<ArrayBuffer>;
}

/** What a reference is over. */
export type Sent = 'file' | Uint8Array<ArrayBuffer>;

/**
 * The octets that are signed, to be shown: the file, or the XML in the form that is signed. Throws VerifyError unless they
 * lead to exactly `dtbsr[index]` of the intent.
 */
export async function verifyDocument(
  file: Uint8Array<ArrayBuffer>,
  proof: Proof,
  intent: SignIntent,
  index: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const item = intent.display[index];
  demand(item !== undefined && proof.originalSize === item.size && item.size <= file.length, 'original-size');
  const original = await digest('SHA-256', file.subarray(0, proof.originalSize));
  demand(same(original, item.docSha256), 'original-digest');
  const { shown, signed } = await bound(file, proof, item, intent.hash);
  demand(same(await digest(intent.hash, signed), intent.dtbsr[index]), 'dtbsr');
  return shown;
}

/** What the signer is shown, and the octets that are signed and bind it. */
async function bound(file: Uint8Array<ArrayBuffer>, proof: Proof, item: DisplayItem, hash: DigestName) {
  if ('protectedHeader' in proof) return { shown: file, signed: await signingInput(file, proof, item) };
  if ('signedInfo' in proof) return { shown: await referred(file, proof, item), signed: proof.signedInfo };
  return { shown: await digested(file, proof, item, hash), signed: proof.signedAttributes };
}

/** RFC 7515, 5.1: the header, and the file as the payload unless the header lists it. */
async function signingInput(file: Uint8Array<ArrayBuffer>, proof: JwsProof, { type }: DisplayItem) {
  demand(type === 'file', 'range-start');
  demand(file.length === proof.originalSize, 'original-size');
  const over = readProtectedHeader(proof.protectedHeader);
  if (over === 'payload') return joined(proof.protectedHeader, file);
  demand(equal(await digest(over.digest, file), over.value), 'listed-digest');
  return joined(proof.protectedHeader, new Uint8Array());
}

/** A multiple of three octets, so that pieces in base64url make up the whole. */
const piece = 3 * 10_000;

function joined(header: Uint8Array, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const pieces = [`${toBase64url(header)}.`];
  for (let at = 0; at < payload.length; at += piece) pieces.push(toBase64url(payload.subarray(at, at + piece)));
  return new TextEncoder().encode(pieces.join(''));
}

/** RFC 5652 5.4: the message digest inside the signed attributes is that of the document. */
async function digested(file: Uint8Array<ArrayBuffer>, proof: CmsProof, { type }: DisplayItem, hash: DigestName) {
  if (proof.manifest !== undefined) return listed(file, { ...proof, manifest: proof.manifest }, type, hash);
  const covered = type === 'file' ? wholeFile(file, proof) : rangedBytes(file, proof);
  demand(equal(await digest(hash, covered), messageDigestOf(proof.signedAttributes)), 'message-digest');
  return file;
}

/** EN 319 162-1, annex A.4: the message digest is that of the manifest, whose one entry is that of the file. */
async function listed(
  file: Uint8Array<ArrayBuffer>,
  proof: CmsProof & { readonly manifest: Uint8Array<ArrayBuffer> },
  type: DisplayItem['type'],
  hash: DigestName,
) {
  demand(type === 'file', 'range-start');
  demand(equal(await digest(hash, proof.manifest), messageDigestOf(proof.signedAttributes)), 'message-digest');
  const [entry, ...more] = entriesOf(proof.manifest);
  demand(entry !== undefined && more.length === 0, 'manifest-entries');
  demand(equal(await digest(entry.digest, wholeFile(file, proof)), entry.value), 'manifest-digest');
  return file;
}

/** XML-DSig 1.1, 3.2.1: each reference digests what was sent for it; one alone is to the document. */
async function referred(file: Uint8Array<ArrayBuffer>, proof: XmlProof, { type }: DisplayItem) {
  demand(type === 'file', 'range-start');
  demand(file.length === proof.originalSize, 'original-size');
  const references = referencesOf(proof.signedInfo);
  demand(references.length === proof.references.length, 'reference-count');
  const documents: Uint8Array<ArrayBuffer>[] = [];
  for (const [at, reference] of references.entries()) {
    const sent = proof.references[at] === 'file' ? file : (proof.references[at] as Uint8Array<ArrayBuffer>);
    demand(equal(await digest(reference.digest, sent), reference.value), 'reference-digest');
    if (isDocument(reference)) documents.push(sent);
    else requireSignedProperties(sent);
  }
  const [document] = documents;
  demand(document !== undefined && documents.length === 1 && references.length <= 2, 'reference-count');
  return document;
}

/** RFC 5652 5.4: the content as it came, attached or beside the signature. Nothing before, behind or left out. */
function wholeFile(file: Uint8Array<ArrayBuffer>, { byteRange, originalSize }: CmsProof): Uint8Array<ArrayBuffer> {
  demand(byteRange === undefined, 'range-unasked');
  demand(file.length === originalSize, 'original-size');
  return file;
}

/**
 * ISO 32000-2 12.8.1: everything but the value of Contents. The range must begin with the file, end with the file, keep
 * every byte of the original, and leave out nothing but a hexadecimal string of zeros: a wider gap could hide words.
 */
function rangedBytes(file: Uint8Array, { byteRange = [], originalSize }: CmsProof): Uint8Array<ArrayBuffer> {
  const [start, before, after, length, ...more] = byteRange;
  demand(start === 0 && before !== undefined && before >= originalSize, 'range-start');
  demand(
    after !== undefined &&
      length !== undefined &&
      after > before &&
      after + length === file.length &&
      more.length === 0,
    'range-end',
  );
  demand(isEmptyHexString(file.subarray(before, after)), 'range-gap');
  const covered = new Uint8Array(before + length);
  covered.set(file.subarray(0, before));
  covered.set(file.subarray(after), before);
  return covered;
}

function isEmptyHexString(gap: Uint8Array): boolean {
  return gap.length > 2 && gap[0] === 0x3c && gap.at(-1) === 0x3e && gap.subarray(1, -1).every((byte) => byte === 0x30);
}
