import { type DigestName, digestLength, type SignatureScheme } from '@chancery/pki';
import { AdesError } from '../error.ts';

/** Why somebody signs: commitment types of EN 319 122-1, 5.2.3; any other by its object identifier. */
export const commitmentTypes = {
  proofOfOrigin: '1.2.840.113549.1.9.16.6.1',
  proofOfReceipt: '1.2.840.113549.1.9.16.6.2',
  proofOfDelivery: '1.2.840.113549.1.9.16.6.3',
  proofOfSender: '1.2.840.113549.1.9.16.6.4',
  proofOfApproval: '1.2.840.113549.1.9.16.6.5',
  proofOfCreation: '1.2.840.113549.1.9.16.6.6',
} as const;

export type CommitmentType = keyof typeof commitmentTypes;

/** Where somebody says to sign; at least one member. */
export interface SignerLocation {
  readonly country?: string;
  readonly locality?: string;
  /** One to six lines. */
  readonly postalAddress?: readonly string[];
}

/** The rules a signature is made under (5.2.9): known by an identifier, and by the digest of its text. */
export interface SignaturePolicy {
  readonly oid: string;
  readonly digest: DigestName;
  readonly value: Uint8Array;
  readonly uri?: string;
}

/** What a signer states beside the document, in CAdES as in PAdES. All of it is signed. */
export interface SignerStatements {
  readonly commitments?: readonly (CommitmentType | (string & {}))[];
  readonly location?: SignerLocation;
  /** Roles that the signer claims; nobody certified them. */
  readonly claimedRoles?: readonly string[];
  readonly policy?: SignaturePolicy;
  /** Tokens over the content, made before the signature. */
  readonly contentTimeStamps?: readonly Uint8Array[];
}

/** `certificates` are DER, the signer's first. One of `contentHints` and `mimeType` at most. */
export interface CadesOptions extends SignerStatements {
  readonly digest: DigestName;
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  readonly signingTime: Date;
  readonly contentHints?: { readonly description?: string; readonly contentType?: string };
  /** Such as `application/pdf`. */
  readonly mimeType?: string;
}

const longestText = 1024;
const mostOfAKind = 32;
/** X.660, 7.6: below the roots 0 and 1 there are forty arcs. */
const dotted = /^([01]\.[1-3]?\d|2\.(0|[1-9]\d{0,38}))(\.(0|[1-9]\d{0,38}))*$/;

/** Throws AdesError `input` for options no signature can be made from. */
export function requireCadesOptions(options: CadesOptions): void {
  const { certificates, scheme, digest, signingTime, mimeType, contentHints } = options;
  if (certificates.length === 0) throw input('the certificate of the signer is missing');
  // RFC 5754, 3: the digest of the content is the digest of the signature.
  if (scheme.digest !== digest) throw input(`the signature scheme uses ${scheme.digest}, the content ${digest}`);
  const year = signingTime.getUTCFullYear();
  if (!(year >= 1970 && year <= 9999)) throw input('the signing time is no date');
  // EN 319 122-1, 5.2.4
  if (mimeType !== undefined && contentHints) throw input('content hints and a media type in one signature');
  requireStatements(options);
  requireTexts([mimeType, contentHints?.description]);
  requireIdentifiers([contentHints?.contentType]);
}

function requireStatements(statements: SignerStatements): void {
  const { commitments = [], claimedRoles = [], contentTimeStamps = [], location, policy } = statements;
  const lines = location?.postalAddress ?? [];
  if ([commitments, claimedRoles, contentTimeStamps].some((list) => list.length > mostOfAKind))
    throw input(`more than ${mostOfAKind} of a kind`);
  if (location && ![location.country, location.locality, lines[0]].some(Boolean)) throw input('a location of nothing');
  if (lines.length > 6) throw input('a postal address of more than six lines');
  if (policy && policy.value.length !== digestLength(policy.digest))
    throw input('the digest of the policy is no digest');
  // An IA5String (RFC 5126, 5.8.1).
  if (policy?.uri && /[^\0-\x7f]/.test(policy.uri)) throw input('the address of the policy is no URI');
  requireTexts([location?.country, location?.locality, ...lines, ...claimedRoles, policy?.uri]);
  requireIdentifiers([policy?.oid, ...commitments.filter((one) => !Object.hasOwn(commitmentTypes, one))]);
}

function requireTexts(texts: readonly (string | undefined)[]): void {
  const wrong = texts.some((text) => text !== undefined && !isText(text));
  if (wrong) throw input(`a text of nothing, of more than ${longestText} characters, or of half ones`);
}

/** Half of a surrogate pair would be signed as another character. */
function isText(text: string): boolean {
  return text.length > 0 && text.length <= longestText && text.isWellFormed();
}

function requireIdentifiers(identifiers: readonly (string | undefined)[]): void {
  if (identifiers.some((one) => one !== undefined && !dotted.test(one))) throw input('not an object identifier');
}

function input(message: string): AdesError {
  return new AdesError('input', message);
}
