/** A proof as the SSA sends it, into the form that is checked; see `verify-document.ts` for what it means. */
import { fromBase64url } from './base64url.ts';
import type { Proof, Sent } from './verify-document.ts';
import { type VerifyCode, VerifyError } from './verify-error.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Throws VerifyError for what could not be checked. */
export function readProof(value: unknown): Proof {
  const { originalSize, byteRange, signedAttributes, manifest, signedInfo, references, protectedHeader } =
    fieldsOf(value);
  if (!isLength(originalSize)) throw new VerifyError('original-size');
  if (protectedHeader !== undefined) {
    const more = [signedAttributes, byteRange, manifest, signedInfo, references];
    if (more.some((one) => one !== undefined)) throw new VerifyError('range-unasked');
    return { originalSize, protectedHeader: decoded(protectedHeader, 'header-malformed') };
  }
  if (signedInfo !== undefined) {
    const more = [signedAttributes, byteRange, manifest];
    if (more.some((one) => one !== undefined)) throw new VerifyError('range-unasked');
    return { originalSize, signedInfo: decoded(signedInfo, 'xml-malformed'), references: readReferences(references) };
  }
  const proof = { originalSize, signedAttributes: decoded(signedAttributes, 'attributes-malformed') };
  if (manifest === undefined) return byteRange === undefined ? proof : { ...proof, byteRange: readRange(byteRange) };
  if (byteRange !== undefined) throw new VerifyError('range-unasked');
  return { ...proof, manifest: decoded(manifest, 'xml-malformed') };
}

function readRange(value: unknown): readonly number[] {
  if (!Array.isArray(value) || !value.every(isLength)) throw new VerifyError('range-start');
  return value;
}

function readReferences(value: unknown): readonly Sent[] {
  if (!Array.isArray(value)) throw new VerifyError('reference-count');
  return value.map((one) => {
    const { over, octets } = fieldsOf(one);
    return over === 'file' && octets === undefined ? over : decoded(octets, 'reference-digest');
  });
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function decoded(text: unknown, code: VerifyCode): Uint8Array<ArrayBuffer> {
  try {
    if (typeof text === 'string') return fromBase64url(text);
  } catch (cause) {
    throw new VerifyError(code, cause);
  }
  throw new VerifyError(code);
}
