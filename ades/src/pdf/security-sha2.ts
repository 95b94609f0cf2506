import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { damaged } from '../error.ts';
import { passwordForSha2 } from './password.ts';
import type { OpenedKey, SecurityDictionary } from './security.ts';

/** The file key by revisions 5 and 6 (ISO 32000-2, 7.6.4.3.3, algorithm 2.A); undefined when the password is wrong. */
export function keyBySha2(security: SecurityDictionary, password: string): OpenedKey | undefined {
  const { O, U, OE, UE } = security;
  if ([O, U].some(({ length }) => length < 48) || [OE, UE].some(({ length }) => length < 32)) {
    throw damaged('the encryption dictionary is too short');
  }
  const given = passwordForSha2(password);
  const owner = opened(security, { given, hashes: O, wrapped: OE, user: U.subarray(0, 48) });
  const key = owner ?? opened(security, { given, hashes: U, wrapped: UE, user: new Uint8Array() });
  if (key === undefined) return undefined;
  requirePermissions(security, key);
  return { key, owner: owner !== undefined };
}

interface Door {
  readonly given: Uint8Array;
  /** 32 bytes of hash, 8 of validation salt, 8 of key salt. */
  readonly hashes: Uint8Array;
  readonly wrapped: Uint8Array;
  readonly user: Uint8Array;
}

function opened({ revision }: SecurityDictionary, { given, hashes, wrapped, user }: Door): Uint8Array | undefined {
  const hash = revision === 5 ? sha256 : hardened;
  const validation = hash(given, hashes.subarray(32, 40), user);
  if (!Buffer.from(validation).equals(hashes.subarray(0, 32))) return undefined;
  const key = hash(given, hashes.subarray(40, 48), user);
  return createDecipheriv('aes-256-cbc', key, Buffer.alloc(16)).setAutoPadding(false).update(wrapped.subarray(0, 32));
}

/** Algorithm 13: the permissions stand a second time, under the file key, so that nobody else can widen them. */
function requirePermissions({ Perms, permissions }: SecurityDictionary, key: Uint8Array): void {
  if (Perms.length !== 16) throw damaged('the permissions of the encrypted document cannot be read');
  const plain = createDecipheriv('aes-256-ecb', key, null).setAutoPadding(false).update(Perms);
  if (plain.toString('latin1', 9, 12) === 'adb' && plain.readInt32LE(0) === permissions) return;
  throw damaged('the permissions of the encrypted document were changed');
}

type Hash = (password: Uint8Array, salt: Uint8Array, user: Uint8Array) => Uint8Array;

const sha256: Hash = (password, salt, user) => createHash('sha256').update(password).update(salt).update(user).digest();

const fewestRounds = 64;

/** Algorithm 2.B. */
const hardened: Hash = (password, salt, user) => {
  let key = sha256(password, salt, user);
  for (let round = 1; ; round++) {
    const block = Buffer.concat([password, key, user]);
    const repeated = Buffer.concat(Array<Buffer>(64).fill(block));
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32)).setAutoPadding(false);
    const encrypted = cipher.update(repeated);
    const digest = ['sha256', 'sha384', 'sha512'][encrypted.subarray(0, 16).reduce((sum, byte) => sum + byte) % 3]!;
    key = createHash(digest).update(encrypted).digest();
    if (round >= fewestRounds && encrypted.at(-1)! <= round - 32) return key.subarray(0, 32);
  }
};
