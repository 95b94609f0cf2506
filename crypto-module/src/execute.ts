import type { KeyObject } from 'node:crypto';
import { createHash } from 'node:crypto';
import type { InsecureScheme, SignatureScheme } from '@chancery/pki';
import { buildCertificationRequest, isMessageScheme, messageScheme } from '@chancery/pki';
import { requireAttestable } from './attestation.ts';
import type {
  CsrCommand,
  EphemeralJwk,
  GenerateCommand,
  LaneCommand,
  LaneResults,
  SignCommand,
  SignMessagesCommand,
  TransitionCommand,
} from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';
import { requireDigest } from './emsa.ts';
import type { KeyAlgorithm } from './key-algorithm.ts';
import { generateKey, requireFit, requireSwitchedOn } from './key-algorithm.ts';
import type { KeyHeader, KeyRecord } from './key-record.ts';
import { encodeHeader, keyWrapWithPadding, readHeader } from './key-record.ts';
import type { KeyState } from './key-state.ts';
import { transition } from './key-state.ts';
import type { OpenKey } from './private-key.ts';
import { withKey } from './private-key.ts';
import type { KeyEncryptionKey, SoftwareToken } from './software-token.ts';
import { sameMac } from './software-token.ts';

/**
 * What a lane does with a command. Wherever a record comes in, its MAC is checked before anything in it is believed
 * (EN 419 221-5: externally stored keys keep their integrity and their owner).
 */
export async function execute(
  token: SoftwareToken,
  command: LaneCommand,
): Promise<LaneResults[LaneCommand['command']]> {
  switch (command.command) {
    case 'generate':
      return await generate(token, command);
    case 'transition':
      return move(token, command);
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
      return { mac: rowMac(token, command.table, command.row) };
    case 'row-verify':
      return { ok: sameMac(rowMac(token, command.table, command.row), command.mac) };
    case 'pepper':
      return { mac: token.mac(command.key, command.value) };
    case 'agree':
      return { secret: token.agree(command.ephemeral) };
    case 'encryption-public':
      return { jwk: { ...publicJwk(token.encryptionPublicKey()), alg: 'ECDH-ES+A256KW', use: 'enc' } };
  }
}

async function generate(token: SoftwareToken, command: GenerateCommand): Promise<LaneResults['generate']> {
  requireSwitchedOn(command.algorithm, token.switchedOn);
  const { privateKey, publicKey } = await generateKey(command.algorithm);
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' });
  try {
    const kek = token.kek[command.scal];
    return { record: bind(token, newHeader(command, kek, spki), kek.wrap(pkcs8)), spki };
  } finally {
    pkcs8.fill(0);
  }
}

function newHeader(command: GenerateCommand, kek: KeyEncryptionKey, spki: Uint8Array): KeyHeader {
  const { keyId, owner, algorithm, scal, policy } = command;
  const now = unixNow();
  return {
    keyId,
    owner,
    algorithm,
    scal,
    policy,
    spkiSha256: sha256(spki),
    kekId: kek.id,
    kekGeneration: kek.generation,
    kekCheckValue: kek.checkValue,
    wrapMechanism: keyWrapWithPadding,
    created: now,
    version: 1,
    state: owner === null ? 'generated' : 'assigned',
    assignedAt: owner === null ? null : now,
    certSha256: null,
  };
}

function move(token: SoftwareToken, command: TransitionCommand): LaneResults['transition'] {
  const header = verified(token, command.record);
  const life = transition(header, command.to, command.set);
  const assignedAt = life.state === 'assigned' ? unixNow() : header.assignedAt;
  const next = { ...header, ...life, assignedAt, version: header.version + 1 };
  return { record: bind(token, next, command.to === 'destroyed' ? null : command.record.blob) };
}

/** One unwrapping for all digests of the command; every refusal stands before it. */
async function sign(token: SoftwareToken, { record, scheme, digests }: SignCommand): Promise<LaneResults['sign']> {
  const header = usable(token, record, scheme);
  for (const digest of digests) requireDigest(scheme.digest, digest);
  return await withUnwrapped(token, header, record, (key) => ({
    signatures: digests.map((digest) => key.sign(scheme, digest)),
  }));
}

/** The same over messages. */
async function signMessages(
  token: SoftwareToken,
  { record, scheme, messages }: SignMessagesCommand,
): Promise<LaneResults['sign-messages']> {
  const header = usable(token, record, scheme);
  return await withUnwrapped(token, header, record, (key) => ({
    signatures: messages.map((message) => key.signMessage(scheme, message)),
  }));
}

/** An authentic, active key that makes such signatures, where they are made at all. */
function usable(token: SoftwareToken, record: KeyRecord, scheme: SignatureScheme | InsecureScheme): KeyHeader {
  const header = verified(token, record);
  requireState(header, 'active');
  requireFit(header.algorithm, scheme);
  requireSwitchedOn(scheme, token.switchedOn);
  if (scheme.digest === 'sha1') requireScal1(header);
  return header;
}

/** Two documents of one SHA-1 value can be made: an approval of a SCAL2 key would not be bound to what is signed. */
function requireScal1({ scal }: KeyHeader): void {
  if (scal !== 1) throw new CryptoModuleError('policy', 'a SCAL2 key signs no SHA-1');
}

async function request(token: SoftwareToken, { record, subjectDer }: CsrCommand): Promise<LaneResults['csr']> {
  const header = verified(token, record);
  requireState(header, 'assigned', 'cert_pending');
  const scheme = requestScheme(header.algorithm);
  requireSwitchedOn(scheme, token.switchedOn);
  const der = await withUnwrapped(token, header, record, (key) =>
    buildCertificationRequest({ subject: subjectDer, spki: key.spki() }, scheme, async (info) =>
      key.signMessage(scheme, info),
    ),
  );
  return { der };
}

function requestScheme(algorithm: KeyAlgorithm): SignatureScheme {
  if (isMessageScheme(algorithm)) return messageScheme(algorithm.kind);
  if (algorithm.kind === 'rsa') return { kind: 'rsa-pkcs1', digest: 'sha256' };
  return { kind: 'ecdsa', digest: algorithm.curve === 'P-256' ? 'sha256' : 'sha384' };
}

/** The header of an authentic record, believed only after the MAC over it and its blob. */
function verified(token: SoftwareToken, record: KeyRecord): KeyHeader {
  const mac = token.mac('record-binding', record.header, record.blob ?? new Uint8Array());
  if (sameMac(mac, record.mac)) return readHeader(record.header);
  throw new CryptoModuleError('record-invalid', 'the MAC of the key record is wrong');
}

function bind(token: SoftwareToken, header: KeyHeader, blob: Uint8Array | null): KeyRecord {
  const encoded = encodeHeader(header);
  return { header: encoded, blob, mac: token.mac('record-binding', encoded, blob ?? new Uint8Array()) };
}

function requireState(header: KeyHeader, ...allowed: readonly KeyState[]): void {
  if (allowed.includes(header.state)) return;
  throw new CryptoModuleError('state', `the key is ${header.state}`);
}

/** Unwraps under the key-encryption key of the record's SCAL and no other, and compares the public key before use. */
async function withUnwrapped<T>(
  token: SoftwareToken,
  header: KeyHeader,
  record: KeyRecord,
  use: (key: OpenKey) => T | Promise<T>,
): Promise<T> {
  const kek = kekOf(token, header);
  if (record.blob === null) throw new CryptoModuleError('record-invalid', 'the record has no blob');
  return await withKey(kek.unwrap(record.blob), header.algorithm, (key) => {
    if (!sameMac(sha256(key.spki()), header.spkiSha256)) {
      throw new CryptoModuleError('record-invalid', 'the blob holds another key');
    }
    return use(key);
  });
}

function kekOf(token: SoftwareToken, header: KeyHeader): KeyEncryptionKey {
  const kek = token.kek[header.scal];
  const same =
    kek.id === header.kekId &&
    kek.generation === header.kekGeneration &&
    header.wrapMechanism === keyWrapWithPadding &&
    sameMac(kek.checkValue, header.kekCheckValue);
  if (same) return kek;
  throw new CryptoModuleError('record-invalid', 'the record is wrapped by another key-encryption key');
}

/** The table's name and length stand before the row, so that no row of one table is a row of another. */
function rowMac(token: SoftwareToken, table: string, row: Uint8Array): Uint8Array {
  return token.mac('row-mac', Uint8Array.of(table.length), Buffer.from(table), row);
}

function publicJwk(key: KeyObject): EphemeralJwk & { readonly kid: string } {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  return { kty: 'EC', crv: 'P-256', x, y, kid };
}

function sha256(bytes: Uint8Array): Uint8Array {
  return createHash('sha256').update(bytes).digest();
}

function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}
