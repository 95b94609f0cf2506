/** An application is registered: which client it is, what it may ask for, and how it proves who it is (RFC 7591, 2). */
import { createPublicKey, type JsonWebKey, randomBytes } from 'node:crypto';
import type { Client, NewClient } from '@chancery/api';
import { createClient } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { randomToken } from '../random.ts';
import { SsaError } from '../ssa-error.ts';

/** The secret, where there is one, leaves once, here. */
export async function registerClient({ store }: SsaDeps, wanted: NewClient): Promise<Client> {
  const { provider, redirect_uris = [], scopes = ['openid', 'service', 'credential'] } = wanted;
  const {
    token_endpoint_auth_method = 'client_secret_basic',
    application_type = 'web',
    jwks,
    resource_server = false,
  } = wanted;
  requireWhole({ ...wanted, redirect_uris, token_endpoint_auth_method, application_type });
  const id = randomToken();
  const withSecret = token_endpoint_auth_method.startsWith('client_secret');
  const secret = withSecret ? randomBytes(32).toString('base64url') : undefined;
  const named = { redirect_uris, token_endpoint_auth_method, application_type, resource_server };
  await createClient(store.db, id, provider, {
    client_id: id,
    ...(secret === undefined ? {} : { client_secret: secret }),
    ...(jwks === undefined ? {} : { jwks }),
    ...named,
    ...grants(redirect_uris.length > 0, token_endpoint_auth_method === 'none'),
    scope: scopes.join(' '),
  });
  return { id, ...(secret === undefined ? {} : { secret }), provider, scopes, ...named };
}

/** Who has where to send a browser asks people; who can prove who it is speaks for itself as well. */
function grants(interactive: boolean, isPublic: boolean) {
  const alone = isPublic ? [] : ['client_credentials'];
  const asking = interactive ? ['authorization_code', 'refresh_token'] : [];
  return { grant_types: [...alone, ...asking], response_types: interactive ? ['code'] : [] };
}

type Whole = NewClient & Required<Pick<NewClient, 'redirect_uris' | 'token_endpoint_auth_method' | 'application_type'>>;

function requireWhole({
  redirect_uris,
  token_endpoint_auth_method: method,
  application_type,
  jwks,
  resource_server,
}: Whole): void {
  if (method === 'none' && redirect_uris.length === 0)
    refuse('A public client asks people, so it needs a redirect URI.');
  if (method === 'none' && resource_server) refuse('A resource server proves who it is.');
  if ((method === 'private_key_jwt') !== (jwks !== undefined))
    refuse('Keys come with private_key_jwt, and with nothing else.');
  if (application_type === 'native' && !redirect_uris.every(isNative))
    refuse('A native application is sent back to https, or to http on 127.0.0.1 or [::1].');
  for (const key of jwks?.keys ?? []) requireKey(key);
}

/** RFC 8252, 7.2 and 7.3: an address that the application has claimed, or its own machine. */
function isNative(uri: string): boolean {
  const { protocol, hostname } = URL.parse(uri) ?? {};
  return protocol === 'https:' || hostname === '127.0.0.1' || hostname === '[::1]';
}

function requireKey(jwk: JsonWebKey): void {
  const key = publicKey(jwk);
  const { modulusLength = 2048 } = key?.asymmetricKeyDetails ?? {};
  if (key === undefined || modulusLength < 2048) refuse('A key is P-256, Ed25519, or RSA of at least 2048 bits.');
}

function publicKey(key: JsonWebKey) {
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    return undefined;
  }
}

function refuse(detail: string): never {
  throw new SsaError('invalid_request', detail);
}
