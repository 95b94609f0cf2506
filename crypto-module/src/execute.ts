import type { LegacyScheme, SignatureScheme } from '@chancery/pki/notation';
import { buildCertificationRequest, isLegacyDigest, isMessageScheme, messageScheme } from '@chancery/pki/notation';
import { sha256 } from '@noble/hashes/sha2.js';
import { requireAttestable } from './attestation.ts';
import type {
  CsrCommand,
  EphemeralJwk,
  GenerateCommand,
  LaneCommand,
  LaneResults,
  RewrapCommand,
  Scal,
  SignCommand,
  SignMessagesCommand,
  TransitionCommand,
} from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';
import { requireDigest } from './digest-info.ts';
import type { KeyAlgorithm } from './key-algorithm.ts';
import { requireFit, requireSwitchedOn } from './key-algorithm.ts';
import type { KeyHeader, KeyRecord } from './key-record.ts';
import { encodeHeader, readHeader } from './key-record.ts';
import type { KeyState } from './key-state.ts';
import { poolPolicy, transition } from './key-state.ts';
import { sameOctets } from './same-octets.ts';
import { selfTest } from './self-test.ts';
import type { OpenKey, Point, Token, WrappingKey } from './token.ts';

/**
 * What a lane does with a command. Wherever a record comes in, its MAC is checked before anything in it is believed
 * (EN 419 221-5: externally stored keys keep their integrity and their owner).
 */
export async function execute(token: Token, command: LaneCommand): Promise<LaneResults[LaneCommand['command']]> {
  switch (command.command) {
    case 'generate':
      return await generate(token, command);
    case 'transition':
      return move(token, command);
    case 'rewrap':
      return rewrap(token, command);
    case 'sign':
      return await sign(token, command);
    case 'sign-messages':
      return await signMessages(token, command);
    case 'csr':
      return await request(token, command);
    case 'attest':
      requireAttestable(command.key, command.payload);
      return { signature: token.attest(command.key, command.payload) };
    case 'attest-public':
      return { jwk: { ...publicJwk(token.attestationPublicKey(command.key)), alg: 'ES256', use: 'sig' } };
    case 'row-mac':
      return { mac: token.mac('row-mac', ...rowOf(command.table, command.row)) };
    case 'row-verify':
      return { ok: token.verifyMac('row-mac', command.mac, ...rowOf(command.table, command.row)) };
    case 'pepper':
      return { mac: token.mac(command.key, command.value) };
    case 'agree':
      return { secret: token.agree(command.ephemeral) };
    case 'self-test':
      return await selfTest(token, command);
    case 'encryption-public':
      return { jwk: { ...publicJwk(token.encryptionPublicKey()), alg: 'ECDH-ES+A256KW', use: 'enc' } };
  }
}

async function generate(token: Token, command: GenerateCommand): Promise<LaneResults['generate']> {
  requireSwitchedOn(command.algorithm, token.switchedOn);
  requireOwnerOrPool(command);
  // A lane meets a newer key-encryption key late; what is made under the older one after a rewrap would be lost with it.
  token.lookAgain();
  const kek = newestKek(token, command.scal);
  const { spki, blob } = await token.generate(command.algorithm, kek);
  return { record: bind(token, newHeader(command, kek, spki), blob), spki };
}

function requireOwnerOrPool({ owner, policy }: GenerateCommand): void {
  if ((owner === null) === (policy === poolPolicy)) return;
  throw new CryptoModuleError('input', 'a key has an owner or is of the pool');
}

function newHeader(command: GenerateCommand, kek: WrappingKey, spki: Uint8Array): KeyHeader {
  const { keyId, owner, algorithm, scal, policy } = command;
  const now = unixNow();
  return {
    keyId,
    owner,
    algorithm,
    scal,
    policy,
    spkiSha256: sha256(spki),
    ...wrappedBy(kek),
    created: now,
    version: 1,
    state: owner === null ? 'generated' : 'assigned',
    assignedAt: owner === null ? null : now,
    certSha256: null,
  };
}

function wrappedBy({ id, generation, checkValue, mechanism }: WrappingKey) {
  return { kekId: id, kekGeneration: generation, kekCheckValue: checkValue, wrapMechanism: mechanism };
}

function move(token: Token, command: TransitionCommand): LaneResults['transition'] {
  const header = verified(token, command.record);
  const life = transition(header, command.to, unixNow(), command.set);
  const next = { ...header, ...life, version: header.version + 1 };
  return { record: bind(token, next, command.to === 'destroyed' ? null : command.record.blob) };
}

/** Nothing of the key changes but what wraps it; the old record stays good until the old key-encryption key is destroyed. */
function rewrap(token: Token, { record, generation }: RewrapCommand): LaneResults['rewrap'] {
  const header = verified(token, record);
  if (record.blob === null) throw new CryptoModuleError('state', `the key is ${header.state}`);
  requireKek(token, header);
  if (header.kekGeneration >= generation) return { record: null };
  const kek = heldKek(token, header.scal, (held) => held.generation === generation);
  if (kek === undefined) throw new CryptoModuleError('state', `this module has no generation ${generation}`);
  const blob = token.rewrap(header, record.blob, kek);
  const next = { ...header, ...wrappedBy(kek), version: header.version + 1 };
  return { record: bind(token, next, blob) };
}

/** One unwrapping for all digests of the command; every refusal stands before it. */
async function sign(token: Token, { record, scheme, digests }: SignCommand): Promise<LaneResults['sign']> {
  const header = usable(token, record, scheme);
  for (const digest of digests) requireDigest(scheme.digest, digest);
  return await withUnwrapped(token, header, record, (key) => ({
    signatures: digests.map((digest) => key.sign(scheme, digest)),
  }));
}

/** The same over messages. */
async function signMessages(
  token: Token,
  { record, scheme, messages }: SignMessagesCommand,
): Promise<LaneResults['sign-messages']> {
  const header = usable(token, record, scheme);
  return await withUnwrapped(token, header, record, (key) => ({
    signatures: messages.map((message) => key.signMessage(scheme, message)),
  }));
}

/** An authentic, active key that makes such signatures, where they are made at all. */
function usable(token: Token, record: KeyRecord, scheme: SignatureScheme | LegacyScheme): KeyHeader {
  const header = verified(token, record);
  requireState(header, 'active');
  requireFit(header.algorithm, scheme);
  requireSwitchedOn(scheme, token.switchedOn);
  if (isLegacyDigest(scheme.digest)) requireScal1(header);
  return header;
}

/** Two documents of one SHA-1 value can be made, and SHA-224 is for readers of old: an approval (SCAL2) binds by neither. */
function requireScal1({ scal }: KeyHeader): void {
  if (scal !== 1) throw new CryptoModuleError('policy', 'a SCAL2 key signs no digest of old');
}

async function request(token: Token, { record, spki, subjectDer }: CsrCommand): Promise<LaneResults['csr']> {
  const header = verified(token, record);
  requireState(header, 'assigned', 'cert_pending');
  const scheme = requestScheme(header.algorithm);
  requireSwitchedOn(scheme, token.switchedOn);
  if (!sameOctets(sha256(spki), header.spkiSha256))
    throw new CryptoModuleError('input', 'not the public key of the record');
  const der = await withUnwrapped(token, header, record, (key) =>
    buildCertificationRequest({ subject: subjectDer, spki }, scheme, (info) => key.signMessage(scheme, info)),
  );
  return { der };
}

function requestScheme(algorithm: KeyAlgorithm): SignatureScheme {
  if (isMessageScheme(algorithm)) return messageScheme(algorithm.kind);
  if (algorithm.kind === 'rsa') return { kind: 'rsa-pkcs1', digest: 'sha256' };
  return { kind: 'ecdsa', digest: algorithm.curve === 'P-256' ? 'sha256' : 'sha384' };
}

/** The header of an authentic record, believed only after the MAC over it and its blob. */
function verified(token: Token, record: KeyRecord): KeyHeader {
  const bound = [record.header, record.blob ?? new Uint8Array()];
  if (token.verifyMac('record-binding', record.mac, ...bound)) return readHeader(record.header);
  throw new CryptoModuleError('record-invalid', 'the MAC of the key record is wrong');
}

function bind(token: Token, header: KeyHeader, blob: Uint8Array | null): KeyRecord {
  const encoded = encodeHeader(header);
  return { header: encoded, blob, mac: token.mac('record-binding', encoded, blob ?? new Uint8Array()) };
}

function requireState(header: KeyHeader, ...allowed: readonly KeyState[]): void {
  if (allowed.includes(header.state)) return;
  throw new CryptoModuleError('state', `the key is ${header.state}`);
}

/**
 * Unwraps under the key-encryption key of the record's SCAL and no other. Where the token tells the public key, it is compared
 * before use; where it does not, the caller's verification of the value is what shows a key of another.
 */
async function withUnwrapped<T>(
  token: Token,
  header: KeyHeader,
  record: KeyRecord,
  use: (key: OpenKey) => T | Promise<T>,
): Promise<T> {
  requireKek(token, header);
  if (record.blob === null) throw new CryptoModuleError('record-invalid', 'the record has no blob');
  return await token.withKey(header, record.blob, (key) => {
    const spki = key.spki();
    if (spki === undefined || sameOctets(sha256(spki), header.spkiSha256)) return use(key);
    throw new CryptoModuleError('record-invalid', 'the blob holds another key');
  });
}

function newestKek(token: Token, scal: Scal): WrappingKey {
  const [newest] = token.wrappingKeys(scal);
  if (newest !== undefined) return newest;
  throw new CryptoModuleError('policy', `this module has no key-encryption key for SCAL${scal}`);
}

function requireKek(token: Token, header: KeyHeader): void {
  const same = (kek: WrappingKey) =>
    kek.id === header.kekId &&
    kek.generation === header.kekGeneration &&
    kek.mechanism === header.wrapMechanism &&
    sameOctets(kek.checkValue, header.kekCheckValue);
  if (heldKek(token, header.scal, same) !== undefined) return;
  throw new CryptoModuleError('record-invalid', 'the record is wrapped by another key-encryption key');
}

/** One that was made since this lane looked is found: another node may wrap under it already. */
function heldKek(token: Token, scal: Scal, is: (kek: WrappingKey) => boolean): WrappingKey | undefined {
  const known = token.wrappingKeys(scal).find(is);
  if (known !== undefined) return known;
  token.lookAgain();
  return token.wrappingKeys(scal).find(is);
}

/** The table's name and length stand before the row, so that no row of one table is a row of another. */
function rowOf(table: string, row: Uint8Array): Uint8Array[] {
  return [Uint8Array.of(table.length), Buffer.from(table), row];
}

function publicJwk(point: Point): EphemeralJwk & { readonly kid: string } {
  const [x, y] = [base64url(point.x), base64url(point.y)];
  const kid = base64url(sha256(Buffer.from(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))));
  return { kty: 'EC', crv: 'P-256', x, y, kid };
}

function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url');
}

function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}
