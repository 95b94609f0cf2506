/** An application is registered: which client it is, what it may ask for, and how it proves who it is (RFC 7591, 2). */
import { randomBytes } from 'node:crypto';
import type { Client, NewClient } from '@chancery/api';
import { createClient } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { randomToken } from '../random.ts';
import { SsaError } from '../ssa-error.ts';
import { wrongAddress } from './client-addresses.ts';
import { wrongProof } from './client-proof.ts';

/** The secret, where there is one, leaves once, here. */
export async function registerClient({ store }: SsaDeps, wanted: NewClient): Promise<Client> {
  const metadata = metadataOf(wanted);
  const id = randomToken();
  const secret = metadata.token_endpoint_auth_method.startsWith('client_secret') ? newSecret() : undefined;
  const own = { client_id: id, ...(secret && { client_secret: secret }) };
  await createClient(store.db, id, wanted.provider, { ...own, ...metadata });
  return { ...shownClient(id, wanted.provider, metadata), ...(secret && { secret }) };
}

/** What is kept of it, by the names of RFC 7591, 2. Throws SsaError for what contradicts itself. */
export function metadataOf({ provider: _provider, name, ...wanted }: NewClient) {
  const client: Whole = { ...unlessTold, ...wanted };
  requireWhole(client);
  const { scopes, ...named } = client;
  return { ...named, ...(name && { client_name: name }), ...grants(client), scope: scopes.join(' ') };
}

/** What operators read of one that is kept. */
export function shownClient(id: string, provider: string, kept: Readonly<Record<string, unknown>>): Client {
  const { client_name: name, scope, ...metadata } = kept as ReturnType<typeof metadataOf>;
  const { client_id: _id, client_secret: _secret, previous_secret: _before, ...shown } = metadata as Kept;
  const { grant_types: _g, response_types: _r, ...named } = shown;
  return {
    id,
    ...(name && { name }),
    provider,
    scopes: scope.split(' ').filter(Boolean) as Client['scopes'],
    ...named,
  };
}

type Kept = Omit<ReturnType<typeof metadataOf>, 'client_name' | 'scope'> &
  Record<'client_id' | 'client_secret' | 'previous_secret', unknown>;

export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

const unlessTold = {
  redirect_uris: [],
  scopes: ['openid', 'service', 'credential', 'credential-creation', 'credential-deletion'],
  token_endpoint_auth_method: 'client_secret_basic',
  application_type: 'web',
  resource_server: false,
  accounts: 'group',
} satisfies Partial<NewClient>;

type Whole = Omit<NewClient, 'provider' | 'name'> & Required<Pick<NewClient, keyof typeof unlessTold>>;

/** Who has where to send a browser asks people; who can prove who it is speaks for itself as well. */
function grants({ redirect_uris, token_endpoint_auth_method }: Whole) {
  const interactive = redirect_uris.length > 0;
  const isPublic = token_endpoint_auth_method === 'none';
  const alone = isPublic ? [] : ['client_credentials'];
  const asking = interactive ? ['authorization_code', 'refresh_token'] : [];
  return { grant_types: [...alone, ...asking], response_types: interactive ? ['code'] : [] };
}

function requireWhole(client: Whole): void {
  const { redirect_uris, resource_server, scopes } = client;
  const method = client.token_endpoint_auth_method;
  if (client.data_purpose === undefined && scopes.some((scope) => personal.includes(scope)))
    refuse('Who asks for profile or person_identifier says why (data_purpose).');
  if (method === 'none' && redirect_uris.length === 0)
    refuse('A public client asks people, so it needs a redirect URI.');
  if (method === 'none' && resource_server) refuse('A resource server proves who it is.');
  const wrong = wrongAddress(client) ?? wrongProof(client);
  if (wrong !== undefined) refuse(wrong);
}

const personal: readonly string[] = ['profile', 'person_identifier'];

function refuse(detail: string): never {
  throw new SsaError('invalid_request', detail);
}
