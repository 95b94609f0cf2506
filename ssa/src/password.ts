import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordVerifier } from '@chancery/store';

const derive = promisify(argon2);
const cost = { memory: 19_456, passes: 2 };

/** Argon2id (RFC 9106) with a parallelism of one and a tag of 32 octets, as auth/login derives it; salt and hash in base64url. */
export async function passwordVerifier(password: string): Promise<PasswordVerifier> {
  const salt = randomBytes(16);
  const message = Buffer.from(password.normalize('NFC'), 'utf8');
  const hash = await derive('argon2id', { message, nonce: salt, ...cost, parallelism: 1, tagLength: 32 });
  return { salt: salt.toString('base64url'), hash: hash.toString('base64url'), ...cost };
}
