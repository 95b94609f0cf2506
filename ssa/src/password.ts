import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordVerifier } from '@chancery/store';

const stretch = promisify(argon2);
const cost = { memory: 19_456, passes: 2 };

/** Argon2id (RFC 9106) with a parallelism of one and a tag of 32 octets; salt and hash in base64url. */
export async function passwordVerifier(password: string): Promise<PasswordVerifier> {
  const salt = randomBytes(16);
  const hash = await hashOf(password, { ...cost, salt });
  return { salt: salt.toString('base64url'), hash: hash.toString('base64url'), ...cost };
}

/** In constant time over the hashes. */
export async function matchesPassword(password: string, verifier: PasswordVerifier): Promise<boolean> {
  const { memory, passes } = verifier;
  const hash = await hashOf(password, { memory, passes, salt: Buffer.from(verifier.salt, 'base64url') });
  const stored = Buffer.from(verifier.hash, 'base64url');
  return hash.length === stored.length && timingSafeEqual(hash, stored);
}

async function hashOf(password: string, { memory, passes, salt }: { memory: number; passes: number; salt: Buffer }) {
  const message = Buffer.from(password.normalize('NFC'), 'utf8');
  return Buffer.from(
    await stretch('argon2id', { message, nonce: salt, memory, passes, parallelism: 1, tagLength: 32 }),
  );
}
