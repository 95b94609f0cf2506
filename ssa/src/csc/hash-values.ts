import { digestLength, type LegacyDigest } from '@chancery/pki';
import { CscError, type CscErrorKey } from './csc-error.ts';
import type { Parameters } from './parameters.ts';

/** The digests of a request, decoded; undefined when it names none. Lengths are judged by who knows the digest. */
export function readHashes(parameters: Parameters): Uint8Array[] | undefined {
  const value = parameters.value('hash');
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw new CscError('missingHash');
  if (value.length === 0) throw new CscError('emptyHash');
  return value.map((each: unknown) => decodeHash(each));
}

/** SHA-256, SHA-384 and SHA-512: who authorizes hashes does not say which they are. Those of old where they are signed. */
export function digestLengths(legacy: readonly LegacyDigest[]): readonly number[] {
  return [...legacy.map(digestLength), 32, 48, 64];
}

/** As the SAM is told. */
export function base64urlOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString('base64url');
}

/** Standard or URL alphabet, padding optional, percent-encoded or not: decoded leniently, compared as bytes. */
export function decodeHash(value: unknown): Uint8Array {
  return decodeBase64(value, 'hashNotBase64');
}

/** The same of anything else that comes in base64. @throws CscError in the words given */
export function decodeBase64(value: unknown, refusal: CscErrorKey): Uint8Array {
  const text = typeof value === 'string' ? percentDecoded(value) : '';
  const { length } = text.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || length % 4 === 1) throw new CscError(refusal);
  return new Uint8Array(Buffer.from(text, 'base64'));
}

function percentDecoded(text: string): string {
  return text.replace(/%(2b|2f|3d)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
