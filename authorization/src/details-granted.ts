/** The `authorization_details` that lie under a code and its token (RFC 9396, 7): what the signer approved, with the credential that was taken. */
import { findCredentialAuthorization, type Store } from '@chancery/store';
import {
  type AuthorizationDetail,
  type AuthorizationDetailsForIntrospection,
  errors,
  type KoaContextWithOIDC,
  type RichAuthorizationRequestsActiveConfiguration,
} from 'oidc-provider';
import { keyScopeOf, keyTypes, readKeyDetails, repeatsKeyDetails } from './key-request.ts';
import { credentialTypes, readDetails, saysTheSame } from './rich-request.ts';

type Told = { readonly authorizationDetailsForIntrospection: AuthorizationDetailsForIntrospection };

export function richAuthorizationRequests({ db }: Store): RichAuthorizationRequestsActiveConfiguration & Told {
  const validate = ({ oidc }: KoaContextWithOIDC) => void readDetails(oidc.params?.['authorization_details']);
  const validateKey = ({ oidc }: KoaContextWithOIDC) => void readKeyDetails(oidc.params?.['authorization_details']);
  return {
    enabled: true,
    types: Object.fromEntries([
      ...credentialTypes.map((type) => [type, { validate }]),
      ...keyTypes.map((type) => [type, { validate: validateKey }]),
    ]),
    authorizationDetailsForGrantSource: async ({ oidc }, code) => granted(db, oidc.params, code.grantId),
    authorizationDetailsForAccessToken: ({ oidc }, _token, source) => repeated(oidc.params, source?.rar),
    authorizationDetailsForIntrospection: (_ctx, { rar }) => rar,
  };
}

type Parameters = KoaContextWithOIDC['oidc']['params'];

async function granted(db: Store['db'], parameters: Parameters = {}, grant = '') {
  if (keyScopeOf(parameters)) return [readKeyDetails(parameters['authorization_details']).details];
  const approved = await findCredentialAuthorization(db, 'grant_id', grant);
  if (!approved) throw new errors.InvalidAuthorizationDetails('nobody approved');
  const { details } = readDetails(parameters['authorization_details']);
  return [{ ...details, credentialID: approved.credential_id }];
}

function repeated(parameters: Parameters, rar: AuthorizationDetail[] | undefined) {
  const { authorization_details: asked } = parameters ?? {};
  const same = asked === undefined || (rar !== undefined && repeats(asked, rar));
  if (!same) throw new errors.InvalidAuthorizationDetails('authorization_details are not what was granted');
  return rar;
}

function repeats(asked: unknown, granted: AuthorizationDetail[]): boolean {
  const kinds = [asked, granted].map((authorization_details) => keyScopeOf({ authorization_details }));
  if (kinds[0] !== kinds[1]) return false;
  return kinds[0] ? repeatsKeyDetails(asked, granted) : saysTheSame(readDetails(asked), readDetails(granted));
}
