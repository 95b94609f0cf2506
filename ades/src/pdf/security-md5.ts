import { createHash } from 'node:crypto';
import { passwordForMd5 } from './password.ts';
import { rc4 } from './rc4.ts';
import type { OpenedKey, SecurityDictionary } from './security.ts';

/** ISO 32000-2, 7.6.4.3.2: what fills a password up to 32 bytes. */
const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/** The file key by revisions 2 to 4 of the standard handler (7.6.4.3.2 and 7.6.4.4); undefined when the password is wrong. */
export function keyByMd5(security: SecurityDictionary, password: string): OpenedKey | undefined {
  const given = passwordForMd5(password);
  if (given === undefined) return undefined;
  const asOwner = keyOfUser(security, userPassword(security, given));
  if (asOwner !== undefined) return { key: asOwner, owner: true };
  const asUser = keyOfUser(security, padded(given));
  return asUser && { key: asUser, owner: false };
}

function padded(password: Uint8Array): Uint8Array {
  return Buffer.concat([password, padding]).subarray(0, 32);
}

/** Algorithm 7: the owner's password opens the user's. */
function userPassword({ O, revision, keyLength }: SecurityDictionary, owner: Uint8Array): Uint8Array {
  const key = repeated(md5(padded(owner)), revision >= 3 ? 50 : 0, 16).subarray(0, keyLength);
  const rounds = revision >= 3 ? 19 : 0;
  let opened: Uint8Array = filled(O, 32);
  for (let round = rounds; round >= 0; round--) opened = rc4(masked(key, round), opened);
  return opened;
}

/** Algorithms 2 and 6: the key that a padded password makes, if it is the right one. */
function keyOfUser(security: SecurityDictionary, password: Uint8Array): Uint8Array | undefined {
  const { O, revision, keyLength, permissions, id, encryptMetadata } = security;
  const p = Buffer.alloc(4);
  p.writeInt32LE(permissions);
  const clear = revision >= 4 && !encryptMetadata ? [Buffer.alloc(4, 0xff)] : [];
  const first = md5(password, filled(O, 32), p, id, ...clear);
  const key = repeated(first, revision >= 3 ? 50 : 0, keyLength).subarray(0, keyLength);
  return opensUser(security, key) ? key : undefined;
}

/** Algorithms 4 and 5: of the 32 bytes of revision 3 and later, 16 are arbitrary. */
function opensUser({ U, revision, id }: SecurityDictionary, key: Uint8Array): boolean {
  if (revision === 2) return Buffer.from(rc4(key, padding)).equals(filled(U, 32));
  let value: Uint8Array = md5(padding, id);
  for (let round = 0; round < 20; round++) value = rc4(masked(key, round), value);
  return Buffer.from(value).equals(filled(U, 16));
}

function masked(key: Uint8Array, round: number): Uint8Array {
  return key.map((byte) => byte ^ round);
}

/** Some producers write fewer bytes than there should be. */
function filled(bytes: Uint8Array, length: number): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc(length)]).subarray(0, length);
}

function repeated(hash: Uint8Array, times: number, length: number): Uint8Array {
  let value = hash;
  for (let round = 0; round < times; round++) value = md5(value.subarray(0, length));
  return value;
}

function md5(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('md5');
  for (const part of parts) hash.update(part);
  return hash.digest();
}
