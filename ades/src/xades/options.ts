import { type DigestName, digestLength, type SignatureScheme } from '@chancery/pki';
import { type C14nMethod, signatureMethodUri } from '@chancery/xmldsig';
import { AdesError } from '../error.ts';

/** Why somebody signs, by the names of CAdES: the URIs of TS 101 903, 7.2.5; any other by its URI. */
export const commitmentUris = {
  proofOfOrigin: 'http://uri.etsi.org/01903/v1.2.2#ProofOfOrigin',
  proofOfReceipt: 'http://uri.etsi.org/01903/v1.2.2#ProofOfReceipt',
  proofOfDelivery: 'http://uri.etsi.org/01903/v1.2.2#ProofOfDelivery',
  proofOfSender: 'http://uri.etsi.org/01903/v1.2.2#ProofOfSender',
  proofOfApproval: 'http://uri.etsi.org/01903/v1.2.2#ProofOfApproval',
  proofOfCreation: 'http://uri.etsi.org/01903/v1.2.2#ProofOfCreation',
} as const;

/** Where somebody says to sign; at least one member (EN 319 132-1, 5.2.5). */
export interface SignatureProductionPlace {
  readonly city?: string;
  readonly streetAddress?: string;
  readonly stateOrProvince?: string;
  readonly postalCode?: string;
  readonly country?: string;
}

/** The rules a signature is made under (5.2.9), by an object identifier or a URI, and the digest of their text. */
export interface XadesPolicy {
  readonly identifier: string;
  readonly description?: string;
  readonly digest: DigestName;
  readonly value: Uint8Array;
  readonly uri?: string;
}

/** `certificates` are DER, the signer's first. */
export interface XadesOptions {
  readonly digest: DigestName;
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  readonly signingTime: Date;
  /** A plain XML signature states nothing but what is signed. */
  readonly profile?: 'xades' | 'xmldsig';
  /** Of ds:SignedInfo and of what is signed as XML; exclusive without comments unless told. */
  readonly c14n?: C14nMethod;
  readonly commitments?: readonly (keyof typeof commitmentUris | (string & {}))[];
  /** Roles that the signer claims; nobody certified them. */
  readonly claimedRoles?: readonly string[];
  readonly place?: SignatureProductionPlace;
  /** `implied`: the content itself tells. */
  readonly policy?: XadesPolicy | 'implied';
  /** Tokens over the content, made before the signature (5.2.8.1); `xadesContentImprint` says over what. */
  readonly contentTimeStamps?: readonly Uint8Array[];
}

/** What is signed as XML is written by this method unless told. */
export const exclusive: C14nMethod = { name: 'exclusive', comments: false };

const longestText = 1024;
const mostOfAKind = 32;

/** Throws AdesError `input` for options no signature can be made from, `unsupported` for a scheme without a name. */
export function requireXadesOptions(options: XadesOptions): void {
  requireSignerOptions(options);
  requireXmlScheme(options.scheme, options.digest);
}

/** Those that JSON has in common with XML. Throws AdesError `input`. */
export function requireSignerOptions(options: XadesOptions): void {
  const { certificates, scheme, digest, signingTime } = options;
  if (certificates.length === 0) throw input('the certificate of the signer is missing');
  requireOneDigest(scheme, digest);
  const year = signingTime.getUTCFullYear();
  if (!(year >= 1970 && year <= 9999)) throw input('the signing time is no date');
  requireStatements(options);
}

function requireOneDigest(scheme: SignatureScheme, digest: DigestName): void {
  if (scheme.digest !== digest) throw input(`the signature scheme uses ${scheme.digest}, the content ${digest}`);
}

/** One digest for content and signature, and a scheme that XML has a name for: ML-DSA has none (RFC 9231). */
export function requireXmlScheme(scheme: SignatureScheme, digest: DigestName): void {
  requireOneDigest(scheme, digest);
  if (signatureMethodUri(scheme) === undefined)
    throw new AdesError('unsupported', 'XML has no name for this signature scheme');
}

function requireStatements(options: XadesOptions): void {
  const { profile, commitments, claimedRoles, place, policy, contentTimeStamps } = options;
  const stated = [commitments, claimedRoles, place, policy, contentTimeStamps].some((one) => one !== undefined);
  if (profile === 'xmldsig' && stated) throw input('a plain XML signature states nothing');
  if ([commitments ?? [], claimedRoles ?? [], contentTimeStamps ?? []].some((list) => list.length > mostOfAKind)) {
    throw input(`more than ${mostOfAKind} of a kind`);
  }
  const places = Object.values(place ?? {});
  if (place !== undefined && places.length === 0) throw input('a place of nothing');
  requireTexts([...(commitments ?? []), ...(claimedRoles ?? []), ...places]);
  if (policy !== undefined && policy !== 'implied') requirePolicy(policy);
}

function requirePolicy({ identifier, description, digest, value, uri }: XadesPolicy): void {
  if (value.length !== digestLength(digest)) throw input('the digest of the policy is no digest');
  requireTexts([identifier, description, uri]);
}

/** What XML allows (2.2), and not more than anybody reads. */
export function requireTexts(texts: readonly (string | undefined)[]): void {
  const wrong = texts.some((text) => text !== undefined && (text === '' || text.length > longestText || !isText(text)));
  if (wrong) throw input(`a text of nothing, of more than ${longestText} characters, or of some that XML forbids`);
}

function isText(text: string): boolean {
  return text.isWellFormed() && !/[^\t\n\r\x20-\ufffd]/.test(text);
}

function input(message: string): AdesError {
  return new AdesError('input', message);
}
