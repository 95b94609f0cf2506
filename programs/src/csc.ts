/** CSC v1.0.4.0 on the SSA's server: who calls, which credentials, and the SAM that approves and signs. */
import {
  type Authorization,
  passwordBearer,
  passwordClient,
  passwordLogin,
  passwordRefresh,
  revokePasswordToken,
  type SignatureApproval,
} from '@chancery/authorization';
import type { OptionalAlgorithm } from '@chancery/pki';
import type { SamClient } from '@chancery/sam/client';
import { type CscDeps, cscCredentials, cscRoutes } from '@chancery/ssa';
import type { Store } from '@chancery/store';

interface CscParts {
  readonly origin: string;
  readonly name: string;
  readonly store: Store;
  readonly sam: SamClient;
  readonly authorization: Authorization;
  readonly switchedOn: readonly OptionalAlgorithm[];
}

export function mountCsc(app: Parameters<typeof cscRoutes>[0], parts: CscParts): void {
  const { origin, name, store, sam, authorization, switchedOn } = parts;
  const description = 'Remote signing with keys that never leave the module.';
  cscRoutes(app, {
    info: { name, description, region: 'ES', languages: ['en-US'], baseUrl: origin, logo: `${origin}/assets/logo.png` },
    ...tokens(store, authorization),
    credentials: cscCredentials(store, () => new Date()),
    signing: sam,
    switchedOn,
    now: () => Date.now(),
  });
}

/** Two kinds of service token: by a password login, and by an application's OAuth flow. Each revokes its own kind only. */
function tokens(
  store: Store,
  authorization: Authorization,
): Pick<CscDeps, 'bearer' | 'login' | 'refresh' | 'revoke' | 'sadOfToken'> {
  return {
    bearer: async (token) => (await passwordBearer(store, token)) ?? authorization.bearer(token),
    login: (user, password, rememberMe) => passwordLogin(store, user, password, rememberMe),
    refresh: (token, rememberMe) => passwordRefresh(store, token, rememberMe),
    revoke: (token, bearer) =>
      bearer.client === passwordClient
        ? revokePasswordToken(store, token, bearer.account)
        : authorization.revoke(token, bearer),
    sadOfToken: async (token, credentialID, { client }) => {
      const found = await authorization.sadOfToken(token);
      return found?.credentialID === credentialID && found.client === client ? found.sad : undefined;
    },
  };
}

/** What scope `credential` needs: the SAM, where people approve, and the credentials that only an approval authorizes. */
export function signatureApproval(store: Store, sam: SamClient, sicOrigin: string): SignatureApproval {
  const credentials = cscCredentials(store, () => new Date());
  const find = async (account: string, credentialID: string) => {
    const found = await credentials.find(account, credentialID);
    return found?.authMode === 'oauth2code' && found.certStatus === 'valid' ? found : undefined;
  };
  const newest = async (account: string, signatureQualifier: string) => {
    for (const id of [...(await credentials.list(account))].reverse()) {
      const found = await find(account, id);
      if (found?.keyStatus === 'enabled' && found.signatureQualifier === signatureQualifier) return id;
    }
    return undefined;
  };
  return { sam, sicOrigin, credentials: { find, newest } };
}
