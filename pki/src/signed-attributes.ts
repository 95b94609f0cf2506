/** The signed attributes of CAdES and PAdES (EN 319 122-1, 5.1 and 5.2; RFC 5652, 11): exactly the octets whose digest is the DTBS/R. */
import { type DigestName, digestAlgorithm, digestOf } from './algorithms.ts';
import { parseCertificate } from './certificate.ts';
import { element, octetString, oid, sequence, setOf, time } from './der.ts';

export const contentTypes = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  /** id-ct-TSTInfo, RFC 3161 2.4.2. */
  timeStampInfo: '1.2.840.113549.1.9.16.1.4',
} as const;

export const attributeOids = {
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingTime: '1.2.840.113549.1.9.5',
  signingCertificate: '1.2.840.113549.1.9.16.2.12',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
  /** CMSAlgorithmProtection, RFC 6211. */
  algorithmProtection: '1.2.840.113549.1.9.52',
} as const;

export interface SignedAttributesContent {
  readonly messageDigest: Uint8Array;
  readonly digest: DigestName;
  readonly signingCertificate: Uint8Array;
  /** id-data unless told (a time-stamp token signs something else). */
  readonly contentType?: string;
  /** CAdES wants it; PAdES forbids it (EN 319 142-1, 6.3). */
  readonly signingTime?: Date;
}

/** DER SET OF with the universal tag 0x31, sorted (RFC 5652, 5.4). */
export function signedAttributes(content: SignedAttributesContent): Uint8Array {
  const attribute = (type: string, value: Uint8Array) => sequence(oid(type), setOf(value));
  const when = content.signingTime ? [attribute(attributeOids.signingTime, time(content.signingTime))] : [];
  return setOf(
    attribute(attributeOids.contentType, oid(content.contentType ?? contentTypes.data)),
    attribute(attributeOids.messageDigest, octetString(content.messageDigest)),
    attribute(attributeOids.signingCertificateV2, signingCertificateV2(content.signingCertificate, content.digest)),
    ...when,
  );
}

// RFC 5035: hashAlgorithm is DEFAULT sha256 and so absent for it; issuerSerial names the certificate a second time.
function signingCertificateV2(der: Uint8Array, digest: DigestName): Uint8Array {
  const certificate = parseCertificate(der);
  const issuer = sequence(element(0xa4, certificate.issuer.der));
  const issuerSerial = sequence(issuer, certificate.serial);
  const algorithm = digest === 'sha256' ? [] : [digestAlgorithm(digest)];
  return sequence(sequence(sequence(...algorithm, octetString(digestOf(digest, der)), issuerSerial)));
}
