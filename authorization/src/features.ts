/** What the OAuth server can do: what is not switched on here is not announced either (RFC 8414). */
import { administrativeScopes } from '@chancery/api';
import type { Store } from '@chancery/store';
import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { type ClientCertificates, mutualTls } from './client-certificates.ts';
import { asksForApproval } from './credential-request.ts';
import { richAuthorizationRequests } from './details-granted.ts';
import { fapi } from './fapi.ts';
import { mayIntrospect } from './introspection.ts';
import { type KeyScope, keyScopeOf, keyScopes } from './key-request.ts';
import { requireEnd } from './request-objects.ts';
import { type Limit, requireSeldom } from './too-often.ts';

type Features = NonNullable<Configuration['features']>;

/** The resource our own access tokens are for (RFC 8707). */
export function resourceOf(issuer: string): string {
  return `${issuer}/csc`;
}

/** What a client does in its own name, and never in that of a person. */
export const administrative: readonly string[] = Object.keys(administrativeScopes);

interface FeatureOptions {
  readonly store: Store;
  readonly issuer: string;
  readonly limit?: Limit;
  readonly clientCertificates?: ClientCertificates;
}

export function features(
  { store, issuer, limit, clientCertificates }: FeatureOptions,
  accessTokenTTL: number,
): Features {
  return {
    devInteractions: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    dPoP: { enabled: true },
    fapi,
    backchannelLogout: { enabled: true },
    requestObjects: { enabled: true, assertJwtClaimsAndHeader: requireEnd },
    mTLS: mutualTls(clientCertificates),
    pushedAuthorizationRequests: { enabled: true },
    revocation: { enabled: true, allowedPolicy: mayEndGrant },
    introspection: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => mayIntrospect(store, client, token),
    },
    clientCredentials: { enabled: true },
    richAuthorizationRequests: richAuthorizationRequests(store),
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resourceOf(issuer),
      // A token for one audience is refused at userinfo (OpenID Connect Core 5.3): who asks for openid gets one for the whole server.
      useGrantedResource: (_ctx, { scopes }) => !scopes.has('openid'),
      // Opaque: a token that bears a SAD must be revocable and say nothing to its bearer.
      getResourceServerInfo: async (ctx, audience, { clientId }) => {
        if (audience !== resourceOf(issuer)) throw new errors.InvalidTarget();
        nameScope(ctx);
        await requireSeldom(ctx, clientId, limit);
        const scope = ['service', 'credential', ...keyScopes, ...administrative].join(' ');
        return { scope, audience, accessTokenFormat: 'opaque', accessTokenTTL };
      },
    },
  };
}

type Revocation = Extract<NonNullable<Features['revocation']>, { allowedPolicy?: unknown }>;

// RFC 7009, 2.1: each client ends its own tokens. A refresh token takes all of its grant along, as the library then does with
// any; an access token goes alone (CSC API v1.0.4.0, 11.3), so that one is ended here.
const mayEndGrant: NonNullable<Revocation['allowedPolicy']> = async (_ctx, client, token) => {
  if (token.clientId !== client.clientId) return false;
  if (token.kind === 'RefreshToken') return true;
  await token.destroy();
  return false;
};

// CSC API v1.0.4.0, 8.3.2 and 8.3.3: who names no scope means `service`, or with authorization_details `credential`; a client
// alone has no other than the first, an approval is a signer's.
function nameScope({ oidc }: KoaContextWithOIDC): void {
  const parameters = oidc.params ?? {};
  const alone = parameters['grant_type'] === 'client_credentials';
  if (alone && asksForApproval(parameters)) throw new errors.InvalidScope('credential needs a signer', 'credential');
  if (!alone && parameters['response_type'] === undefined) return;
  const asked = String(parameters['scope'] ?? '')
    .split(' ')
    .filter(Boolean);
  if (!alone) refuseAdministrative(asked);
  else requireOne(asked, ['service', ...administrative]);
  const rich = parameters['authorization_details'] !== undefined;
  const meant = missing(asked, rich ? (keyScopeOf(parameters) ?? 'credential') : undefined);
  if (meant === undefined) return;
  const allowed = oidc.client?.scope?.split(' ') ?? ['service'];
  if (!allowed.includes(meant)) throw new errors.InvalidScope('requested scope is not allowed', meant);
  parameters['scope'] = [...asked, meant].join(' ');
}

function refuseAdministrative(asked: readonly string[]): void {
  const own = asked.find((scope) => administrative.includes(scope));
  if (own) throw new errors.InvalidScope('an application has it in its own name', own);
}

/** RFC 6749, 3.3: what is not known may be left out, but a token for nothing is given to nobody. */
function requireOne(asked: readonly string[], offered: readonly string[]): void {
  if (asked.length > 0 && !asked.some((scope) => offered.includes(scope)))
    throw new errors.InvalidScope('an application has none of these in its own name', asked.join(' '));
}

/** `details`: the scope that `authorization_details` are for, where there are some. */
function missing(asked: readonly string[], details?: 'credential' | KeyScope): string | undefined {
  if (details) return asked.includes(details) ? undefined : details;
  return asked.length === 0 ? 'service' : undefined;
}
