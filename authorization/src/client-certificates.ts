/** Clients that are known by the certificate of their connection (RFC 8705, 2), as `oidc-provider` asks for it. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { alternativeNames, buildPath, type Certificate, isCalled, PkiError, parseCertificate } from '@chancery/pki';
import type Provider from 'oidc-provider';
import type { Configuration, KoaContextWithOIDC } from 'oidc-provider';

export interface ClientCertificates {
  /** DER of the certificate whose key the sender of a request has shown to have. */
  readonly of: (request: IncomingMessage) => Uint8Array | undefined;
  /** DER: the authorities whose certificates name a client; intermediate ones are listed too. */
  readonly authorities: readonly Uint8Array[];
}

type MutualTls = NonNullable<NonNullable<Configuration['features']>['mTLS']>;

export const certificateMethods = ['tls_client_auth', 'self_signed_tls_client_auth'] as const;

// Without certificates the feature stays on: a client that was registered to want bound tokens is given none, and never others.
export function mutualTls(certificates?: ClientCertificates): MutualTls {
  const authorities = (certificates?.authorities ?? []).map(parseCertificate);
  const presented = ({ req }: KoaContextWithOIDC) => readCertificate(certificates?.of(req));
  return {
    enabled: true,
    certificateBoundAccessTokens: true,
    tlsClientAuth: certificates !== undefined,
    selfSignedTlsClientAuth: certificates !== undefined,
    getCertificate: (ctx) => asPem(certificates?.of(ctx.req)),
    certificateAuthorized: (ctx) => isTrusted(presented(ctx), authorities, new Date()),
    certificateSubjectMatches: (ctx, kind, expected) => isNamed(presented(ctx), kind, expected),
  };
}

/** What nobody can do here is not announced (RFC 8414, 2). */
export function announceNoCertificates(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    const { oidc } = ctx as Partial<KoaContextWithOIDC>;
    if (oidc?.route === 'discovery')
      delete (ctx.body as Record<string, unknown>)['tls_client_certificate_bound_access_tokens'];
  });
}

function asPem(der: Uint8Array | undefined): string | undefined {
  return der && Buffer.from(der).toString('base64');
}

function readCertificate(der: Uint8Array | undefined): Certificate | undefined {
  return unlessMalformed(() => der && parseCertificate(der));
}

// RFC 5280, 4.2.1.12: one that says what it is for says that it is for clients.
function isTrusted(certificate: Certificate | undefined, authorities: readonly Certificate[], at: Date): boolean {
  const purposes = certificate?.extendedKeyUsage ?? [];
  if (certificate === undefined || (purposes.length > 0 && !purposes.includes('1.3.6.1.5.5.7.3.2'))) return false;
  return !certificate.isCa && buildPath(certificate, [], authorities, at).ok;
}

/** `kind` is the name of the client's metadata (RFC 8705, 2.1.2). */
function isNamed(certificate: Certificate | undefined, kind: string, expected: string): boolean {
  const named = unlessMalformed(() => certificate && (names[kind]?.(certificate, expected) ?? false));
  return named ?? false;
}

const names: Readonly<Record<string, (certificate: Certificate, expected: string) => boolean>> = {
  tls_client_auth_subject_dn: ({ subject }, text) => isCalled(subject, text),
  tls_client_auth_san_dns: ({ der }, text) =>
    alternativeNames(der).dns.some((name) => name.toLowerCase() === text.toLowerCase()),
  tls_client_auth_san_uri: ({ der }, text) => alternativeNames(der).uri.includes(text),
  tls_client_auth_san_email: ({ der }, text) => alternativeNames(der).email.includes(text),
  tls_client_auth_san_ip: ({ der }, text) => alternativeNames(der).ip.some((address) => isAddress(address, text)),
};

function isAddress(octets: Uint8Array, text: string): boolean {
  if (octets.length === 4) return octets.join('.') === text;
  if (octets.length !== 16) return false;
  const groups = Array.from({ length: 8 }, (_, i) => new DataView(octets.buffer, octets.byteOffset).getUint16(2 * i));
  const own = groups.map((group) => group.toString(16)).join(':');
  return isIP(text) === 6 && new URL(`http://[${own}]`).hostname === new URL(`http://[${text}]`).hostname;
}

function unlessMalformed<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
