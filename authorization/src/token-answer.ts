/**
 * Where CSC answers otherwise than OAuth: the token type `SAD` of scope `credential` for who asked with the words of v1
 * (CSC API v1.0.4.0, 8.3.3) and proved no key, the `credentialID` of v2, and 204 to a revocation.
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
      const { token_type: issued } = ctx.body;
      ctx.body = {
        ...ctx.body,
        ...(await ofApproval(store, oidc.entities.Grant?.jti)),
        ...(issued === 'DPoP' && { token_type: issued }),
      };
    }
    if (oidc?.route === 'revocation') {
      ctx.status = 204;
      ctx.body = null;
    }
  });
}

/** v2 says which credential it is: who asked by its rank does not know. */
async function ofApproval({ db }: Store, grant = '') {
  const { token_type = 'Bearer', credential_id } = (await findCredentialAuthorization(db, 'grant_id', grant)) ?? {};
  return { token_type, ...(token_type === 'Bearer' && credential_id ? { credentialID: credential_id } : {}) };
}

function isCredential(body: unknown): body is Record<string, unknown> {
  const scope = typeof body === 'object' && body !== null && 'scope' in body ? body.scope : undefined;
  return typeof scope === 'string' && scope.split(' ').includes('credential');
}
