/** The hashes an authorization is for, as CSC writes them: one SHA-2 length for all, compared as octets and never as text. */
import { mostHashes } from '@chancery/sam/client';
import { errors } from 'oidc-provider';

export type HashName = 'sha256' | 'sha384' | 'sha512';

export interface Digest {
  readonly name: HashName;
  readonly oid: string;
}

const digests: Readonly<Record<number, Digest>> = {
  32: { name: 'sha256', oid: '2.16.840.1.101.3.4.2.1' },
  48: { name: 'sha384', oid: '2.16.840.1.101.3.4.2.2' },
  64: { name: 'sha512', oid: '2.16.840.1.101.3.4.2.3' },
};

/** base64url of hashes in either alphabet, padded or not, percent-encoded or not. Throws `invalid_request`. */
export function readHashes(values: readonly string[]): readonly string[] {
  if (values.length === 0 || values.length > mostHashes) refuse('Missing or invalid parameter hash');
  return values.map(readHash);
}

function readHash(value: string): string {
  const text = value.replace(/%(2b|2f|3d)/gi, (code) => decodeURIComponent(code));
  const { length } = text.replace(/={1,2}$/, '');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text) || length % 4 === 1) refuse('Invalid Base64 hash string parameter');
  return Buffer.from(text, 'base64').toString('base64url');
}

/** The digest of these hashes; `oid`, where it is named, says the same. Throws `invalid_request`. */
export function digestOf(hashes: readonly string[], oid: string | undefined): Digest {
  const lengths = new Set(hashes.map((hash) => Buffer.from(hash, 'base64url').length));
  const digest = digests[[...lengths][0] ?? 0];
  if (lengths.size !== 1 || !digest) refuse('Invalid digest value length');
  if ((oid ?? digest.oid) !== digest.oid) refuse('Invalid parameter hashAlgorithmOID');
  return digest;
}

/** Each hash is authorized once, so a number below theirs contradicts them. Throws `invalid_request`. */
export function readCount(value: string | undefined, hashes: number): number {
  const count = value === undefined ? hashes : Number(value);
  const written = value === undefined || /^[1-9]\d{0,3}$/.test(value);
  return written && count >= hashes ? count : refuse('Invalid value for parameter numSignatures');
}

function refuse(description: string): never {
  throw new errors.InvalidRequest(description);
}
