/** The FAPI 2.0 Security Profile, for clients that are registered with `profile: "fapi2"`. */
import { type Client, type Configuration, errors } from 'oidc-provider';

const profile = 'fapi2';
const methods: readonly unknown[] = ['private_key_jwt', 'tls_client_auth', 'self_signed_tls_client_auth'];

export function isFapi(client: Client | undefined): boolean {
  return client?.['profile'] === profile;
}

export const fapi = {
  enabled: true,
  profile: (_ctx: unknown, client: Client) => (isFapi(client) ? '2.0' : undefined),
} as const;

type Metadata = NonNullable<Configuration['extraClientMetadata']>;

/** 5.3.2.1: whatever was registered, such a client pushes its requests, proves who it is by a key, and has no bearer tokens. */
export const fapiClients: Metadata = {
  properties: ['profile'],
  validator: (_ctx, _key, value, client) => {
    if (value === undefined) return;
    const bound = client.dpop_bound_access_tokens || client.tls_client_certificate_bound_access_tokens;
    if (value !== profile || !bound || !methods.includes(client.token_endpoint_auth_method))
      throw new errors.InvalidClientMetadata('the profile is not kept');
    client.require_pushed_authorization_requests = true;
  },
};

/** 5.3.2.1: clocks differ a little; what is made or begins more than a minute from now is not of now. All in seconds since 1970. */
export function isAhead(times: readonly unknown[], now: number): boolean {
  return times.some((time) => time !== undefined && !(Number(time) - now <= 60));
}
