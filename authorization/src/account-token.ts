/**
 * The `account_token` of CSC (API v2.0.0.2, 8.5): an application says which of its accounts may approve, in a JWT under the digest
 * of its secret. It is good for one authorization request, within five minutes of its making; it approves nothing.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { findAccount, mayKnow, type Store, spendArtifact } from '@chancery/store';
import { type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';

const seconds = 300;

interface AccountToken {
  readonly account: string;
  readonly jti: string;
}

/** Refuses with `invalid_request` what is not the client's, not of now, or was here before, and an account that is not active. */
export async function checkAccountToken({ db }: Store, ctx: KoaContextWithOIDC, token: unknown, client: Client) {
  // What was pushed has been judged, and spent, when it was.
  if (token === undefined || ctx.oidc.entities.PushedAuthorizationRequest) return;
  const { account, jti } = verified(token, client);
  if ((await findAccount(db, account))?.status !== 'active') refuse();
  if (!(await mayKnow(db, client.clientId, account))) refuse();
  const once = await spendArtifact(db, 'AccountToken', JSON.stringify([client.clientId, jti]), 2 * seconds);
  if (!once) refuse();
}

/** The account that alone may answer this request, which was checked; undefined when anybody may. */
export function accountMeant(parameters: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const token = parameters?.['account_token'];
  return typeof token === 'string' ? String(part(token.split('.')[1])['sub']) : undefined;
}

function verified(token: unknown, { clientId, clientSecret }: Client): AccountToken {
  const [header, payload, signature, ...more] = typeof token === 'string' && clientSecret ? token.split('.') : [];
  if (!header || !payload || !signature || more.length > 0 || part(header)['alg'] !== 'HS256') refuse();
  // What is kept of the secret is the SHA-256 of it, which is the key.
  const mac = createHmac('sha256', Buffer.from(clientSecret ?? '', 'base64url'))
    .update(`${header}.${payload}`)
    .digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== mac.length || !timingSafeEqual(given, mac)) refuse();
  return claims(part(payload), clientId);
}

function claims({ sub, iat, jti, azp }: Readonly<Record<string, unknown>>, clientId: string): AccountToken {
  const recent = typeof iat === 'number' && Math.abs(Date.now() / 1000 - iat) <= seconds;
  if (azp !== clientId || !recent || !isName(sub) || !isName(jti)) refuse();
  return { account: sub, jti };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 256 && !value.includes('\0');
}

function part(text = ''): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function refuse(): never {
  throw new errors.InvalidRequest('Invalid parameter account_token');
}
