/** What CSC adds to an authorization request (CSC API v1.0.4.0, 8.3.2 and v2): checked before anybody is asked to log in. */
import type { Store } from '@chancery/store';
import type { Configuration } from 'oidc-provider';
import { checkAccountToken } from './account-token.ts';
import { asksForCredential, readCredentialRequest, snakeCase } from './credential-request.ts';
import { classesOfKeyDetails, type KeyScope, keyScopeOf, readKeyRequest } from './key-request.ts';

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
    ...Object.fromEntries(Object.values(snakeCase).map((name) => [name, null])),
    // The whole request is checked by one of its parameters.
    credentialID: ({ oidc }) => {
      const parameters = oidc.params ?? {};
      const key = keyScopeOf(parameters);
      if (key !== undefined) checkKeyRequest(parameters, key);
      if (asksForCredential(parameters)) readCredentialRequest(parameters);
    },
    account_token: (ctx, token, client) => checkAccountToken(store, ctx, token, client),
  };
}

function checkKeyRequest(parameters: Record<string, unknown>, scope: KeyScope): void {
  readKeyRequest(parameters, scope);
  const classes = classesOfKeyDetails(parameters);
  if (classes !== undefined) parameters['acr_values'] ??= classes;
}
