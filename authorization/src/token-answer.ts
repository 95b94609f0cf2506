/**
 * Where CSC answers otherwise than OAuth: the token type `SAD` of scope `credential` for who asked with the words of v1
 * (CSC API v1.0.4.0, 8.3.3), and 204 to a revocation.
 */
import { findCredentialAuthorization, type Store } from '@chancery/store';
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

export function answerAsCsc(provider: Provider, store: Store): void {
  provider.use(async (ctx, next) => {
    await next();
    const { oidc } = ctx as Partial<KoaContextWithOIDC>;
    if (ctx.status !== 200) return;
    if (oidc?.route === 'token' && isCredential(ctx.body)) {
      ctx.body = { ...ctx.body, token_type: await tokenType(store, oidc.entities.Grant?.jti) };
    }
    if (oidc?.route === 'revocation') {
      ctx.status = 204;
      ctx.body = null;
    }
  });
}

async function tokenType({ db }: Store, grant: string | undefined): Promise<'SAD' | 'Bearer'> {
  const authorization = grant === undefined ? undefined : await findCredentialAuthorization(db, 'grant_id', grant);
  return authorization?.token_type ?? 'Bearer';
}

function isCredential(body: unknown): body is Record<string, unknown> {
  const scope = typeof body === 'object' && body !== null && 'scope' in body ? body.scope : undefined;
  return typeof scope === 'string' && scope.split(' ').includes('credential');
}
