/** What CSC adds to an authorization request (CSC API v1.0.4.0, 8.3.2 and v2): checked before anybody is asked to log in. */
import type { Store } from '@chancery/store';
import type { Configuration } from 'oidc-provider';
import { checkAccountToken } from './account-token.ts';
import { asksForCredential, readCredentialRequest } from './credential-request.ts';

export function extraParameters(store: Store): NonNullable<Configuration['extraParams']> {
  return {
    lang: null,
    description: null,
    clientData: null,
    numSignatures: null,
    hash: null,
    hashes: null,
    hashAlgorithmOID: null,
    signatureQualifier: null,
    // The whole request is checked by one of its parameters.
    credentialID: ({ oidc }) => {
      const parameters = oidc.params ?? {};
      if (asksForCredential(parameters)) readCredentialRequest(parameters);
    },
    account_token: (ctx, token, client) => checkAccountToken(store, ctx, token, client),
  };
}
