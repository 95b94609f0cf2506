/**
 * `authorization_details` (RFC 9396) of CSC API v2.2: the approval of one signature, or of several at once, said in JSON. What is
 * compared is what was understood: hashes as octets, words in any case.
 */
import { errors } from 'oidc-provider';
import { type Digest, digestOf, readCount, readHashes } from './digests.ts';

/** The name of CSC API v2.2 and that of v2.0: the same object. */
export const credentialTypes = ['https://cloudsignatureconsortium.org/2025/credential', 'credential'] as const;

interface DocumentDigest {
  /** As it was written. */
  readonly hash: string;
  readonly label?: string;
  readonly hashType?: string;
}

/** Which credential: without `credentialID` any of the signer's that has `signatureQualifier`. */
export interface CredentialName {
  readonly credentialID?: string;
  readonly signatureQualifier?: string;
}

/** As an application asks for it and, with `credentialID`, as it is granted. */
export interface SignatureDetails extends CredentialName {
  readonly type: string;
  readonly numSignatures: number;
  readonly documentDigests: readonly DocumentDigest[];
  readonly hashAlgorithmOID: string;
}

/** What the details say: the hashes in base64url. `binds` where they are those of documents. */
export interface ReadDetails {
  readonly binds: 'sdr' | undefined;
  readonly details: SignatureDetails;
  readonly digest: Digest;
  readonly hashes: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

/** Of the parameter, one object in an array. Throws `invalid_authorization_details`, by the first thing that is not right. */
export function readDetails(parameter: unknown): ReadDetails {
  return ofDetails(() => read(onlyObject(parameter)));
}

/** The same before anything in it is read. */
export function objectOfDetails(parameter: unknown): Members {
  return ofDetails(() => onlyObject(parameter));
}

/** A text of it; absent, null and empty are the same. Throws `invalid_authorization_details`. */
export function textOf(object: Members, name: string): string | undefined {
  return ofDetails(() => text(object, name));
}

function ofDetails<T>(reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    if (!(error instanceof errors.InvalidRequest)) throw error;
    throw new errors.InvalidAuthorizationDetails(error.error_description);
  }
}

// One approval leads to one SAD: who wants two asks twice.
function onlyObject(parameter: unknown): Members {
  const [first, ...more] = list(typeof parameter === 'string' ? parsed(parameter) : parameter);
  if (first === undefined || more.length > 0) refuse('authorization_details is one object in an array');
  if (isNested(first, deepest)) refuse('authorization_details is nested too deep');
  return first;
}

/** Levels, of members that are not read as well: what is kept is copied by recursion. */
const deepest = 16;

function isNested(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isNested(each, levels - 1));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return refuse('authorization_details is no JSON');
  }
}

function read(object: Members): ReadDetails {
  const type = text(object, 'type') ?? refuse('Missing type');
  const documentDigests = list(object['documentDigests']).map(readDocument);
  const hashes = readHashes(documentDigests.map(({ hash }) => hash));
  const digest = digestOf(hashes, text(object, 'hashAlgorithmOID'));
  const numSignatures = readCount(count(object['numSignatures']), hashes.length);
  const named = { type, ...readCredentialName((name) => text(object, name)), numSignatures };
  const binds = bindingOf(documentDigests);
  return { details: { ...named, documentDigests, hashAlgorithmOID: digest.oid }, digest, hashes, binds };
}

/** By its name, by its rank, or by both. Throws `invalid_request`. */
export function readCredentialName(text: (name: string) => string | undefined): CredentialName {
  const [credentialID, signatureQualifier] = [text('credentialID'), text('signatureQualifier')];
  if (!credentialID && !signatureQualifier) refuse('Missing (or invalid type) string parameter credentialID');
  return { ...(credentialID ? { credentialID } : {}), ...(signatureQualifier ? { signatureQualifier } : {}) };
}

function readDocument(object: Members): DocumentDigest {
  const hash = text(object, 'hash') ?? refuse('Missing hash in documentDigests');
  const [label, hashType] = [text(object, 'label'), text(object, 'hashType')];
  return { hash, ...(label ? { label } : {}), ...(hashType ? { hashType } : {}) };
}

/** What a hash is of: DTBSR is what signHash receives; SDR and SODR are the document that signDoc gets, and its original. */
const kinds: Readonly<Record<string, 'dtbsr' | 'sdr'>> = { DTBSR: 'dtbsr', SDR: 'sdr', SODR: 'sdr' };

/** One approval is of one kind. */
function bindingOf(documents: readonly DocumentDigest[]): 'sdr' | undefined {
  const asked = new Set(documents.map(({ hashType = 'DTBSR' }) => kinds[hashType.toUpperCase()]));
  if (asked.has(undefined) || asked.size > 1) refuse('Invalid hashType: all DTBSR, or all SDR or SODR');
  return asked.has('sdr') ? 'sdr' : undefined;
}

/** RFC 9396, 6.1: a token request may repeat what was granted, and ask for nothing else. */
export function saysTheSame(asked: ReadDetails, granted: ReadDetails): boolean {
  const { credentialID } = granted.details;
  return essence(asked, credentialID) === essence(granted, credentialID);
}

/** `chosen` where no credential is named: it was, for who asked by rank. */
function essence({ details, hashes, binds }: ReadDetails, chosen: string | undefined): string {
  const { type, credentialID = chosen, signatureQualifier, numSignatures, hashAlgorithmOID } = details;
  return JSON.stringify([type, credentialID, signatureQualifier, numSignatures, hashAlgorithmOID, hashes, binds]);
}

/** The objects of an array; absent and null are none. */
function list(value: unknown): readonly Members[] {
  const all: unknown = value ?? [];
  const objects = Array.isArray(all) && all.every(isObject);
  return objects ? all : refuse('authorization_details and documentDigests are arrays of objects');
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Absent, null and empty are the same. U+0000 is no text that could be kept. */
function text(object: Members, name: string): string | undefined {
  const value = object[name] ?? '';
  if (typeof value !== 'string' || value.includes('\0')) refuse(`Invalid parameter ${name} in authorization_details`);
  return value || undefined;
}

function count(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' ? String(value) : refuse('Invalid type of numSignatures');
}

function refuse(description: string): never {
  throw new errors.InvalidRequest(description);
}
