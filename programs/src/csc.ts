/** CSC v1.0.4.0 on the SSA's server: who logs in with a password, which credentials, and the SAM that signs. */
import { type Authorization, passwordBearer, passwordLogin, revokePasswordToken } from '@chancery/authorization';
import type { SamClient } from '@chancery/sam/client';
import { cscCredentials, cscRoutes } from '@chancery/ssa';
import type { Store } from '@chancery/store';

interface CscParts {
  readonly origin: string;
  readonly name: string;
  readonly store: Store;
  readonly sam: SamClient;
  readonly authorization: Authorization;
}

export function mountCsc(app: Parameters<typeof cscRoutes>[0], parts: CscParts): void {
  const { origin, name, store, sam, authorization } = parts;
  const description = 'Remote signing with keys that never leave the module.';
  cscRoutes(app, {
    info: { name, description, region: 'ES', languages: ['en-US'], baseUrl: origin, logo: `${origin}/assets/logo.png` },
    bearer: async (token) => (await passwordBearer(store, token)) ?? authorization.bearer(token),
    login: (user, password) => passwordLogin(store, user, password),
    // Nothing that lives longer than the token is handed out yet.
    refresh: async () => undefined,
    revoke: (token, bearer) => revokePasswordToken(store, token, bearer.account),
    credentials: cscCredentials(store, () => new Date()),
    signing: sam,
    sadOfToken: async () => undefined,
    now: () => Date.now(),
  });
}
