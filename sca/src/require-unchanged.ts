import { createHash } from 'node:crypto';
import type { PreparedPades } from '@chancery/ades';
import { type DigestName, signedAttributes } from '@chancery/pki';
import type { PreparedDocument } from './prepare-documents.ts';
import { ScaError } from './sca-error.ts';

/**
 * The last check before harm, apart from the code that prepared: everything is computed again from the stored octets and
 * compared with what the signer approved. `document` is the original as stored, `approved` the DTBS/R that was sent to
 * the signature activation module, `certificate` the signer's (DER). Throws ScaError `changed` or `not-approved`.
 */
export function requireUnchanged(
  document: Uint8Array,
  { originalSize, docSha256, pades }: PreparedDocument,
  approved: Uint8Array,
  certificate: Uint8Array,
): void {
  if (document.length !== originalSize || !same(digest('sha256', [document]), docSha256)) changed('the document');
  requireWholeRange(document, pades);
  const messageDigest = digest(pades.digest, coveredParts(document, pades));
  if (!same(messageDigest, pades.messageDigest)) changed('the octets that are signed');
  const { digest: name, signingTime } = pades;
  const content = { messageDigest, digest: name, signingCertificate: certificate };
  const attributes = signedAttributes({ ...content, ...(signingTime && { signingTime }) });
  if (!same(attributes, pades.signedAttributes)) changed('the signed attributes');
  if (!same(digest(pades.digest, [attributes]), approved)) {
    throw new ScaError('not-approved', 'the signer approved something else');
  }
}

/** The byte range covers everything but the placeholder (EN 319 142-1, 6.3). */
function requireWholeRange(
  document: Uint8Array,
  { byteRange, contentsOffset, contentsLength, appendix }: PreparedPades,
) {
  const [start, before, after, rest] = byteRange;
  const size = document.length + appendix.length;
  const whole = start === 0 && before === contentsOffset && after === contentsOffset + contentsLength;
  if (!whole || after + rest !== size || contentsOffset < document.length) changed('the byte range');
}

function coveredParts(document: Uint8Array, { appendix, contentsOffset, contentsLength }: PreparedPades) {
  const gap = contentsOffset - document.length;
  return [document, appendix.subarray(0, gap), appendix.subarray(gap + contentsLength)];
}

function digest(name: DigestName, parts: readonly Uint8Array[]): Buffer {
  const hash = createHash(name);
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a).equals(b);
}

function changed(what: string): never {
  throw new ScaError('changed', `${what} changed after preparation`);
}
