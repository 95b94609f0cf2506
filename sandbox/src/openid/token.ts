/** The token and userinfo endpoints (RFC 6749 4.1.3, RFC 7636 4.6, OpenID Connect Core 3.1.3 and 5.3). */
import { createHash } from 'node:crypto';
import { SandboxError } from '../error.ts';
import { type Asked, json, type Reply, readForm } from '../server/request.ts';
import { sameSecret } from '../server/secret.ts';
import { idToken } from './answer.ts';
import { authenticateClient, type OpenIdClient } from './client.ts';
import { claimsOf } from './person.ts';
import type { Granted, Provider } from './provider-state.ts';

export async function token(provider: Provider, asked: Asked): Promise<Reply> {
  const form = await readForm(asked);
  const client = authenticateClient(provider.clients, asked, form);
  if (form.get('grant_type') !== 'authorization_code') {
    throw new SandboxError('unsupported_grant_type', 'Only authorization_code is given here.');
  }
  const granted = redeem(provider, form.get('code') ?? '');
  checkBinding(granted, client, form);
  const access = provider.accessTokens.add(granted);
  provider.spent.set(form.get('code') ?? '', access);
  const { request, login } = granted;
  return json({
    access_token: access,
    token_type: 'Bearer',
    expires_in: 600,
    scope: request.scopes.join(' '),
    id_token: idToken(provider, request, login),
  });
}

/** A code is taken by the first who brings it; the second also ends what the first got (RFC 6749 4.1.2). */
function redeem(provider: Provider, code: string): Granted {
  const granted = provider.codes.take(code);
  if (granted) return granted;
  provider.accessTokens.delete(provider.spent.get(code));
  throw new SandboxError('invalid_grant', 'The code is unknown, expired or already used.');
}

function checkBinding({ request }: Granted, client: OpenIdClient, form: URLSearchParams): void {
  const verifier = form.get('code_verifier');
  const proven =
    request.codeChallenge === undefined
      ? verifier === null
      : sameSecret(
          createHash('sha256')
            .update(verifier ?? '')
            .digest('base64url'),
          request.codeChallenge,
        );
  if (request.client.clientId === client.clientId && request.redirectUri === form.get('redirect_uri') && proven) return;
  throw new SandboxError('invalid_grant', 'The code was given to another client, address or verifier.');
}

export function userinfo(provider: Provider, asked: Asked): Reply {
  const bearer = /^Bearer ([A-Za-z0-9_-]+)$/i.exec(asked.headers.authorization ?? '')?.[1];
  const granted = provider.accessTokens.get(bearer);
  if (!granted) throw new SandboxError('invalid_token', 'The access token is unknown or expired.');
  return json(claimsOf(granted.login.person, granted.request.scopes));
}
