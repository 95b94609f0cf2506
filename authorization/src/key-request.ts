/**
 * What an application asks a person to have made or destroyed, by scope or by `authorization_details`: a credential (CSC API v2.2, 11.4 and
 * 11.5). The scope of the token says which.
 */
import { errors } from 'oidc-provider';
import { objectOfDetails, textOf } from './rich-request.ts';

export const keyScopes = ['credential-creation', 'credential-deletion'] as const;
export type KeyScope = (typeof keyScopes)[number];

const arc = 'https://cloudsignatureconsortium.org/2025';
const scopeOfType: ReadonlyMap<string, KeyScope> = new Map([
  [`${arc}/credential-creation`, 'credential-creation'],
  [`${arc}/credential-deletion`, 'credential-deletion'],
  ['credential-creation', 'credential-creation'],
  ['credential-deletion', 'credential-deletion'],
  ['credential_creation', 'credential-creation'],
  ['credential_deletion', 'credential-deletion'],
  ['credential_delete', 'credential-deletion'],
]);

/** The names of 2.2, and the short ones that wallets use. */
export const keyTypes = [...scopeOfType.keys()];

export type KeyRequest =
  | { readonly scope: 'credential-creation'; readonly certificatePolicy?: string }
  | { readonly scope: 'credential-deletion'; readonly credentialID: string };

type Parameters = Readonly<Record<string, unknown>>;

/** Undefined where neither scope nor details ask for it. */
export function keyScopeOf(parameters: Parameters): KeyScope | undefined {
  const { authorization_details: details } = parameters;
  if (details !== undefined) return scopeOfType.get(typeOf(details));
  return keyScopes.find((scope) => words(parameters).includes(scope));
}

/** What cannot be read is of no type, and refused by who reads details of signatures. */
function typeOf(details: unknown): string {
  try {
    return String(objectOfDetails(details)['type']);
  } catch {
    return '';
  }
}

/** Throws `invalid_scope`, `invalid_request` or `invalid_authorization_details`, by the first thing that is not right. */
export function readKeyRequest(parameters: Parameters, scope: KeyScope): KeyRequest {
  const beside = words(parameters).find((one) => one !== scope && one !== 'openid');
  if (beside !== undefined) throw new errors.InvalidScope(`${scope} stands alone`, beside);
  const { authorization_details: details } = parameters;
  if (details !== undefined) return readKeyDetails(details).request;
  if (scope === 'credential-creation') return { scope };
  const { credentialID } = parameters;
  if (typeof credentialID !== 'string' || credentialID === '') throw new errors.InvalidRequest(missingCredential);
  return { scope, credentialID };
}

const missingCredential = 'Missing (or invalid type) string parameter credentialID';

/** As it is asked for and granted. Who somebody is her enrolment has proven: `subjectData` is not read, and not granted. */
interface KeyDetails extends Readonly<Record<string, unknown>> {
  readonly type: string;
}

/** Throws `invalid_authorization_details`. */
export function readKeyDetails(parameter: unknown): { readonly details: KeyDetails; readonly request: KeyRequest } {
  const object = objectOfDetails(parameter);
  const type = String(object['type']);
  if (scopeOfType.get(type) === 'credential-deletion') {
    const credentialID = textOf(object, 'credentialID') ?? refuse(missingCredential);
    return { details: { type, credentialID }, request: { scope: 'credential-deletion', credentialID } };
  }
  const certificatePolicy = readPolicy(object['credentialCreationRequest'] ?? {});
  const named = certificatePolicy === undefined ? {} : { certificatePolicy };
  const details = { type, credentialCreationRequest: named };
  return { details, request: { scope: 'credential-creation', ...named } };
}

function readPolicy(wanted: unknown): string | undefined {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted))
    return refuse('Invalid credentialCreationRequest');
  return textOf(wanted as Parameters, 'certificatePolicy');
}

/** `acr_values` of details, which ask for a login as the parameter of that name does. */
export function classesOfKeyDetails(parameters: Parameters): string | undefined {
  const { authorization_details: details } = parameters;
  return details === undefined ? undefined : textOf(objectOfDetails(details), 'acr_values');
}

/** RFC 9396, 6.1: a token request may repeat what was granted. */
export function repeatsKeyDetails(asked: unknown, granted: unknown): boolean {
  return JSON.stringify(readKeyDetails(asked).details) === JSON.stringify(readKeyDetails(granted).details);
}

function words({ scope }: Parameters): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : [];
}

function refuse(description: string): never {
  throw new errors.InvalidAuthorizationDetails(description);
}
