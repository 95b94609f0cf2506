/** What a module must show before it is used; the parent verifies, for whoever makes a value does not judge it. */

import type { KekProfile, LaneCommand, LaneResult, Scal, SelfTestValue } from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';
import type { KeyRecord } from './key-record.ts';
import type { ModuleAlgorithm } from './pkcs11/provider-profile.ts';
import { verifyHash } from './verify-hash.ts';

/** The part of a token's lanes that a test needs. */
interface Tested {
  readonly label: string;
  call<C extends LaneCommand>(command: C): Promise<LaneResult<C>>;
  learnProbe(): Promise<Uint8Array>;
}

/** Every kind of key goes the whole way, under both key-encryption keys. @throws CryptoModuleError `unavailable` */
export async function testToken(token: Tested, algorithms: readonly ModuleAlgorithm[]): Promise<KekProfile> {
  let trusted = true;
  for (const [i, algorithm] of algorithms.entries()) {
    for (const scal of i === 0 ? ([1, 2] as const) : ([2] as const)) {
      trusted = (await testAlgorithm(token, algorithm, scal)) && trusted;
    }
  }
  return trusted ? 'T' : 'N';
}

/** Whether the key-encryption key is trusted. */
async function testAlgorithm(token: Tested, algorithm: ModuleAlgorithm, scal: Scal): Promise<boolean> {
  const name = algorithm.kind === 'ec' ? algorithm.curve : `RSA-${algorithm.bits}`;
  try {
    const { spki, values, trusted } = await token.call({ command: 'self-test', algorithm, scal });
    if (values.every((value) => holds(spki, value))) return trusted;
  } catch (cause) {
    throw failed(token, `cannot do ${name} (${cause instanceof Error ? cause.message : 'unknown'})`, cause);
  }
  throw failed(token, `signs wrongly with ${name}`);
}

function holds(spki: Uint8Array, { scheme, digest, signature }: SelfTestValue): boolean {
  const other = digest.map((octet) => octet ^ 1);
  return verifyHash(spki, scheme, digest, signature) && !verifyHash(spki, scheme, other, signature);
}

/** What the first token makes, each other must take: its records, its rows, its attestations. @throws CryptoModuleError `unavailable` */
export async function testSameKeys(tokens: readonly Tested[]): Promise<void> {
  const [first, ...others] = tokens;
  if (first === undefined) throw new CryptoModuleError('unavailable', 'The module has no token.');
  const expected = await fingerprint(first);
  if (others.length === 0) return;
  const records = await Promise.all(([1, 2] as const).map((scal) => activeRecord(first, scal)));
  for (const other of others) {
    const same = (await fingerprint(other)) === expected && (await takes(other, records));
    if (!same) throw failed(other, `holds other keys than ${first.label}`);
  }
}

/** Of every key that has a value to show without a record. */
async function fingerprint(token: Tested): Promise<string> {
  const value = new Uint8Array(32);
  const shown: unknown[] = [Buffer.from(await token.learnProbe()).toString('hex')];
  for (const key of ['statement', 'sad', 'checkpoint'] as const) {
    shown.push((await token.call({ command: 'attest-public', key })).jwk.kid);
  }
  for (const key of ['pepper', 'otp'] as const) {
    shown.push(Buffer.from((await token.call({ command: 'pepper', key, value })).mac).toString('hex'));
  }
  shown.push((await token.call({ command: 'encryption-public' })).jwk.kid);
  return shown.join();
}

interface Active {
  readonly record: KeyRecord;
  readonly spki: Uint8Array;
}

async function activeRecord(token: Tested, scal: Scal): Promise<Active> {
  const key = { keyId: 'self-test', owner: 'self-test', policy: 'self-test', scal } as const;
  const made = await token.call({ command: 'generate', algorithm: { kind: 'ec', curve: 'P-256' }, ...key });
  const pending = await token.call({ command: 'transition', record: made.record, to: 'cert_pending' });
  const set = { certSha256: new Uint8Array(32) };
  const { record } = await token.call({ command: 'transition', record: pending.record, to: 'active', set });
  return { record, spki: made.spki };
}

async function takes(token: Tested, records: readonly Active[]): Promise<boolean> {
  const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
  const digest = new Uint8Array(32);
  for (const { record, spki } of records) {
    const signed = await token.call({ command: 'sign', record, scheme, digests: [digest] }).catch(refusedRecord);
    if (signed === undefined || !verifyHash(spki, scheme, digest, signed.signatures[0]!)) return false;
  }
  return true;
}

function refusedRecord(error: unknown): undefined {
  if (error instanceof CryptoModuleError && error.code === 'record-invalid') return undefined;
  throw error;
}

function failed({ label }: Tested, how: string, cause?: unknown): CryptoModuleError {
  return new CryptoModuleError('unavailable', `The token ${label} ${how}. The module is not opened.`, { cause });
}
