/**
 * A time-stamping authority for trying out and for tests (RFC 3161 over HTTP, 3.4): `POST /tsa`. Its certificate comes from the
 * sandbox's authority, over the key it keeps in its folder. Its time is this machine's.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
} from 'node:crypto';
import { join } from 'node:path';
import { buildCertificationRequest, encodeName, parseCertificate } from '@chancery/pki';
import { newSerial } from '../ca/authority.ts';
import { dial } from '../dial.ts';
import { SandboxError } from '../error.ts';
import { type Running, serveLoopback } from '../server/loopback-server.ts';
import { type Asked, type Reply, requireType } from '../server/request.ts';
import { readOrCreate, writeState } from '../server/state-file.ts';
import { answerTimeStamp, type TimeStamper } from './answer-time-stamp.ts';

export interface TimeStampingAuthorityOptions {
  /** Where key and certificate are kept; made at the first start. */
  readonly folder: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly origin?: string;
  /** Where the sandbox's certification authority answers, and the token that lets certificates be issued. */
  readonly authority: { readonly origin: string; readonly token: string };
  /** Stamp SHA-1 too, for readers that know nothing newer. */
  readonly insecureSha1?: boolean;
}

export interface RunningTimeStampingAuthority extends Running {
  /** Where requests are posted. */
  readonly url: string;
}

export async function startTimeStampingAuthority(
  options: TimeStampingAuthorityOptions,
): Promise<RunningTimeStampingAuthority> {
  const { insecureSha1 = false } = options;
  const opened = await openStamper(join(options.folder, 'time-stamper.json'), options.authority);
  const stamper = { ...opened, insecureSha1 };
  const running = await serveLoopback({
    port: options.port,
    origin: options.origin,
    routes: () => [{ method: 'POST', path: '/tsa', answer: (asked) => stamp(stamper, asked) }],
  });
  return { ...running, url: `${running.origin}/tsa` };
}

async function stamp(stamper: TimeStamper, asked: Asked): Promise<Reply> {
  requireType(asked, 'application/timestamp-query');
  const request = new Uint8Array(await asked.body());
  const serial = BigInt(`0x${Buffer.from(newSerial()).toString('hex')}`);
  return {
    headers: { 'content-type': 'application/timestamp-reply', 'cache-control': 'no-store' },
    body: await answerTimeStamp(stamper, request, { now: new Date(), serial }),
  };
}

interface Stored {
  readonly key: JsonWebKey;
  /** Base64 DER, up to the root. */
  readonly chain: readonly string[];
}

/** The certificate is made anew when it is near its end. */
async function openStamper(file: string, authority: TimeStampingAuthorityOptions['authority']): Promise<TimeStamper> {
  const known = readOrCreate<Stored | Record<string, never>>(file, () => ({}));
  const present = 'key' in known ? stamperOf(known as Stored) : undefined;
  if (present && !endsSoon(present)) return present;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const made = { key: privateKey.export({ format: 'jwk' }), chain: await certified(privateKey, authority) };
  writeState(file, made);
  return stamperOf(made);
}

function endsSoon({ certificates }: TimeStamper): boolean {
  const month = 30 * 86_400_000;
  return parseCertificate(certificates[0] ?? new Uint8Array()).notAfter.getTime() < Date.now() + month;
}

function stamperOf({ key, chain }: Stored): TimeStamper {
  const privateKey = createPrivateKey({ key, format: 'jwk' });
  return {
    // The root is the reader's to have.
    certificates: chain.slice(0, -1).map((der) => new Uint8Array(Buffer.from(der, 'base64'))),
    sign: (data, digest) => new Uint8Array(sign(digest, data, privateKey)),
  };
}

async function certified(key: KeyObject, { origin, token }: TimeStampingAuthorityOptions['authority']) {
  const name = { country: 'ES', organization: 'Chancery Sandbox', commonName: 'Chancery Sandbox Time' };
  const spki = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }));
  const csr = await buildCertificationRequest(
    { subject: encodeName(name), spki },
    { kind: 'ecdsa', digest: 'sha256' },
    (info) => sign('sha256', info, key),
  );
  const headers = { 'content-type': 'application/pkcs10', authorization: `Bearer ${token}` };
  const url = new URL('/ca/certificates?profile=tsa', origin);
  const { status, body } = await dial(url, { method: 'POST', headers, body: csr });
  if (status !== 201)
    throw new SandboxError('peer', `The certification authority refused the time-stamper: ${status}.`);
  return (JSON.parse(body.toString('utf8')) as { readonly chain: readonly string[] }).chain;
}
