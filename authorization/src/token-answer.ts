/** Where CSC answers otherwise than OAuth: the token type of scope `credential` (CSC API v1.0.4.0, 8.3.3) and 204 to a revocation. */
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

export function answerAsCsc(provider: Provider): void {
  provider.use(async (ctx, next) => {
    await next();
    const route = (ctx as Partial<KoaContextWithOIDC>).oidc?.route;
    if (ctx.status !== 200) return;
    if (route === 'token' && isCredential(ctx.body)) ctx.body = { ...ctx.body, token_type: 'SAD' };
    if (route === 'revocation') {
      ctx.status = 204;
      ctx.body = null;
    }
  });
}

function isCredential(body: unknown): body is Record<string, unknown> {
  const scope = typeof body === 'object' && body !== null && 'scope' in body ? body.scope : undefined;
  return typeof scope === 'string' && scope.split(' ').includes('credential');
}
