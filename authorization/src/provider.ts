/** The OAuth 2.0 and OpenID Connect server (RFC 6749, 7636, 7009; CSC 1.0.4.0, section 8.4), configured. */
import { timingSafeEqual } from 'node:crypto';
import { type Store, secretDigest } from '@chancery/store';
import Provider, { type Configuration, type JWKS } from 'oidc-provider';
import { adapterOver } from './artifact-adapter.ts';

export interface ProviderOptions {
  readonly store: Store;
  /** Origin of the SSA; the issuer. */
  readonly issuer: string;
  readonly cookieKeys: readonly string[];
  readonly jwks: JWKS;
}

const hour = 3600;

export function authorizationServer(options: ProviderOptions): Provider {
  const provider = new Provider(options.issuer, configuration(options));
  provider.proxy = true;
  compareDigests(provider);
  return provider;
}

/** The store keeps the digest of a client's secret, so what is presented is digested before it is compared. */
function compareDigests(provider: Provider): void {
  const prototype = provider.Client.prototype as { compareClientSecret(given: string): Promise<boolean> };
  prototype.compareClientSecret = async function (this: { clientSecret?: string }, given: string) {
    const [kept, presented] = [this.clientSecret ?? '', secretDigest(given)].map((text) => Buffer.from(text));
    return kept !== undefined && presented?.length === kept.length && timingSafeEqual(presented, kept);
  };
}

function configuration({ store, issuer, cookieKeys, jwks }: ProviderOptions): Configuration {
  return {
    adapter: adapterOver(store) as never,
    jwks,
    cookies: {
      keys: [...cookieKeys],
      names: { session: 'chancery_oauth', interaction: 'chancery_interaction', resume: 'chancery_resume' },
    },
    scopes: ['openid', 'service', 'credential'],
    claims: { openid: ['sub'], acr: null, amr: null, auth_time: null },
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      revocation: '/oauth2/revoke',
      jwks: '/oauth2/jwks',
      userinfo: '/oauth2/userinfo',
    },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    clientDefaults: {
      grant_types: ['authorization_code'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
    // RFC 9700 2.1.1: public clients must, others should.
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `${issuer}/csc`,
        useGrantedResource: () => true,
        // Opaque: a token that bears a SAD must be revocable and say nothing to its bearer.
        getResourceServerInfo: (_ctx, audience) => ({
          scope: 'service credential',
          audience,
          accessTokenFormat: 'opaque',
          accessTokenTTL: hour,
        }),
      },
    },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: async (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    ttl: {
      AccessToken: hour,
      AuthorizationCode: 60,
      ClientCredentials: hour,
      Grant: 8 * hour,
      IdToken: 600,
      Interaction: 600,
      Session: 8 * hour,
    },
    renderError: (ctx, out) => {
      ctx.type = 'text/plain';
      ctx.body = `${out.error}: ${out.error_description ?? 'the request was refused'}. Nothing was signed.`;
    },
  };
}
