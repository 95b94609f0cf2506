/** The signed attributes of EN 319 122-1, 5.2, and RFC 6211; none is written that says nothing. */
import {
  attributeOids,
  contentTypes,
  type DigestName,
  der,
  digestAlgorithm,
  encodeAttribute,
  PkiError,
  type SignatureScheme,
  schemeToAlgorithmIdentifier,
  signedAttributes,
} from '@chancery/pki';
import { AdesError } from '../error.ts';
import {
  type CadesOptions,
  type CommitmentType,
  commitmentTypes,
  type SignaturePolicy,
  type SignerLocation,
  type SignerStatements,
} from './options.ts';

const { element, explicit, ia5, octetString, oid, sequence, utf8 } = der;

/** id-at-name: DSS and we write a role as the name of one. */
const roleAttribute = '2.5.4.41';
const policyUri = '1.2.840.113549.1.9.16.5.1';

/** DER of the SET OF that is signed. `contentType` is `none` in a counter-signature. Throws AdesError `input`. */
export function signedCadesAttributes(
  messageDigest: Uint8Array,
  options: CadesOptions,
  contentType: 'none' | typeof contentTypes.data = contentTypes.data,
): Uint8Array {
  const { digest, signingTime, certificates } = options;
  const [signingCertificate] = certificates as [Uint8Array];
  const more = optionalAttributes(options);
  try {
    return signedAttributes({ contentType, messageDigest, digest, signingTime, signingCertificate, more });
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new AdesError('input', 'the certificate of the signer cannot be read', { cause });
  }
}

function optionalAttributes(options: CadesOptions): Uint8Array[] {
  const { contentHints, mimeType, digest, scheme } = options;
  return [
    ...statementAttributes(options),
    algorithmProtection(digest, scheme),
    ...(contentHints ? [encodeAttribute(attributeOids.contentHints, hints(contentHints))] : []),
    ...(mimeType === undefined ? [] : [encodeAttribute(attributeOids.mimeType, utf8(mimeType))]),
  ];
}

/** Those that a PAdES signature may have as well (EN 319 142-1, 6.3); complete, in no order. */
function statementAttributes(statements: SignerStatements): Uint8Array[] {
  const { commitments = [], claimedRoles = [], contentTimeStamps = [], location: place, policy } = statements;
  const several = (type: string, values: readonly Uint8Array[]) =>
    values.length > 0 ? [encodeAttribute(type, ...values)] : [];
  return [
    // One attribute of each kind (RFC 5652, 5.3), with a value for each commitment and each token.
    ...several(attributeOids.commitmentType, commitments.map(commitment)),
    ...several(attributeOids.signerLocation, place ? [location(place)] : []),
    ...several(attributeOids.signerAttributesV2, claimedRoles.length > 0 ? [roles(claimedRoles)] : []),
    ...several(attributeOids.signaturePolicy, policy ? [policyIdentifier(policy)] : []),
    ...several(attributeOids.contentTimeStamp, contentTimeStamps),
  ];
}

function commitment(type: CommitmentType | (string & {})): Uint8Array {
  return sequence(oid(Object.hasOwn(commitmentTypes, type) ? commitmentTypes[type as CommitmentType] : type));
}

/** Explicit tags around DirectoryStrings. */
function location({ country, locality, postalAddress = [] }: SignerLocation): Uint8Array {
  const part = (tag: number, text: string | undefined) => (text === undefined ? [] : [explicit(tag, utf8(text))]);
  const lines = postalAddress.map((line) => utf8(line));
  return sequence(
    ...part(0, country),
    ...part(1, locality),
    ...(lines.length > 0 ? [explicit(2, sequence(...lines))] : []),
  );
}

/** claimedAttributes [0], each role an attribute. */
function roles(claimed: readonly string[]): Uint8Array {
  return sequence(explicit(0, sequence(...claimed.map((role) => encodeAttribute(roleAttribute, utf8(role))))));
}

function policyIdentifier({ oid: name, digest, value, uri }: SignaturePolicy): Uint8Array {
  const qualifiers = uri === undefined ? [] : [sequence(sequence(oid(policyUri), ia5(uri)))];
  return sequence(oid(name), sequence(digestAlgorithm(digest), octetString(value)), ...qualifiers);
}

function hints({
  description,
  contentType = contentTypes.data,
}: NonNullable<CadesOptions['contentHints']>): Uint8Array {
  return sequence(...(description === undefined ? [] : [utf8(description)]), oid(contentType));
}

/** RFC 6211: nobody can say later that other algorithms were meant. */
function algorithmProtection(digest: DigestName, scheme: SignatureScheme): Uint8Array {
  const signature = der.decode(schemeToAlgorithmIdentifier(scheme)).value;
  return encodeAttribute(
    attributeOids.algorithmProtection,
    sequence(digestAlgorithm(digest), element(0xa1, signature)),
  );
}
