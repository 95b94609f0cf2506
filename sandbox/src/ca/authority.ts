/**
 * The sandbox's two authorities: a root, and the issuing authority below it that certifies signers and answers for them.
 * Keys, certificates and the list of what was issued lie in one folder, made once, readable by its owner only.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { join } from 'node:path';
import {
  type Certificate,
  type CertificateProfile,
  encodeName,
  issueCertificate,
  parseCertificate,
  type SignatureScheme,
} from '@chancery/pki';
import { readOrCreate, writeState } from '../server/state-file.ts';

/** A key with its certificate, able to sign. */
export interface Holder {
  readonly certificate: Certificate;
  readonly sign: (data: Uint8Array) => Uint8Array;
}

/** One certificate of the list; times in ISO 8601. */
export interface Issued {
  readonly subject: string;
  readonly notAfter: string;
  readonly revokedAt?: string;
}

export interface Authority {
  readonly origin: string;
  readonly root: Holder;
  readonly issuing: Holder;
  /** Answers for the issuing authority (RFC 6960 4.2.2.2). */
  readonly responder: Holder;
  /** By serial number in upper hex. */
  readonly issued: ReadonlyMap<string, Issued>;
  record(serialHex: string, entry: Issued): void;
}

export const scheme: SignatureScheme = { kind: 'ecdsa', digest: 'sha256' };
export const day = 86_400_000;

interface Stored {
  readonly key: JsonWebKey;
  /** Base64 DER. */
  readonly certificate: string;
}

interface Authorities {
  readonly root: Stored;
  readonly issuing: Stored;
}

export async function openAuthority(folder: string, origin: string): Promise<Authority> {
  const file = join(folder, 'authorities.json');
  const made = readOrCreate<Authorities | Record<string, never>>(file, () => ({}));
  const { root, issuing } = 'root' in made ? (made as Authorities) : await makeAuthorities(file, origin);
  const below = holder(issuing);
  return {
    origin,
    root: holder(root),
    issuing: below,
    responder: await openResponder(join(folder, 'responder.json'), below),
    ...openList(join(folder, 'issued.json')),
  };
}

async function makeAuthorities(file: string, origin: string): Promise<Authorities> {
  const [rootKey, issuingKey] = [newKey(), newKey()];
  const rootName = encodeName({ country: 'ES', organization: 'Chancery Sandbox', commonName: 'Chancery Sandbox Root' });
  const root = await certify({
    key: rootKey,
    name: rootName,
    issuer: { key: rootKey, name: rootName },
    profile: { kind: 'root' },
    days: 7300,
  });
  const name = encodeName({ country: 'ES', organization: 'Chancery Sandbox', commonName: 'Chancery Sandbox Signers' });
  const profile = { kind: 'issuing', crlUrl: `${origin}/root.crl`, caIssuersUrl: `${origin}/root.cer` } as const;
  const issuing = await certify({
    key: issuingKey,
    name,
    issuer: { key: rootKey, name: rootName },
    profile,
    days: 3650,
  });
  writeState(file, { root, issuing });
  return { root, issuing };
}

interface ToCertify {
  readonly key: KeyObject;
  readonly name: Uint8Array;
  readonly issuer: { readonly key: KeyObject; readonly name: Uint8Array };
  readonly profile: CertificateProfile;
  readonly days: number;
}

async function certify({ key, name, issuer, profile, days }: ToCertify): Promise<Stored> {
  const now = new Date();
  const content = {
    serial: newSerial(),
    issuer: issuer.name,
    subject: name,
    spki: spkiOf(key),
    notBefore: now,
    notAfter: new Date(now.getTime() + days * day),
    profile,
    issuerSpki: spkiOf(issuer.key),
  };
  const der = await issueCertificate(content, scheme, (tbs) => sign('sha256', tbs, issuer.key));
  return { key: key.export({ format: 'jwk' }), certificate: Buffer.from(der).toString('base64') };
}

/** The responder's certificate lives thirty days and is never checked itself (ocsp-nocheck), so it is renewed in time. */
async function openResponder(file: string, issuing: Holder): Promise<Holder> {
  const known = readOrCreate<Stored | Record<string, never>>(file, () => ({}));
  const present = 'key' in known ? holder(known as Stored) : undefined;
  if (present && present.certificate.notAfter.getTime() > Date.now() + 7 * day) return present;
  const renewed = await certifyResponder(issuing);
  writeState(file, renewed);
  return holder(renewed);
}

async function certifyResponder(issuing: Holder): Promise<Stored> {
  const profile = { kind: 'ocsp' } as const;
  const { key, certificate } = await make(issuing, { commonName: 'Chancery Sandbox Status', profile, days: 30 });
  return { key: key.export({ format: 'jwk' }), certificate: Buffer.from(certificate).toString('base64') };
}

interface Made {
  readonly key: KeyObject;
  /** DER */
  readonly certificate: Uint8Array;
}

interface ToMake {
  readonly commonName: string;
  readonly profile: CertificateProfile;
  readonly days: number;
}

/** A certificate of the sandbox's own, with a new key. */
export async function make(issuing: Holder, { commonName, profile, days }: ToMake): Promise<Made> {
  const key = newKey();
  const now = new Date();
  const content = {
    serial: newSerial(),
    issuer: issuing.certificate.subject.der,
    subject: encodeName({ country: 'ES', organization: 'Chancery Sandbox', commonName }),
    spki: spkiOf(key),
    notBefore: now,
    notAfter: new Date(now.getTime() + days * day),
    profile,
    issuerSpki: issuing.certificate.spki,
  };
  return { key, certificate: await issueCertificate(content, scheme, issuing.sign) };
}

function holder(stored: Stored): Holder {
  const key = createPrivateKey({ key: stored.key, format: 'jwk' });
  const certificate = parseCertificate(new Uint8Array(Buffer.from(stored.certificate, 'base64')));
  return { certificate, sign: (data) => new Uint8Array(sign('sha256', data, key)) };
}

function openList(file: string): Pick<Authority, 'issued' | 'record'> {
  const issued = new Map(Object.entries(readOrCreate<Record<string, Issued>>(file, () => ({}))));
  const record = (serialHex: string, entry: Issued) => {
    issued.set(serialHex, entry);
    writeState(file, Object.fromEntries(issued));
  };
  return { issued, record };
}

/** 126 random bits: positive, no leading zero octet (RFC 5280 4.1.2.2). */
export function newSerial(): Uint8Array {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return new Uint8Array(serial);
}

function newKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function spkiOf(key: KeyObject): Uint8Array {
  return new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }));
}
