import type { DigestName, DigestScheme, LegacyScheme, MessageScheme } from '@chancery/pki/notation';
import { isMessageScheme, longestMessage, messageScheme } from '@chancery/pki/notation';
import type { AttestationKey, EphemeralJwk, LaneCommand } from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';
import { parseKeyAlgorithm } from './key-algorithm.ts';
import type { KeyRecord } from './key-record.ts';
import { isScal } from './key-record.ts';
import type { TransitionSet } from './key-state.ts';
import { isKeyState } from './key-state.ts';

/** Signatures of one command at most. */
const maximumSignatures = 1000;
const maximumBytes = 8 * 1024 * 1024;

type Fields = Record<string, unknown>;

/** One reader for each command: nothing unknown passes, neither a command nor a field. */
const readers: { readonly [N in LaneCommand['command']]: (fields: Fields) => Extract<LaneCommand, { command: N }> } = {
  generate: (fields) => ({
    ...only(fields, 'command', 'keyId', 'owner', 'algorithm', 'scal', 'policy'),
    command: 'generate',
    keyId: name(fields['keyId']),
    owner: fields['owner'] === null ? null : name(fields['owner']),
    algorithm: parseKeyAlgorithm(fields['algorithm']),
    scal: isScal(fields['scal']) ? fields['scal'] : refuse('scal'),
    policy: name(fields['policy']),
  }),
  transition: (fields) => ({
    ...only(fields, 'command', 'record', 'to', 'set'),
    command: 'transition',
    record: record(fields['record']),
    to: isKeyState(fields['to']) ? fields['to'] : refuse('to'),
    ...(fields['set'] === undefined ? {} : { set: transitionSet(fields['set']) }),
  }),
  rewrap: (fields) => ({
    ...only(fields, 'command', 'record', 'generation'),
    command: 'rewrap',
    record: record(fields['record']),
    generation: generation(fields['generation']),
  }),
  sign: (fields) => ({
    ...only(fields, 'command', 'record', 'scheme', 'digests'),
    command: 'sign',
    record: record(fields['record']),
    scheme: scheme(fields['scheme']),
    digests: several(fields['digests'], 'digests', maximumBytes),
  }),
  'sign-messages': (fields) => ({
    ...only(fields, 'command', 'record', 'scheme', 'messages'),
    command: 'sign-messages',
    record: record(fields['record']),
    scheme: schemeOverMessages(fields['scheme']),
    messages: several(fields['messages'], 'messages', longestMessage),
  }),
  csr: (fields) => ({
    ...only(fields, 'command', 'record', 'spki', 'subjectDer'),
    command: 'csr',
    record: record(fields['record']),
    spki: bytes(fields['spki'], 'spki'),
    subjectDer: bytes(fields['subjectDer'], 'subjectDer'),
  }),
  attest: (fields) => ({
    ...only(fields, 'command', 'key', 'payload'),
    command: 'attest',
    key: attestationKey(fields['key']),
    payload: bytes(fields['payload'], 'payload'),
  }),
  'attest-public': (fields) => ({
    ...only(fields, 'command', 'key'),
    command: 'attest-public',
    key: attestationKey(fields['key']),
  }),
  'row-mac': (fields) => ({
    ...only(fields, 'command', 'table', 'row'),
    command: 'row-mac',
    table: name(fields['table']),
    row: bytes(fields['row'], 'row'),
  }),
  'row-verify': (fields) => ({
    ...only(fields, 'command', 'table', 'row', 'mac'),
    command: 'row-verify',
    table: name(fields['table']),
    row: bytes(fields['row'], 'row'),
    mac: bytes(fields['mac'], 'mac'),
  }),
  pepper: (fields) => ({
    ...only(fields, 'command', 'key', 'value'),
    command: 'pepper',
    key: fields['key'] === 'pepper' || fields['key'] === 'otp' ? fields['key'] : refuse('key'),
    value: sha256(fields['value'], 'value'),
  }),
  agree: (fields) => ({
    ...only(fields, 'command', 'ephemeral'),
    command: 'agree',
    ephemeral: ephemeral(fields['ephemeral']),
  }),
  'self-test': (fields) => ({
    ...only(fields, 'command', 'algorithm', 'scal'),
    command: 'self-test',
    algorithm: parseKeyAlgorithm(fields['algorithm']),
    scal: isScal(fields['scal']) ? fields['scal'] : refuse('scal'),
  }),
  'encryption-public': (fields) => ({ ...only(fields, 'command'), command: 'encryption-public' }),
};

/** What arrived on the lane's channel, as a command. @throws CryptoModuleError `input`, `algorithm`, `policy` */
export function readCommand(value: unknown): LaneCommand {
  const fields = object(value, 'command');
  const command = fields['command'];
  if (typeof command !== 'string' || !Object.hasOwn(readers, command)) return refuse('command');
  return readers[command as LaneCommand['command']](fields);
}

function only(fields: Fields, ...allowed: readonly string[]): object {
  const unknown = Object.keys(fields).find((key) => !allowed.includes(key));
  return unknown === undefined ? {} : refuse(unknown);
}

function record(value: unknown): KeyRecord {
  const fields = object(value, 'record');
  only(fields, 'header', 'blob', 'mac');
  const blob = fields['blob'] === null ? null : bytes(fields['blob'], 'blob');
  return { header: bytes(fields['header'], 'header'), blob, mac: bytes(fields['mac'], 'mac') };
}

/** CKA_ID of a key-encryption key: one octet, 1 first. */
function generation(value: unknown): number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 255 ? Number(value) : refuse('generation');
}

function transitionSet(value: unknown): TransitionSet {
  const fields = object(value, 'set');
  only(fields, 'owner', 'keyId', 'policy', 'certSha256');
  const { owner, keyId, policy, certSha256 } = fields;
  return {
    ...(owner === undefined ? {} : { owner: name(owner) }),
    ...(keyId === undefined ? {} : { keyId: name(keyId) }),
    ...(policy === undefined ? {} : { policy: name(policy) }),
    ...(certSha256 === undefined ? {} : { certSha256: sha256(certSha256, 'certSha256') }),
  };
}

function scheme(value: unknown): DigestScheme | LegacyScheme {
  const fields = object(value, 'scheme');
  const { kind, saltLength, digest: named } = fields;
  if (kind === 'rsa-pkcs1' && (named === 'sha1' || named === 'sha224'))
    return { ...only(fields, 'kind', 'digest'), kind, digest: named };
  const digest = digestOf(named);
  if (kind === 'rsa-pkcs1' || kind === 'ecdsa') return { ...only(fields, 'kind', 'digest'), kind, digest };
  if (kind !== 'rsa-pss') throw new CryptoModuleError('algorithm', 'no such signature scheme');
  only(fields, 'kind', 'digest', 'saltLength');
  if (typeof saltLength !== 'number' || !Number.isInteger(saltLength) || saltLength < 0) return refuse('saltLength');
  return { kind, digest, saltLength };
}

/** RFC 8419, 3; RFC 9882, 3.3: what is approved is the SHA-512 of the message. */
function schemeOverMessages(value: unknown): MessageScheme {
  const fields = object(value, 'scheme');
  only(fields, 'kind', 'digest');
  const named = { kind: String(fields['kind']) };
  if (isMessageScheme(named) && fields['digest'] === 'sha512') return messageScheme(named.kind);
  throw new CryptoModuleError('algorithm', 'no such signature scheme');
}

function digestOf(value: unknown): DigestName {
  if (value === 'sha256' || value === 'sha384' || value === 'sha512') return value;
  throw new CryptoModuleError('algorithm', 'no such digest');
}

function several(value: unknown, field: string, longest: number): Uint8Array[] {
  if (!Array.isArray(value) || value.length === 0) return refuse(field);
  if (value.length > maximumSignatures)
    throw new CryptoModuleError('policy', `more than ${maximumSignatures} ${field}`);
  return value.map((each: unknown) => bytes(each, field, longest));
}

function attestationKey(value: unknown): AttestationKey {
  return value === 'statement' || value === 'sad' || value === 'checkpoint' ? value : refuse('key');
}

function sha256(value: unknown, field: string): Uint8Array {
  const hash = bytes(value, field);
  return hash.length === 32 ? hash : refuse(field);
}

/** That the point is on the curve is for the token to see, before it multiplies. */
function ephemeral(value: unknown): EphemeralJwk {
  const fields = object(value, 'ephemeral');
  only(fields, 'kty', 'crv', 'x', 'y');
  if (fields['kty'] !== 'EC' || fields['crv'] !== 'P-256') return refuse('ephemeral');
  return { kty: 'EC', crv: 'P-256', x: coordinate(fields['x']), y: coordinate(fields['y']) };
}

/** RFC 7518, 6.2.1.2: the full 32 octets; the last of 43 letters carries four bits. */
function coordinate(value: unknown): string {
  return typeof value === 'string' && /^[\w-]{42}[AEIMQUYcgkosw048]$/.test(value) ? value : refuse('ephemeral');
}

/** Ids and names: printable, without spaces, short. */
function name(value: unknown): string {
  return typeof value === 'string' && /^[!-~]{1,200}$/.test(value) ? value : refuse('a name');
}

function bytes(value: unknown, field: string, longest = maximumBytes): Uint8Array {
  return value instanceof Uint8Array && value.length <= longest ? value : refuse(field);
}

function object(value: unknown, field: string): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : refuse(field);
}

function refuse(field: string): never {
  throw new CryptoModuleError('input', `${field} is not what a lane accepts`);
}
