/** What a service provider's request says (SAML 2.0 Core 3.4, HTTP Redirect binding): as much of it as this provider acts on. */
import { inflateRawSync } from 'node:zlib';
import { SandboxError } from '../error.ts';

/** Who may ask here, and the one address its answers go to. */
export interface ServiceProvider {
  readonly entityId: string;
  readonly consumerUrl: string;
  readonly name?: string;
}

export interface AuthnRequest {
  readonly id: string;
  readonly provider: ServiceProvider;
}

/** Throws SandboxError `invalid_request`. */
export function readAuthnRequest(providers: readonly ServiceProvider[], encoded: string): AuthnRequest {
  const xml = inflated(encoded);
  const root = /^<(?:\w+:)?AuthnRequest\s[^>]*>/.exec(xml)?.[0] ?? '';
  const issuer = unescaped(/<(?:\w+:)?Issuer>([^<]*)<\//.exec(xml)?.[1] ?? '');
  const provider = providers.find(({ entityId }) => entityId === issuer);
  if (provider === undefined) return refuse('The application that sent you is not registered here.');
  if (attribute(root, 'AssertionConsumerServiceURL') !== provider.consumerUrl)
    return refuse('The return address is not the one of this application.');
  if (attribute(root, 'ForceAuthn') !== 'true') return refuse('Only logins made now are given here.');
  const id = attribute(root, 'ID') ?? '';
  return /^[A-Za-z_][\w.-]{0,127}$/.test(id) ? { id, provider } : refuse('The request has no identifier.');
}

function inflated(encoded: string): string {
  try {
    return inflateRawSync(Buffer.from(encoded, 'base64'), { maxOutputLength: 65_536 }).toString('utf8');
  } catch (cause) {
    throw new SandboxError('invalid_request', 'The request cannot be read.', { cause });
  }
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : unescaped(value);
}

function unescaped(text: string): string {
  const named = text.replaceAll('&amp;', '&#x26;');
  return named.replaceAll(/&#x([0-9A-Fa-f]{1,5});/g, (_whole, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
}

function refuse(message: string): never {
  throw new SandboxError('invalid_request', message);
}
