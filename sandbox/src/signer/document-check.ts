/** What You See Is What You Sign, as the approval page checks it: document, message digest and DTBS/R belong together. */
import { createHash } from 'node:crypto';
import { der, digestName, PkiError } from '@chancery/pki';
import { checkJws, type JwsProof } from './jws-check.ts';
import { checkManifest } from './manifest-check.ts';
import { demand } from './statement.ts';
import { checkReferences, type XmlProof } from './xml-check.ts';

/** What the SSA says about a prepared document; binary values in b64u. Only a PDF signed within itself has a byte range. */
export type Proof = CmsProof | XmlProof | JwsProof;

interface CmsProof {
  readonly originalSize: number;
  readonly byteRange?: readonly number[];
  /** What is signed instead of the file, in a container. */
  readonly manifest?: string;
  readonly signedAttributes: string;
}

/** `dtbsr` and `docSha256` in b64u, from the statement; `hashOid` the digest algorithm they were made with. */
export interface Stated {
  /** `file` is signed as it came; everything else within itself. */
  readonly type: string;
  readonly docSha256: string;
  readonly size: number;
  readonly dtbsr: string;
  readonly hashOid: string;
}

/** RFC 5652 11.2. */
const messageDigestOid = '1.2.840.113549.1.9.4';

/**
 * What a person would be shown: the file, or the octets of the XML that is signed. Throws SandboxError `statement` unless the
 * prepared file leads to exactly the stated hash.
 */
export function checkDocument(file: Uint8Array, proof: Proof, stated: Stated): Uint8Array {
  const original = createHash('sha256').update(file.subarray(0, proof.originalSize)).digest('base64url');
  demand(proof.originalSize === stated.size && original === stated.docSha256, 'the document is another one');
  const { shown, signed } = bound(file, proof, stated);
  demand(digest(stated, signed) === stated.dtbsr, 'the hash to sign is of something else');
  return shown;
}

/** As shown, and the octets that are signed and bind it. */
function bound(file: Uint8Array, proof: Proof, stated: Stated) {
  if ('protectedHeader' in proof) return { shown: file, signed: checkJws(file, proof, stated) };
  if ('signedInfo' in proof)
    return { shown: checkXml(file, proof, stated), signed: Buffer.from(proof.signedInfo, 'base64url') };
  return { shown: file, signed: checkCms(file, proof, stated) };
}

/** The signed attributes, if they are of this document. */
function checkCms(file: Uint8Array, proof: CmsProof, stated: Stated): Uint8Array {
  const attributes = Buffer.from(proof.signedAttributes, 'base64url');
  const covered = stated.type === 'file' ? signedFile(file, proof) : ranged(file, proof);
  demand(digest(stated, ...covered) === messageDigestOf(attributes), 'the message digest is of other bytes');
  return attributes;
}

/** What the SignedInfo refers to, if it is this document. */
function checkXml(file: Uint8Array, proof: XmlProof, { type }: Stated): Uint8Array {
  demand(type === 'file', 'the byte range leaves something out');
  return checkReferences(file, proof);
}

function digest({ hashOid }: Stated, ...parts: readonly Uint8Array[]): string {
  const name = digestName(hashOid);
  demand(name !== undefined, 'its digest algorithm is unknown');
  return parts.reduce((hash, part) => hash.update(part), createHash(name)).digest('base64url');
}

/** The file as it came, or the manifest that lists it. */
function signedFile(file: Uint8Array, proof: CmsProof): readonly Uint8Array[] {
  const all = whole(file, proof);
  if (proof.manifest === undefined) return all;
  const manifest = Buffer.from(proof.manifest, 'base64url');
  checkManifest(file, manifest);
  return [manifest];
}

/** RFC 5652 5.4: all of the content. */
function whole(file: Uint8Array, { byteRange, originalSize }: CmsProof): readonly Uint8Array[] {
  demand(byteRange === undefined, 'a byte range is not for this document');
  demand(file.length === originalSize, 'something stands behind the document');
  return [file];
}

/** ISO 32000-2 12.8.1: all but the value of Contents, which is zeros still and lies behind the original. */
function ranged(file: Uint8Array, { byteRange = [], originalSize }: CmsProof): readonly Uint8Array[] {
  const [start, before = 0, after = 0, length = 0] = byteRange;
  demand(
    byteRange.length === 4 && start === 0 && before >= originalSize && after + length === file.length,
    'the byte range leaves something out',
  );
  const gap = Buffer.from(file.subarray(before, after)).toString('latin1');
  demand(/^<0+>$/.test(gap), 'the gap of the byte range holds something');
  return [file.subarray(0, before), file.subarray(after)];
}

function messageDigestOf(attributes: Uint8Array): string {
  try {
    return messageDigest(der.decode(new Uint8Array(attributes)).children);
  } catch (cause) {
    demand(!(cause instanceof PkiError), 'the signed attributes cannot be read');
    throw cause;
  }
}

function messageDigest(attributes: readonly der.Tlv[]): string {
  const [found, ...more] = attributes.filter((one) => der.readOid(der.child(one, 0)) === messageDigestOid);
  demand(found !== undefined && more.length === 0, 'there is not one message digest');
  return Buffer.from(der.octets(der.child(der.child(found, 1, 0x31), 0, 0x04))).toString('base64url');
}
