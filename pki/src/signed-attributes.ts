/** The signed attributes of CAdES and PAdES (EN 319 122-1, 5.1 and 5.2; RFC 5652, 11): exactly the octets whose digest is the DTBS/R. */
import { digestAlgorithm, type WrittenDigest } from './algorithms.ts';
import { issuerAndSerial } from './certificate.ts';
import { element, octetString, oid, sequence, setOf, time } from './der.ts';
import { digestOf } from './digest.ts';

export const contentTypes = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  /** id-ct-TSTInfo, RFC 3161 2.4.2. */
  timeStampInfo: '1.2.840.113549.1.9.16.1.4',
} as const;

/** Signed and unsigned attributes: RFC 5652 11, RFC 5035, EN 319 122-1 5 and annex A. */
export const attributeOids = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  /** CMSAlgorithmProtection, RFC 6211. */
  algorithmProtection: '1.2.840.113549.1.9.52',
  contentHints: '1.2.840.113549.1.9.16.2.4',
  mimeType: '0.4.0.1733.2.1',
  commitmentType: '1.2.840.113549.1.9.16.2.16',
  signerLocation: '1.2.840.113549.1.9.16.2.17',
  signerAttributesV2: '0.4.0.19122.1.1',
  signaturePolicy: '1.2.840.113549.1.9.16.2.15',
  contentTimeStamp: '1.2.840.113549.1.9.16.2.20',
  counterSignature: '1.2.840.113549.1.9.6',
  signatureTimeStamp: '1.2.840.113549.1.9.16.2.14',
  completeCertificateReferences: '1.2.840.113549.1.9.16.2.21',
  completeRevocationReferences: '1.2.840.113549.1.9.16.2.22',
  certificateValues: '1.2.840.113549.1.9.16.2.23',
  revocationValues: '1.2.840.113549.1.9.16.2.24',
  cadesCTimeStamp: '1.2.840.113549.1.9.16.2.25',
  referencesTimeStamp: '1.2.840.113549.1.9.16.2.26',
  archiveTimeStampV1: '1.2.840.113549.1.9.16.2.27',
  archiveTimeStampV2: '1.2.840.113549.1.9.16.2.48',
  archiveTimeStampV3: '0.4.0.1733.2.4',
  hashIndexV1: '0.4.0.1733.2.5',
  hashIndexV2: '0.4.0.19122.1.4',
  hashIndexV3: '0.4.0.19122.1.5',
} as const;

export interface SignedAttributesContent {
  readonly messageDigest: Uint8Array;
  readonly digest: WrittenDigest;
  readonly signingCertificate: Uint8Array;
  /** id-data unless told (a time-stamp token signs something else); `none` in a counter-signature (RFC 5652, 11.4). */
  readonly contentType?: string;
  /** CAdES wants it; PAdES forbids it (EN 319 142-1, 6.3). */
  readonly signingTime?: Date;
  /** Further attributes (complete), each of a kind of its own. */
  readonly more?: readonly Uint8Array[];
}

/** DER SET OF with the universal tag 0x31, sorted (RFC 5652, 5.4). */
export function signedAttributes(content: SignedAttributesContent): Uint8Array {
  const when = content.signingTime ? [encodeAttribute(attributeOids.signingTime, time(content.signingTime))] : [];
  const { contentType = contentTypes.data } = content;
  return setOf(
    ...(contentType === 'none' ? [] : [encodeAttribute(attributeOids.contentType, oid(contentType))]),
    encodeAttribute(attributeOids.messageDigest, octetString(content.messageDigest)),
    signingCertificateAttribute(content.signingCertificate, content.digest),
    ...when,
    ...(content.more ?? []),
  );
}

/** An attribute of these values (complete), DER. */
export function encodeAttribute(type: string, ...values: readonly Uint8Array[]): Uint8Array {
  return sequence(oid(type), setOf(...values));
}

/**
 * The signing-certificate-v2 attribute that names this certificate (RFC 5035): hashAlgorithm is DEFAULT sha256 and so absent for
 * it; issuerSerial names the certificate a second time. Beside SHA-1 the certificate is named by SHA-256.
 */
export function signingCertificateAttribute(der: Uint8Array, wanted: WrittenDigest): Uint8Array {
  const digest = wanted === 'sha1' ? 'sha256' : wanted;
  const { issuer, serial } = issuerAndSerial(der);
  const issuerSerial = sequence(sequence(element(0xa4, issuer)), serial);
  const algorithm = digest === 'sha256' ? [] : [digestAlgorithm(digest)];
  const reference = sequence(...algorithm, octetString(digestOf(digest, der)), issuerSerial);
  return encodeAttribute(attributeOids.signingCertificateV2, sequence(sequence(reference)));
}
