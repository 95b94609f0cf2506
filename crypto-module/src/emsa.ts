import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { DigestName, SignedDigest } from '@chancery/pki';
import { digestLength } from '@chancery/pki';
import { CryptoModuleError } from './crypto-module-error.ts';
import { digestInfo, requireDigest, requireSaltFits } from './digest-info.ts';

/** EMSA-PKCS1-v1_5, RFC 8017, 9.2 */
export function encodePkcs1(digest: SignedDigest, value: Uint8Array, length: number): Uint8Array {
  const info = digestInfo(digest, value);
  const padding = length - info.length - 3;
  if (padding < 8) throw new CryptoModuleError('algorithm', 'the modulus is too short for this digest');
  return Buffer.concat([Uint8Array.of(0, 1), Buffer.alloc(padding, 0xff), Uint8Array.of(0), info]);
}

/** EMSA-PSS-ENCODE, RFC 8017, 9.1.1, with MGF1 over the same digest and any salt length that fits. */
export function encodePss(digest: DigestName, value: Uint8Array, saltLength: number, bits: number): Uint8Array {
  requireDigest(digest, value);
  requireSaltFits(digest, saltLength, bits);
  const length = Math.ceil(bits / 8);
  const salt = randomBytes(saltLength);
  const h = saltedHash(digest, value, salt);
  const db = Buffer.concat([Buffer.alloc(length - saltLength - h.length - 2), Uint8Array.of(1), salt]);
  mask(db, digest, h, bits);
  return Buffer.concat([db, h, Uint8Array.of(0xbc)]);
}

/** EMSA-PSS-VERIFY, RFC 8017, 9.1.2 */
export function verifyPss(
  digest: DigestName,
  value: Uint8Array,
  encoded: Uint8Array,
  saltLength: number,
  bits: number,
): boolean {
  requireDigest(digest, value);
  const split = encoded.length - value.length - 1;
  if (split < saltLength + 1 || encoded.at(-1) !== 0xbc || unused(encoded[0]!, bits)) return false;
  const h = encoded.subarray(split, -1);
  const db = Buffer.from(encoded.subarray(0, split));
  mask(db, digest, h, bits);
  const one = split - saltLength - 1;
  if (db[one] !== 1 || db.subarray(0, one).some((byte) => byte !== 0)) return false;
  return timingSafeEqual(h, saltedHash(digest, value, db.subarray(one + 1)));
}

function saltedHash(digest: DigestName, value: Uint8Array, salt: Uint8Array): Buffer {
  return createHash(digest).update(Buffer.alloc(8)).update(value).update(salt).digest();
}

/** The mask of DB both ways; bits beyond the encoded length are cleared. */
function mask(db: Buffer, digest: DigestName, seed: Uint8Array, bits: number): void {
  const stream = mgf1(digest, seed, db.length);
  for (let i = 0; i < db.length; i++) db[i]! ^= stream[i]!;
  db[0]! &= leadingMask(bits);
}

/** MGF1, RFC 8017, B.2.1 */
function mgf1(digest: DigestName, seed: Uint8Array, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / digestLength(digest)) }, (_, counter) => {
    const suffix = Buffer.alloc(4);
    suffix.writeUInt32BE(counter);
    return createHash(digest).update(seed).update(suffix).digest();
  });
  return Buffer.concat(blocks, length);
}

const leadingMask = (bits: number): number => 0xff >> (8 * Math.ceil(bits / 8) - bits);
const unused = (first: number, bits: number): boolean => (first & ~leadingMask(bits) & 0xff) !== 0;
