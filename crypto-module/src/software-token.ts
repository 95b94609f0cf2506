import type { KeyObject } from 'node:crypto';
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { OptionalAlgorithm } from '@chancery/pki/notation';
import type { EphemeralJwk } from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';
import type { KeyAlgorithm } from './key-algorithm.ts';
import { generateKey, withKey } from './private-key.ts';
import { sameOctets } from './same-octets.ts';
import type { Point, Token, WrappedPair, WrappingKey } from './token.ts';

const macKeys = ['record-binding', 'row-mac', 'pepper', 'otp'] as const;

/**
 * The token of a development module: its keys are files only their owner reads, made at first use.
 * Not for production: whoever reads the folder has everything.
 */
export function openSoftwareToken(folder: string, switchedOn: readonly OptionalAlgorithm[] = []): Token {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const secrets = Object.fromEntries(macKeys.map((key) => [key, secret(folder, key)])) as Record<
    (typeof macKeys)[number],
    Buffer
  >;
  const attestKeys = {
    statement: pair(folder, 'attest-statement'),
    sad: pair(folder, 'attest-sad'),
    checkpoint: pair(folder, 'attest-checkpoint'),
  };
  const encryption = pair(folder, 'sam-encryption');
  const look = () => ({ 1: keyEncryptionKeys(folder, 'kek-1'), 2: keyEncryptionKeys(folder, 'kek-2') });
  let keks = look();
  const held = (id: string, generation: number) => heldKey([...keks[1], ...keks[2]], id, generation);
  const mac: Token['mac'] = (key, ...parts) => createHmac('sha256', secrets[key]).update(Buffer.concat(parts)).digest();
  return {
    switchedOn,
    wrappingKeys: (scal) => keks[scal],
    lookAgain: () => {
      keks = look();
    },
    generate: async (algorithm, { id, generation }) => await wrappedPair(algorithm, held(id, generation)),
    withKey: async ({ algorithm, kekId, kekGeneration }, blob, use) =>
      await withKey(held(kekId, kekGeneration).unwrap(blob), algorithm, use),
    rewrap: ({ kekId, kekGeneration }, blob, { id, generation }) =>
      rewrapped(held(kekId, kekGeneration).unwrap(blob), held(id, generation)),
    mac,
    verifyMac: (key, value, ...parts) => sameOctets(mac(key, ...parts), value),
    attest: (key, payload) => sign('sha256', payload, { key: attestKeys[key], dsaEncoding: 'ieee-p1363' }),
    attestationPublicKey: (key) => publicPoint(attestKeys[key]),
    agree: (ephemeral) => diffieHellman({ privateKey: encryption, publicKey: pointOf(ephemeral) }),
    encryptionPublicKey: () => publicPoint(encryption),
    random: (length) => randomBytes(length),
  };
}

interface KeyEncryptionKey extends WrappingKey {
  wrap(pkcs8: Uint8Array): Uint8Array;
  /** @throws CryptoModuleError `record-invalid` */
  unwrap(blob: Uint8Array): Buffer;
}

async function wrappedPair(algorithm: KeyAlgorithm, kek: KeyEncryptionKey): Promise<WrappedPair> {
  const { privateKey, publicKey } = await generateKey(algorithm);
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  try {
    return { spki: publicKey.export({ type: 'spki', format: 'der' }), blob: kek.wrap(pkcs8) };
  } finally {
    pkcs8.fill(0);
  }
}

function rewrapped(pkcs8: Buffer, kek: KeyEncryptionKey): Uint8Array {
  try {
    return kek.wrap(pkcs8);
  } finally {
    pkcs8.fill(0);
  }
}

/** Every generation, the newest first: `kek-2`, then `kek-2.g2` and so on. The first is made where there is none at all. */
function keyEncryptionKeys(folder: string, id: string): readonly KeyEncryptionKey[] {
  const later = readdirSync(folder).flatMap((file) =>
    file.startsWith(`${id}.g`) ? [Number(file.slice(id.length + 2))] : [],
  );
  const generations = [...later].sort((a, b) => b - a);
  const keys = generations.map((generation) =>
    keyEncryptionKey(id, generation, secret(folder, `${id}.g${generation}`)),
  );
  if (keys.length > 0 && !exists(join(folder, id))) return keys;
  return [...keys, keyEncryptionKey(id, 1, secret(folder, id))];
}

function heldKey(keks: readonly KeyEncryptionKey[], id: string, generation: number): KeyEncryptionKey {
  const held = keks.find((kek) => kek.id === id && kek.generation === generation);
  if (held !== undefined) return held;
  throw new CryptoModuleError('record-invalid', 'the record is wrapped by a key that this module has not');
}

/** PKCS#11 3.0, CKM_AES_KEY_WRAP_KWP: RFC 5649 */
const keyWrapWithPadding = 0x210b;
/** RFC 5649, 3: the alternative initial value */
const initialValue = Buffer.from('a65959a6', 'hex');
const keyWrap = 'id-aes256-wrap-pad';

function keyEncryptionKey(id: string, generation: number, key: Uint8Array): KeyEncryptionKey {
  return {
    id,
    generation,
    mechanism: keyWrapWithPadding,
    trusted: false,
    checkValue: createCipheriv('aes-256-ecb', key, null).update(Buffer.alloc(16)).subarray(0, 3),
    wrap: (pkcs8) => {
      const cipher = createCipheriv(keyWrap, key, initialValue);
      return Buffer.concat([cipher.update(pkcs8), cipher.final()]);
    },
    unwrap: (blob) => unwrap(key, blob),
  };
}

function unwrap(key: Uint8Array, blob: Uint8Array): Buffer {
  try {
    const decipher = createDecipheriv(keyWrap, key, initialValue);
    return Buffer.concat([decipher.update(blob), decipher.final()]);
  } catch (cause) {
    throw new CryptoModuleError('record-invalid', 'the blob does not unwrap', { cause });
  }
}

function secret(folder: string, name: string): Buffer {
  const bytes = keptOrMade(join(folder, name), () => randomBytes(32));
  if (bytes.length !== 32) throw damaged(join(folder, name));
  return bytes;
}

function pair(folder: string, name: string): KeyObject {
  const make = () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'der' });
  const key = keptOrMade(join(folder, name), make);
  try {
    return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  } catch (cause) {
    throw damaged(join(folder, name), cause);
  }
}

function publicPoint(pair: KeyObject): Point {
  const { x = '', y = '' } = createPublicKey(pair).export({ format: 'jwk' });
  return { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') };
}

/** A point off the curve would betray the private key bit by bit. */
function pointOf({ kty, crv, x, y }: EphemeralJwk): KeyObject {
  try {
    return createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' });
  } catch (cause) {
    throw new CryptoModuleError('input', 'the ephemeral key is no point of P-256', { cause });
  }
}

function damaged(path: string, cause?: unknown): Error {
  return new Error(`The key ${path} of the software module is damaged. Restore it from a backup.`, { cause });
}

/** The file's bytes; made at first use, whole or not at all, and only one maker wins. A file others can read is refused. */
function keptOrMade(path: string, make: () => Uint8Array): Buffer {
  if (!exists(path)) place(path, make());
  if ((statSync(path).mode & 0o077) !== 0) throw new Error(`${path} can be read by others; make it 0600`);
  return readFileSync(path);
}

function place(path: string, bytes: Uint8Array): void {
  const draft = `${path}.${randomBytes(8).toString('hex')}`;
  writeFileSync(draft, bytes, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!exists(path)) throw error;
  } finally {
    unlinkSync(draft);
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
