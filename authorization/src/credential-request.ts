/** The parameters of CSC's scope `credential` (CSC API v1.0.4.0, 8.3.2; the v2 names are accepted beside them). */
import { errors, type KoaContextWithOIDC } from 'oidc-provider';

export type HashName = 'sha256' | 'sha384' | 'sha512';

export interface CredentialRequest {
  readonly credentialID: string;
  readonly hashName: HashName;
  /** base64url, at least one, all of one length */
  readonly hashes: readonly string[];
  /** `SAD` for who asks with `hash` of v1; v2 has `hashes` and knows bearers alone. */
  readonly tokenType: 'SAD' | 'Bearer';
  readonly description?: string;
  readonly lang?: string;
}

type Parameters = Readonly<Record<string, unknown>>;

const digests: Readonly<Record<number, { readonly name: HashName; readonly oid: string }>> = {
  32: { name: 'sha256', oid: '2.16.840.1.101.3.4.2.1' },
  48: { name: 'sha384', oid: '2.16.840.1.101.3.4.2.2' },
  64: { name: 'sha512', oid: '2.16.840.1.101.3.4.2.3' },
};
const mostHashes = 1000;

export function asksForCredential(parameters: Parameters): boolean {
  return words(parameters['scope']).includes('credential');
}

/** What is read here is checked before anybody is asked to log in; the whole request is checked by one of them. */
export const extraParams: Record<string, null | ((ctx: KoaContextWithOIDC) => void)> = {
  lang: null,
  description: null,
  clientData: null,
  numSignatures: null,
  hash: null,
  hashes: null,
  hashAlgorithmOID: null,
  credentialID: ({ oidc }) => {
    const parameters = oidc.params ?? {};
    if (asksForCredential(parameters)) readCredentialRequest(parameters);
  },
  account_token: ({ oidc }) => {
    if (oidc.params?.['account_token'] !== undefined) refuse('Invalid parameter account_token: not supported');
  },
};

/** Throws `invalid_request` or `invalid_scope` of `oidc-provider`, by the first thing that is not right. */
export function readCredentialRequest(parameters: Parameters): CredentialRequest {
  if (words(parameters['scope']).includes('service'))
    throw new errors.InvalidScope('credential stands alone', 'service');
  const credentialID = text(parameters, 'credentialID');
  if (credentialID === undefined) refuse('Missing (or invalid type) string parameter credentialID');
  const ofV1 = text(parameters, 'hash');
  const hashes = readHashes(ofV1 ?? text(parameters, 'hashes'));
  const { name: hashName, oid } = digestOf(hashes);
  if ((text(parameters, 'hashAlgorithmOID') ?? oid) !== oid) refuse('Invalid parameter hashAlgorithmOID');
  checkCount(text(parameters, 'numSignatures'), hashes.length);
  const [description, lang] = [text(parameters, 'description'), text(parameters, 'lang')];
  if ((description?.length ?? 0) > 500) refuse('Invalid parameter description');
  const tokenType = ofV1 === undefined ? 'Bearer' : 'SAD';
  const shown = { ...(description ? { description } : {}), ...(lang ? { lang } : {}) };
  return { credentialID, hashName, hashes, tokenType, ...shown };
}

function readHashes(value: string | undefined): readonly string[] {
  const hashes = (value ?? '').split(',').map((hash) => hash.replace(/=+$/, ''));
  if (value === undefined || hashes.length > mostHashes) refuse('Missing or invalid parameter hash');
  if (!hashes.every((hash) => /^[A-Za-z0-9_-]+$/.test(hash))) refuse('Invalid Base64 hash string parameter');
  return hashes;
}

function digestOf(hashes: readonly string[]) {
  const lengths = new Set(hashes.map((hash) => Buffer.from(hash, 'base64url').length));
  const digest = digests[[...lengths][0] ?? 0];
  if (lengths.size !== 1 || !digest) refuse('Invalid digest value length');
  return digest;
}

/** Each hash is authorized once, so a number below theirs contradicts them. */
function checkCount(value: string | undefined, hashes: number): void {
  if (value === undefined) return;
  if (!/^[1-9]\d{0,3}$/.test(value) || Number(value) < hashes) refuse('Invalid value for parameter numSignatures');
}

function text(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function words(value: unknown): readonly string[] {
  return typeof value === 'string' ? value.split(' ').filter(Boolean) : [];
}

function refuse(description: string): never {
  throw new errors.InvalidRequest(description);
}
