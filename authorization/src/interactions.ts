/** What the OAuth server asks of a person: who is here, and whether an application may see the list of credentials. */
import type { FastifyInstance } from 'fastify';
import type Provider from 'oidc-provider';
import type { Login } from './login.ts';

export function interactionRoutes(app: FastifyInstance, provider: Provider, login: Login): void {
  app.get('/interaction/:uid', async (request, reply) => {
    const details = await provider.interactionDetails(request.raw, reply.raw);
    const session = await login.requireSession(request);
    if (!session) return login.startLogin(reply, request.url);
    const accountId = session.account.id;
    // Approval of signatures is the SAM's: this server grants the scope `service` alone.
    if (
      String(details.params['scope'] ?? '')
        .split(' ')
        .includes('credential')
    ) {
      reply.hijack();
      return provider.interactionFinished(request.raw, reply.raw, {
        error: 'invalid_scope',
        error_description: 'credential is not offered here',
      });
    }
    const result =
      details.prompt.name === 'login'
        ? { login: { accountId, ts: Math.floor(session.authTime.getTime() / 1000) } }
        : { consent: { grantId: await grant(provider, details, accountId) } };
    reply.hijack();
    return provider.interactionFinished(request.raw, reply.raw, result, { mergeWithLastSubmission: true });
  });
}

async function grant(
  provider: Provider,
  details: Awaited<ReturnType<Provider['interactionDetails']>>,
  accountId: string,
): Promise<string> {
  const clientId = String(details.params['client_id']);
  const made =
    (details.grantId && (await provider.Grant.find(details.grantId))) || new provider.Grant({ accountId, clientId });
  const { missingOIDCScope, missingResourceScopes } = details.prompt.details as {
    missingOIDCScope?: string[];
    missingResourceScopes?: Record<string, string[]>;
  };
  if (missingOIDCScope) made.addOIDCScope(missingOIDCScope.join(' '));
  for (const [resource, scopes] of Object.entries(missingResourceScopes ?? {}))
    made.addResourceScope(resource, scopes.join(' '));
  return made.save();
}
