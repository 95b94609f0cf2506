/** What the tokens of a ceremony told, with keys of software: for tests that need no token. */
import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { requiredFlags } from '../attributes.ts';
import { ceremonyKeys } from '../ceremony-key.ts';
import type { CeremonyFacts, KeyFacts } from '../hold-ceremony.ts';
import { keyOfJwk, type OfficerKey, readOfficerKey } from '../officer-key.ts';
import type { CeremonyProtocol, ProtocolFile } from '../protocol.ts';
import { addSignature, signingInput } from '../protocol-signature.ts';

export interface TestOfficer {
  readonly name: string;
  readonly known: OfficerKey;
  readonly pem: string;
  sign(file: ProtocolFile): ProtocolFile;
}

export function testOfficer(name: string, kind: 'P-256' | 'P-384' | 'RSA' = 'P-256'): TestOfficer {
  const { privateKey } =
    kind === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ec', { namedCurve: kind });
  return testSigner(name, privateKey);
}

function testSigner(name: string, privateKey: KeyObject): TestOfficer {
  const pem = String(createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }));
  const known = readOfficerKey(pem);
  const digest = known.alg === 'ES384' ? 'sha384' : 'sha256';
  const signed = (file: ProtocolFile) => sign(digest, Buffer.from(signingInput(file, known)), privateKey);
  return { name, known, pem, sign: (file) => addSignature(file, known, signed(file)) };
}

const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const module = testSigner('module', pair().privateKey);

const attempts = [
  { attempt: 'read it', refused: true },
  { attempt: 'unwrap readable', refused: true },
];

export function testKeys(): readonly KeyFacts[] {
  return ceremonyKeys.map(({ label, kind }, at) => {
    const { x, y } = label === 'chancery-checkpoint' ? module.known.jwk : pair().publicKey.export({ format: 'jwk' });
    const point = `04${[x, y].map((value) => Buffer.from(value ?? '', 'base64url').toString('hex')).join('')}`;
    const facts = { label, generation: 1, flags: { ...requiredFlags(kind, 'T'), local: true } };
    if (kind === 'key-encryption') return { ...facts, checkValue: `0a0b0${at}`, attempts };
    return kind === 'mac' ? { ...facts, checkValue: `0c0d0e0f0a0b0c0${at}` } : { ...facts, point };
  });
}

const token = { manufacturer: 'Example', model: 'Vault', hardware: '1.0', firmware: '7.2' };
const vendor = { cryptoki: '2.40', manufacturer: 'Example', description: 'Example PKCS#11', version: '7.2' };

/** A first ceremony over two tokens in which everything is as it must be. */
export function testProtocol(officers: readonly TestOfficer[], keys = testKeys()): CeremonyProtocol {
  const tokens: CeremonyFacts['tokens'] = ['one', 'two'].map((label) => ({
    label,
    serial: `S-${label}`,
    ...token,
    keys,
  }));
  return {
    type: 'chancery-ceremony-1',
    what: 'keys',
    installation: 'sam.example',
    place: 'Room 2',
    started: '2026-11-25T09:00:00.000Z',
    ended: '2026-11-25T09:10:00.000Z',
    officers: officers.map(({ name, known: { alg, kid, jwk } }) => ({ name, alg, kid, key: keyOfJwk(jwk).jwk })),
    witnesses: [{ name: 'Wim Witness', role: 'auditor' }],
    profile: { provider: 'luna', kek: 'T', unwrapTemplate: true, wrapMechanism: 0x210b },
    module: { ...vendor, sha256: '00'.repeat(32) },
    tokens,
    made: ceremonyKeys.map(({ label }) => ({ label, generation: 1 })),
    destroyed: [],
    previous: null,
    warnings: [],
  };
}
