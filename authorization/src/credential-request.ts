/**
 * What an application asks a signer to approve, by scope `credential` (CSC API v1.0.4.0, 8.3.2; the v2 names are accepted beside
 * them) or by `authorization_details` (v2).
 */
import { errors } from 'oidc-provider';
import { digestOf, type HashName, readCount, readHashes } from './digests.ts';
import { keyScopeOf } from './key-request.ts';
import { type CredentialName, readCredentialName, readDetails } from './rich-request.ts';

export interface CredentialRequest extends CredentialName {
  readonly hashName: HashName;
  /** base64url, at least one, all of one length */
  readonly hashes: readonly string[];
  /** The hashes are those of documents, not of what is signed. */
  readonly binds?: 'sdr';
  /** What the application calls what each hash is of. */
  readonly labels: readonly (string | undefined)[];
  /** `SAD` for who asks with `hash` of v1; v2 has `hashes` and knows bearers alone. */
  readonly tokenType: 'SAD' | 'Bearer';
  readonly description?: string;
  readonly lang?: string;
}

type Parameters = Readonly<Record<string, unknown>>;

/** What a library for wallets calls them in the address of an authorization. */
export const snakeCase: Readonly<Record<string, string>> = {
  credentialID: 'credential_id',
  signatureQualifier: 'signature_qualifier',
  numSignatures: 'num_signatures',
  hashAlgorithmOID: 'hash_algorithm_oid',
};

/** A signature; keys have scopes of their own. */
export function asksForCredential(parameters: Parameters): boolean {
  if (keyScopeOf(parameters) !== undefined) return false;
  return parameters['authorization_details'] !== undefined || words(parameters['scope']).includes('credential');
}

/** Anything that a person decides on the approval page, each time. */
export function asksForApproval(parameters: Parameters): boolean {
  return asksForCredential(parameters) || keyScopeOf(parameters) !== undefined;
}

/** Throws `invalid_request`, `invalid_scope` or `invalid_authorization_details`, by the first thing that is not right. */
export function readCredentialRequest(parameters: Parameters): CredentialRequest {
  if (words(parameters['scope']).includes('service'))
    throw new errors.InvalidScope('credential stands alone', 'service');
  const [description, lang] = [text(parameters, 'description'), text(parameters, 'lang')];
  if ((description?.length ?? 0) > 500) refuse('Invalid parameter description');
  const shown = { ...(description ? { description } : {}), ...(lang ? { lang } : {}) };
  const rich = parameters['authorization_details'] !== undefined;
  return { ...(rich ? ofDetails(parameters) : ofParameters(parameters)), ...shown };
}

function ofParameters(parameters: Parameters): CredentialRequest {
  const which = readCredentialName((name) => text(parameters, name));
  const ofV1 = text(parameters, 'hash');
  const hashes = readHashes((ofV1 ?? text(parameters, 'hashes'))?.split(',') ?? []);
  const { name: hashName } = digestOf(hashes, text(parameters, 'hashAlgorithmOID'));
  readCount(text(parameters, 'numSignatures'), hashes.length);
  const tokenType = ofV1 === undefined ? 'Bearer' : 'SAD';
  return { ...which, hashName, hashes, labels: [], tokenType };
}

function ofDetails(parameters: Parameters): CredentialRequest {
  const { details, digest, hashes, binds } = readDetails(parameters['authorization_details']);
  const { documentDigests, ...asked } = details;
  const which = readCredentialName((name) => text(asked, name));
  const labels = documentDigests.map(({ label }) => label);
  const bound = binds === undefined ? {} : { binds };
  const request = { ...which, ...bound, hashName: digest.name, hashes, labels, tokenType: 'Bearer' } as const;
  refuseContradiction(parameters, request);
  return request;
}

/** What stands beside the details says nothing else. */
function refuseContradiction(parameters: Parameters, { credentialID, hashes }: CredentialRequest): void {
  const beside = text(parameters, 'hash') ?? text(parameters, 'hashes');
  if (beside !== undefined && readHashes(beside.split(',')).join() !== hashes.join())
    refuse('The hashes contradict authorization_details');
  const named = text(parameters, 'credentialID') ?? credentialID;
  if (named !== credentialID) refuse('credentialID contradicts authorization_details');
}

/** By either of its names. Throws `invalid_request` where they disagree. */
function text(parameters: Parameters, name: string): string | undefined {
  const [value, other] = [name, snakeCase[name] ?? name].map((each) => nonEmpty(parameters[each]));
  if (value !== undefined && other !== undefined && value !== other) refuse(`Two values of ${name}`);
  return value ?? other;
}

function nonEmpty(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function words(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(' ').filter(Boolean) : [];
}

function refuse(description: string): never {
  throw new errors.InvalidRequest(description);
}
