/** Who may call: the OAuth server, the login and the tokens of the SSA, mounted on its HTTP server. */
import { findClient, type Store } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type Provider from 'oidc-provider';
import { interactionRoutes } from './interactions.ts';
import { type Login, type LoginOptions, loginRoutes } from './login.ts';
import { authorizationServer, type ProviderOptions } from './provider.ts';

export type AuthorizationOptions = ProviderOptions & LoginOptions;

/** Who stands behind an access token. `account` is absent for a client that speaks for itself. */
export interface Bearer {
  readonly client: string;
  readonly clientName: string;
  readonly group: string;
  readonly account?: string;
  readonly scopes: readonly string[];
}

export interface Authorization extends Login {
  /** Undefined for a token that is unknown, expired or revoked. */
  bearer(token: string): Promise<Bearer | undefined>;
}

export function authorizationRoutes(app: FastifyInstance, options: AuthorizationOptions): Authorization {
  const provider = authorizationServer(options);
  mount(app, provider);
  const login = loginRoutes(app, options);
  interactionRoutes(app, provider, login);
  return { ...login, bearer: (token) => bearerOf(options.store, provider, token) };
}

/** The provider reads its own bodies, so nothing may parse them before. */
function mount(app: FastifyInstance, provider: Provider): void {
  const handle = provider.callback();
  app.register(async (inner) => {
    inner.removeAllContentTypeParsers();
    inner.addContentTypeParser('*', (_request, _payload, done) => done(null));
    for (const url of ['/oauth2/*', '/.well-known/*']) {
      inner.route({
        method: ['GET', 'POST'],
        url,
        exposeHeadRoute: false,
        handler: (request, reply) => {
          reply.hijack();
          return handle(request.raw, reply.raw);
        },
      });
    }
  });
}

async function bearerOf(store: Store, provider: Provider, token: string): Promise<Bearer | undefined> {
  const found = (await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token));
  if (!found?.clientId) return undefined;
  const client = await findClient(store.db, found.clientId);
  if (!client) return undefined;
  const account = 'accountId' in found ? found.accountId : undefined;
  const scopes = String(found.scope ?? '')
    .split(' ')
    .filter(Boolean);
  return {
    client: client.clientId,
    clientName: client.providerName,
    group: client.group,
    ...(account ? { account } : {}),
    scopes,
  };
}
