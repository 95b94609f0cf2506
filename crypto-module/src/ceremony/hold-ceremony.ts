/**
 * The part of a ceremony that happens in the tokens: keys are made, proven and read back. What fails is undone, so that a
 * ceremony leaves everything or nothing. It runs in a process of its own, without node:crypto (→ ceremony-room.ts).
 */
import type { Handle, PKCS11 } from 'pkcs11js';
import { CryptoModuleError } from '../crypto-module-error.ts';
import type { Flags } from './attributes.ts';
import { type CeremonyKey, ceremonyKeys, kekLabel } from './ceremony-key.ts';
import { numbers, type Token, type TokenFacts } from './cryptoki.ts';
import { destroyKek } from './destroy-kek.ts';
import { type CeremonyToken, generateInPlace, type KekMeans, moveToBoth, type Order } from './make-key.ts';
import { type Attempt, proveKek, proveShared } from './prove-kek.ts';
import { agree, endTransport } from './transport.ts';

/** Everything new, another generation of one key-encryption key, the end of an old one, or only a look. */
export type CeremonyTask =
  | { readonly task: 'keys' }
  | { readonly task: 'kek'; readonly scal: 1 | 2 }
  | { readonly task: 'destroy'; readonly scal: 1 | 2; readonly generation: number }
  | { readonly task: 'look' };

export interface CeremonyRequest {
  readonly what: CeremonyTask;
  readonly means: KekMeans;
  readonly tokens: readonly { readonly label: string; readonly userPin: string; readonly soPin?: string }[];
}

export interface KeyFacts {
  readonly label: string;
  readonly generation: number;
  readonly flags: Flags;
  /** Hex: CKA_CHECK_VALUE of a key-encryption key, 8 octets of an HMAC for a MAC key; absent where the token tells none. */
  readonly checkValue?: string;
  /** Hex: 04 || x || y of the public key. */
  readonly point?: string;
  /** Of a key-encryption key made now: what its login could try. */
  readonly attempts?: readonly Attempt[];
}

export interface CeremonyFacts {
  readonly module: {
    readonly cryptoki: string;
    readonly manufacturer: string;
    readonly description: string;
    readonly version: string;
  };
  readonly tokens: readonly (TokenFacts & { readonly keys: readonly KeyFacts[] })[];
  /** What was made in each token. */
  readonly made: readonly { readonly label: string; readonly generation: number }[];
  /** What was destroyed in each token. */
  readonly destroyed: readonly { readonly label: string; readonly generation: number }[];
}

/** @throws CryptoModuleError `state` when keys are there that would be made, or not there that should be */
export function holdCeremony(
  tokens: readonly CeremonyToken[],
  module: PKCS11,
  request: CeremonyRequest,
): CeremonyFacts {
  for (const { token } of tokens) endTransport(token);
  const orders = ordersOf(request.what, tokens);
  if (orders.length > 0 && request.means.profile === 'T') requireOfficersPin(tokens);
  try {
    make(tokens, orders, request.means);
    const destroyed = end(tokens, request.what);
    return { ...factsOf(tokens, module, orders, request.means), made: orders.map(nameOf), destroyed };
  } catch (error) {
    for (const { token } of tokens) undo(token, orders);
    throw error;
  } finally {
    for (const { token } of tokens) endTransport(token);
  }
}

function ordersOf(what: CeremonyTask, tokens: readonly CeremonyToken[]): readonly Order[] {
  if (what.task === 'look' || what.task === 'destroy') return [];
  if (what.task === 'keys') {
    for (const { token } of tokens) requireNone(token);
    return [...ceremonyKeys].sort(otherHandsLast).map((key) => ({ key, generation: 1 }));
  }
  const key = keyNamed(kekLabel(what.scal));
  const [generation = 0, ...others] = tokens.map(({ token }) => newest(token, key.label));
  if (generation === 0 || others.some((other) => other !== generation)) {
    throw new CryptoModuleError('state', `the tokens do not all have the same generation of ${key.label}`);
  }
  return [{ key, generation: generation + 1 }];
}

/** What another process makes, SoftHSM shows us unless we write after it: key-encryption keys come last. */
function otherHandsLast(a: CeremonyKey, b: CeremonyKey): number {
  return Number(a.kind === 'key-encryption') - Number(b.kind === 'key-encryption');
}

function make(tokens: readonly CeremonyToken[], orders: readonly Order[], means: KekMeans): void {
  const [first, second] = tokens;
  if (first === undefined || orders.length === 0) return;
  if (second === undefined) {
    for (const order of orders) generateInPlace(first, order, means);
    return;
  }
  const transports = agree(first.token, second.token, means.profile);
  for (const order of orders) moveToBoth([first, second], transports, order, means);
}

function end(tokens: readonly CeremonyToken[], what: CeremonyTask): CeremonyFacts['destroyed'] {
  if (what.task !== 'destroy') return [];
  const old = { label: kekLabel(what.scal), generation: what.generation };
  destroyKek(tokens, old.label, old.generation);
  return [old];
}

function factsOf(tokens: readonly CeremonyToken[], module: PKCS11, made: readonly Order[], means: KekMeans) {
  const info = module.C_GetInfo();
  const version = ({ major, minor }: { major: number; minor: number }) => `${major}.${minor}`;
  const keks = made.filter(({ key }) => key.kind === 'key-encryption');
  for (const { key, generation } of keks) shared(tokens, key.label, generation, means);
  return {
    module: {
      cryptoki: version(info.cryptokiVersion),
      manufacturer: info.manufacturerID.trim(),
      description: info.libraryDescription.trim(),
      version: version(info.libraryVersion),
    },
    tokens: tokens.map(({ token }) => ({ ...token.facts, keys: keysOf(token, keks, means) })),
  };
}

function shared(tokens: readonly CeremonyToken[], label: string, generation: number, means: KekMeans): void {
  const [first, second] = tokens;
  if (first === undefined || second === undefined) return;
  proveShared(first.token, second.token, label, generation, means);
  proveShared(second.token, first.token, label, generation, means);
}

/** Every key of the table with all its generations. */
function keysOf(token: Token, proven: readonly Order[], means: KekMeans): readonly KeyFacts[] {
  return ceremonyKeys.flatMap((key) =>
    token.generations(key.label).map((generation) => {
      const handle = token.one(key.label, generation, classOf(key));
      const facts = {
        label: key.label,
        generation,
        flags: token.flags(handle),
        ...checkOf(token, key, generation, handle),
      };
      const isNew = proven.some((order) => order.key === key && order.generation === generation);
      return isNew ? { ...facts, attempts: proveKek(token, handle, means) } : facts;
    }),
  );
}

function checkOf(token: Token, { kind, label }: CeremonyKey, generation: number, handle: Handle) {
  if (kind === 'mac') return { checkValue: token.macCheckValue(handle).toString('hex') };
  if (kind === 'key-encryption') {
    const value = token.read(handle, numbers.checkValue);
    return value === undefined ? {} : { checkValue: value.toString('hex') };
  }
  const point = token.read(token.one(label, generation, numbers.publicKey), numbers.ecPoint);
  return point === undefined ? {} : { point: point.subarray(2).toString('hex') };
}

function requireOfficersPin(tokens: readonly CeremonyToken[]): void {
  if (tokens.every(({ soPin }) => soPin !== undefined)) return;
  throw new CryptoModuleError('input', 'profile T needs the PIN of the security officers');
}

function requireNone(token: Token): void {
  const there = ceremonyKeys.filter(({ label }) => token.find(label).length > 0).map(({ label }) => label);
  if (there.length === 0) return;
  throw new CryptoModuleError('state', `token ${token.facts.label} has keys already: ${there.join(', ')}`);
}

/** What a ceremony that failed has made; the old generations stay. */
function undo(token: Token, orders: readonly Order[]): void {
  for (const { key, generation } of orders) {
    for (const handle of token.find(key.label, generation)) token.destroy(handle);
  }
}

function newest(token: Token, label: string): number {
  return Math.max(0, ...token.generations(label));
}

function classOf({ kind }: CeremonyKey): number {
  return kind === 'mac' || kind === 'key-encryption' ? numbers.secretKey : numbers.privateKey;
}

function keyNamed(label: string): CeremonyKey {
  const found = ceremonyKeys.find((key) => key.label === label);
  if (found === undefined) throw new CryptoModuleError('input', `there is no key ${label}`);
  return found;
}

function nameOf({ key, generation }: Order) {
  return { label: key.label, generation };
}

/** Signs a digest with the newest key that attests checkpoints. */
export function attest(token: Token, digest: Uint8Array): Uint8Array {
  const label = 'chancery-checkpoint';
  return token.sign(token.one(label, newest(token, label), numbers.privateKey), digest);
}
