/** The sandbox's authority on loopback with a signer for each key: what the rows sign with and what the judges trust. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildCertificationRequest,
  encodeName,
  isMessageScheme,
  messageScheme,
  type NameAttributes,
  parseCertificate,
  type SignatureScheme,
} from '@chancery/pki';
import { startCertificateAuthority, startTimeStampingAuthority } from '@chancery/sandbox';
import { type Augmentation, augment, type LevelSteps, type Stamp } from '@chancery/sca';
import { type Key, newKey, signWith } from '../../../pki/src/testing/sample-authority.ts';
import { freePort } from '../../pages/loopback.ts';
import type { Grounds } from '../dss.ts';
import { type Algorithm, type KeyName, schemeOf } from './algorithm.ts';
import { stampAt, statedSources } from './time-and-status.ts';

export interface MatrixSigner {
  /** DER, the signer's first, then up to the root. */
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  /** In the form CMS and X.509 carry. */
  sign(message: Uint8Array): Uint8Array;
}

export interface SandboxPki {
  /** The root, and the permission to fetch from the authority. */
  readonly grounds: Grounds;
  signer(algorithm: Algorithm): Promise<MatrixSigner>;
  /** A legal person's. */
  seal(algorithm: Algorithm): Promise<MatrixSigner>;
  revoke(signer: MatrixSigner): Promise<void>;
  /** The sandbox's time-stamping authority. */
  readonly stamp: Stamp;
  /** The document at this level, or one archive time-stamp further, with what the sandbox answers now. */
  augmented(document: Uint8Array, steps: LevelSteps, level: Augmentation['level']): Promise<Uint8Array>;
  close(): Promise<void>;
}

type Certified = { readonly key: Key; readonly certificates: readonly Uint8Array[] };

const token = 'matrix-authority';

/** A running sandbox authority and its time-stamping authority. */
export interface RunningAuthority {
  readonly origin: string;
  /** DER. */
  readonly root: Uint8Array;
  /** Where time-stamps are given. */
  readonly timeStamps: string;
}

/** `host` is the name of loopback that stands in the certificates. */
export async function startAuthority(host = '127.0.0.1'): Promise<RunningAuthority & { close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-matrix-'));
  const port = await freePort();
  const authority = await startCertificateAuthority({ folder, port, origin: `http://${host}:${port}`, token });
  const time = await startTimeStampingAuthority({ folder, port: 0, authority: { origin: authority.origin, token } });
  const close = async () => {
    await time.close();
    await authority.close();
    rmSync(folder, { recursive: true });
  };
  return { origin: authority.origin, root: authority.root, timeStamps: time.url, close };
}

/** `host` as for `startAuthority`. */
export async function openSandboxPki(host?: string): Promise<SandboxPki> {
  const authority = await startAuthority(host);
  const { origin, root } = authority;
  const stamp = stampAt(authority.timeStamps);
  const asked = {
    whenUnavailable: 'fail',
    stamp,
    sources: statedSources,
    anchors: [parseCertificate(root)],
    clock: () => new Date(),
  } as const;
  return {
    grounds: { roots: [root], fetch: true },
    signer: signersOf(origin),
    seal: signersOf(origin, organisation),
    revoke: async ({ certificates }) => {
      const serial = parseCertificate(certificates[0]!).serialHex;
      await ask(origin, 'revocations', 'application/json', JSON.stringify({ serial }));
    },
    stamp,
    augmented: async (document, steps, level) => (await augment(document, steps, { ...asked, level })).document,
    close: () => authority.close(),
  };
}

/** One key and certificate for each name. */
export function signersOf(origin: string, holder: Holder = person): SandboxPki['signer'] {
  const known = new Map<KeyName, Promise<Certified>>();
  return async (algorithm) => {
    const { key } = algorithm;
    if (!known.has(key)) known.set(key, certify(origin, key, holder));
    return signerOf((await known.get(key)) as Certified, schemeOf(algorithm));
  };
}

function signerOf({ key, certificates }: Certified, scheme: SignatureScheme): MatrixSigner {
  return { certificates, scheme, sign: (message) => signWith({ ...key, scheme }, message) };
}

interface Holder {
  readonly profile: 'signer' | 'seal';
  readonly subject: (name: KeyName) => NameAttributes;
}

const person: Holder = { profile: 'signer', subject: (name) => ({ country: 'ES', commonName: `Signer ${name}` }) };
const organisation: Holder = {
  profile: 'seal',
  subject: (name) => ({
    country: 'ES',
    organization: 'Talleres Ruiz, S.L.',
    organizationIdentifier: 'VATES-B12345678',
    commonName: `Seal ${name}`,
  }),
};

async function certify(origin: string, name: KeyName, { profile, subject: named }: Holder): Promise<Certified> {
  const key = keyOf(name);
  const subject = encodeName(named(name));
  const request = await buildCertificationRequest({ subject, spki: key.spki }, key.scheme, (info) =>
    signWith(key, info),
  );
  const reply = await ask(origin, `certificates?profile=${profile}`, 'application/pkcs10', Buffer.from(request));
  const { chain } = (await reply.json()) as { readonly chain: readonly string[] };
  return { key, certificates: chain.map((der) => new Uint8Array(Buffer.from(der, 'base64'))) };
}

async function ask(origin: string, what: string, type: string, body: BodyInit): Promise<Response> {
  const headers = { 'content-type': type, authorization: `Bearer ${token}` };
  const reply = await fetch(`${origin}/ca/${what}`, { method: 'POST', headers, body });
  if (!reply.ok) throw new Error(`the sandbox authority refused ${what}: ${await reply.text()}`);
  return reply;
}

function keyOf(name: KeyName): Key {
  const own = { kind: name.toLowerCase() };
  if (isMessageScheme(own)) return newKey(messageScheme(own.kind));
  if (!name.startsWith('RSA-')) return newKey({ kind: 'ecdsa', digest: 'sha256' }, name);
  return newKey({ kind: 'rsa-pkcs1', digest: 'sha256' }, Number(name.slice('RSA-'.length)));
}
