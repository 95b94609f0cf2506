import { argon2, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { CryptoModule } from '@chancery/crypto-module';
import { canonicalize } from '../../client/index.ts';
import { refuse } from '../refusal.ts';

/**
 * What is kept of a PIN: a MAC by the module's pepper over the Argon2id tag (EN 419 241-2, R.RAD), so that a stolen
 * database cannot be searched. Factor and signer are in it: a verifier moved to another row fits no PIN.
 */
export type PinData = {
  readonly alg: 'argon2id';
  readonly m: number;
  readonly t: number;
  readonly p: number;
  readonly salt: string;
  readonly verifier: string;
  /** Of a key's own: it is not enough without a one-time password. */
  readonly otp?: true;
};

/** Whose PIN it is. */
export type PinOf = { readonly signer: string; readonly factor: string };

/** RFC 9106; 19 MiB and two passes. */
const cost = { m: 19_456, t: 2, p: 1 } as const;
const stretch = promisify(argon2);

export async function newPinData(module: CryptoModule, of: PinOf, pin: string): Promise<PinData> {
  const salt = randomBytes(16);
  const verifier = await peppered(module, of, await tagOf(pin, salt, cost));
  return { alg: 'argon2id', ...cost, salt: encode(salt), verifier: encode(verifier) };
}

/** Refuses with `rate` when more PINs wait than are worth waiting for. */
export async function pinMatches(module: CryptoModule, of: PinOf, pin: string, data: PinData): Promise<boolean> {
  const tag = await tagOf(pin, Buffer.from(data.salt, 'base64url'), data);
  const verifier = Buffer.from(data.verifier, 'base64url');
  return verifier.length === 32 && timingSafeEqual(await peppered(module, of, tag), verifier);
}

/** The same work where there is no PIN, so that the answer takes as long. */
export const nobody: PinData = {
  alg: 'argon2id',
  ...cost,
  salt: encode(randomBytes(16)),
  verifier: encode(randomBytes(32)),
};

async function peppered(module: CryptoModule, { signer, factor }: PinOf, tag: Uint8Array): Promise<Uint8Array> {
  const matter = canonicalize({ v: 'chancery-pin-v1', signer, factor, tag: encode(tag) });
  const value = createHash('sha256').update(matter).digest();
  return (await module.call({ command: 'pepper', key: 'pepper', value })).mac;
}

/** Each takes 19 MiB and a thread; beyond this many the SAM would rather say that it is busy. */
const mostWaiting = 64;
let waiting = 0;

async function tagOf(pin: string, nonce: Uint8Array, { m, t, p }: Pick<PinData, 'm' | 't' | 'p'>): Promise<Uint8Array> {
  if (waiting >= mostWaiting) return refuse('rate', 'too many PINs at once');
  waiting++;
  try {
    const message = Buffer.from(pin.normalize('NFC'), 'utf8');
    return await stretch('argon2id', { message, nonce, parallelism: p, tagLength: 32, memory: m, passes: t });
  } finally {
    waiting--;
  }
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
