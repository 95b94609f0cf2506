/**
 * A certification authority for trying out and for tests: issues signers' certificates to whoever brings the token, answers
 * OCSP and publishes its lists. Its certificates bind nobody.
 */
import { buildRevocationList, type RevokedCertificate, toPem } from '@chancery/pki';
import { SandboxError } from '../error.ts';
import { type Route, type Running, serveLoopback } from '../server/loopback-server.ts';
import { type Asked, json, type Reply, readJson, requireType } from '../server/request.ts';
import { sameSecret } from '../server/secret.ts';
import { type Authority, day, openAuthority, scheme } from './authority.ts';
import { type CertifiedKind, certify, isCertified } from './certify.ts';
import { certifyHost } from './certify-host.ts';
import { answerStatus } from './status-responder.ts';

export interface CertificateAuthorityOptions {
  /** Where keys and the list of certificates are kept; made at the first start. */
  readonly folder: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Written into certificates; `http://127.0.0.1:<port>` unless told. */
  readonly origin?: string;
  /** Who brings it as a bearer token may have certificates issued and revoked. */
  readonly token: string;
}

export interface RunningCertificateAuthority extends Running {
  /** DER. */
  readonly root: Uint8Array;
  readonly issuing: Uint8Array;
  /** PEM: a new key and the chain of its certificate, for a host of this machine by these names. */
  host(names: readonly string[]): ReturnType<typeof certifyHost>;
}

export async function startCertificateAuthority(
  options: CertificateAuthorityOptions,
): Promise<RunningCertificateAuthority> {
  if (!/^\S{8,}$/.test(options.token))
    throw new SandboxError('input', 'The token of the authority must have at least eight characters and no spaces.');
  let opened: Promise<Authority> | undefined;
  const running = await serveLoopback({
    port: options.port,
    origin: options.origin,
    routes: (origin) => {
      const authority = openAuthority(options.folder, origin);
      opened = authority;
      return routes(authority, options.token);
    },
  });
  const authority = await opened;
  if (authority === undefined) throw new SandboxError('stuck', 'The authority did not open.');
  const { root, issuing } = authority;
  const host = (names: readonly string[]) => certifyHost(authority, names);
  return { ...running, root: root.certificate.der, issuing: issuing.certificate.der, host };
}

function routes(opened: Promise<Authority>, token: string): readonly Route[] {
  return [
    { method: 'POST', path: '/ca/certificates', answer: async (asked) => certificates(await opened, asked, token) },
    { method: 'POST', path: '/ca/revocations', answer: async (asked) => revocations(await opened, asked, token) },
    { method: 'POST', path: '/ocsp', answer: async (asked) => statusByPost(await opened, asked) },
    { method: 'GET', path: '/ocsp/*', answer: async (asked) => statusByGet(await opened, asked) },
    { method: 'GET', path: '/crl', answer: async () => list(await opened, 'issuing') },
    { method: 'GET', path: '/root.crl', answer: async () => list(await opened, 'root') },
    { method: 'GET', path: '/root.cer', answer: async () => certificate((await opened).root.certificate.der) },
    { method: 'GET', path: '/issuing.cer', answer: async () => certificate((await opened).issuing.certificate.der) },
    { method: 'GET', path: '/root.pem', answer: async () => pem((await opened).root.certificate.der) },
  ];
}

/** POST application/pkcs10 (RFC 5967) → {chain: [certificate, issuing, root]}, base64 DER; `?profile=seal` for a legal person, `one-time` for an hour, `tsa` for time-stamps. */
async function certificates(authority: Authority, asked: Asked, token: string): Promise<Reply> {
  requireToken(asked, token);
  requireType(asked, 'application/pkcs10');
  const certificate = await certify(authority, new Uint8Array(await asked.body()), kindOf(asked));
  const chain = [certificate, authority.issuing.certificate.der, authority.root.certificate.der];
  return json({ chain: chain.map((der) => Buffer.from(der).toString('base64')) }, 201);
}

function kindOf({ url }: Asked): CertifiedKind {
  const profile = url.searchParams.get('profile') ?? 'signer';
  if (isCertified(profile)) return profile;
  throw new SandboxError('input', 'There is no such profile of certificates here.');
}

/** POST {serial: upper hex} → 204; revoking twice changes nothing. */
async function revocations(authority: Authority, asked: Asked, token: string): Promise<Reply> {
  requireToken(asked, token);
  const serial = String((await readJson(asked))['serial']).toUpperCase();
  const issued = authority.issued.get(serial);
  if (!issued) throw new SandboxError('not-found', 'No certificate with that serial number was issued here.');
  authority.record(serial, { revokedAt: new Date().toISOString(), ...issued });
  return { status: 204 };
}

function requireToken(asked: Asked, token: string): void {
  const given = /^Bearer (\S+)$/i.exec(asked.headers.authorization ?? '')?.[1] ?? '';
  if (!sameSecret(given, token)) throw new SandboxError('invalid_token', 'This needs the token of the authority.');
}

/** RFC 6960 A.1. */
async function statusByPost(authority: Authority, asked: Asked): Promise<Reply> {
  requireType(asked, 'application/ocsp-request');
  return status(authority, new Uint8Array(await asked.body()));
}

/** The request is the rest of the path: base64, then percent-encoded. */
function statusByGet(authority: Authority, asked: Asked): Promise<Reply> {
  const text = decoded(asked.params['rest'] ?? '');
  return status(authority, new Uint8Array(Buffer.from(text, 'base64')));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

async function status(authority: Authority, request: Uint8Array): Promise<Reply> {
  return {
    headers: { 'content-type': 'application/ocsp-response', 'cache-control': 'no-store' },
    body: await answerStatus(authority, request),
  };
}

/** Made anew for each reader, good for a day. */
async function list(authority: Authority, of: 'issuing' | 'root'): Promise<Reply> {
  const { certificate, sign } = authority[of];
  const now = new Date();
  const content = {
    issuer: certificate,
    // Milliseconds grow as the number must (RFC 5280 5.2.3).
    number: BigInt(now.getTime()),
    thisUpdate: now,
    nextUpdate: new Date(now.getTime() + day),
    revoked: of === 'issuing' ? revokedOf(authority) : [],
  };
  return {
    headers: { 'content-type': 'application/pkix-crl' },
    body: await buildRevocationList(content, scheme, sign),
  };
}

function revokedOf({ issued }: Authority): RevokedCertificate[] {
  return [...issued].flatMap(([serialHex, { revokedAt }]) =>
    revokedAt ? [{ serialHex, at: new Date(revokedAt) }] : [],
  );
}

function certificate(der: Uint8Array): Reply {
  return { headers: { 'content-type': 'application/pkix-cert' }, body: der };
}

function pem(der: Uint8Array): Reply {
  return { headers: { 'content-type': 'application/x-pem-file' }, body: toPem('CERTIFICATE', der) };
}
