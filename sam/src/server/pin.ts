import { argon2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import type { CryptoModule } from '@chancery/crypto-module';
import { type Kysely, sql } from 'kysely';
import { canonicalize } from '../client/index.ts';
import { factorOf } from './factor.ts';
import type { Ledger } from './ledger.ts';
import { refuse } from './refusal.ts';
import { rowIsAuthentic, sealRow } from './row-seal.ts';
import type { Sam } from './sam.ts';

/**
 * The explicit PIN of a SCAL1 credential. The verifier is a MAC by the module (the pepper) over the Argon2id tag, so a
 * stolen database cannot be searched. The counter rises before the check, by one conditional update that several nodes share.
 */
type PinData = {
  readonly alg: 'argon2id';
  readonly m: number;
  readonly t: number;
  readonly p: number;
  readonly salt: string;
  readonly verifier: string;
};

/** RFC 9106; 19 MiB and two passes. */
const cost = { m: 19_456, t: 2, p: 1 } as const;
const stretch = promisify(argon2);

/** Canonical JSON of PinData for a new PIN of that signer's key. */
export async function pinVerifier(module: CryptoModule, pin: string, signer: string, key: string): Promise<string> {
  const salt = randomBytes(16);
  const verifier = await sealRow(module, 'pin', { signer, key, tag: await tagOf(pin, salt, cost) });
  const data: PinData = { alg: 'argon2id', ...cost, salt: encode(salt), verifier: encode(verifier) };
  return canonicalize(data);
}

/** Six to twelve digits or a passphrase of eight or more; no run up or down, no single repeated character. */
export function requireGoodPin(pin: string): void {
  const digits = /^\d+$/.test(pin);
  const long = digits ? pin.length >= 6 && pin.length <= 12 : pin.length >= 8;
  if (!long || isRun(pin)) refuse('pin_invalid', 'PIN too weak');
}

function isRun(pin: string): boolean {
  const steps = new Set([...pin].slice(1).map((char, i) => char.charCodeAt(0) - pin.charCodeAt(i)));
  return steps.size === 1 && [0, 1, -1].includes([...steps][0] ?? 2);
}

/** Refuses with `pin_invalid`: a wrong PIN, an unknown one and a locked one are not told apart, in words or in time. */
export async function requirePin(sam: Sam, signer: string, key: string, pin: string): Promise<void> {
  const factor = await factorOf(sam.db, sam.module, signer, pinFactor(key));
  const data = factor === undefined ? undefined : (JSON.parse(factor.data) as PinData);
  const fails = factor === undefined ? undefined : await countAttempt(sam.db, signer, key, sam.clock());
  const right = await matches(sam.module, data ?? nobody, signer, key, pin);
  if (fails === undefined) return refuse('pin_invalid', factor === undefined ? 'no PIN' : 'PIN locked');
  if (!right) return refuse('pin_invalid', `wrong PIN, ${fails} in a row`);
  await resetAttempts(sam.db, signer, key, fails);
}

export function pinFactor(key: string): string {
  return `pin:${key}`;
}

// Does the same work where there is no PIN, so that the answer takes as long.
const nobody: PinData = { alg: 'argon2id', ...cost, salt: encode(randomBytes(16)), verifier: encode(randomBytes(32)) };

async function matches(
  module: CryptoModule,
  data: PinData,
  signer: string,
  key: string,
  pin: string,
): Promise<boolean> {
  const tag = await tagOf(pin, Buffer.from(data.salt, 'base64url'), data);
  return rowIsAuthentic(module, 'pin', { signer, key, tag }, Buffer.from(data.verifier, 'base64url'));
}

async function tagOf(
  pin: string,
  nonce: Uint8Array,
  { m, t, p }: { m: number; t: number; p: number },
): Promise<string> {
  const message = Buffer.from(pin.normalize('NFC'), 'utf8');
  const tag = await stretch('argon2id', { message, nonce, parallelism: p, tagLength: 32, memory: m, passes: t });
  return encode(tag);
}

const maxFails = 5;

/** Counts an attempt before it is judged; undefined while locked. Five make a lock of 15 minutes, the next five of a day. */
async function countAttempt(db: Kysely<Ledger>, signer: string, key: string, now: Date): Promise<number | undefined> {
  const until = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const { rows } = await sql<{ fails: number }>`update factor set
      fails = (case when locked_until is null then fails else 0 end) + 1,
      series = case when locked_until is null and fails + 1 = ${maxFails} then series + 1 else series end,
      locked_until = case when locked_until is not null or fails + 1 < ${maxFails} then null
        when series = 0 then ${until(15)}::timestamptz
        when series = 1 then ${until(24 * 60)}::timestamptz
        else 'infinity'::timestamptz end
    where signer = ${signer} and factor = ${pinFactor(key)} and (locked_until is null or locked_until <= ${now})
    returning fails`.execute(db);
  return rows[0]?.fails;
}

// Only if no other attempt was counted meanwhile.
async function resetAttempts(db: Kysely<Ledger>, signer: string, key: string, seen: number): Promise<void> {
  const none = { fails: 0, series: 0, locked_until: null };
  const update = db.updateTable('factor').set(none).where('signer', '=', signer).where('factor', '=', pinFactor(key));
  await update.where('fails', '=', seen).execute();
}

function encode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
