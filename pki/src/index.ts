export {
  algorithmIdentifierToScheme,
  type DigestName,
  type DigestScheme,
  digestAlgorithm,
  digestLength,
  digestName,
  digestOid,
  type InsecureScheme,
  isLegacyDigest,
  type LegacyDigest,
  type LegacyScheme,
  parsePssParams,
  type SignatureScheme,
  type SignedDigest,
  schemeToAlgorithmIdentifier,
  signatureOid,
  signedDigestName,
  type WrittenDigest,
} from './algorithms.ts';
export { type AlternativeNames, alternativeNames } from './alternative-names.ts';
export {
  assembleCertificationRequest,
  buildCertificationRequest,
  certificationRequestInfo,
  type RequestContent,
} from './build-certification-request.ts';
export {
  buildRevocationList,
  type RevocationListContent,
  type RevokedCertificate,
} from './build-revocation-list.ts';
export {
  type Certificate,
  type DigestKeyKind,
  type PublicKeyKind,
  parseCertificate,
  sameCertificate,
  subjectPublicKeyInfo,
} from './certificate.ts';
export {
  judgeOcspResponse,
  type OcspFailure,
  type OcspQuestion,
  type OcspVerdict,
} from './certificate-status.ts';
export {
  type CertificationRequest,
  parseCertificationRequest,
  verifyCertificationRequest,
} from './certification-request.ts';
export { isCertifiedBy } from './certified.ts';
export * as der from './der.ts';
export { digestOf } from './digest.ts';
export type { DistributionPoint, ListScope, RevocationReason } from './distribution-point.ts';
export { PkiError, type PkiErrorCode } from './error.ts';
export { extendSignedData, type SignedDataAdditions } from './extend-signed-data.ts';
export { type CertificateContent, type CertificateProfile, issueCertificate, keyId } from './issuance.ts';
export { type CrlFailure, type CrlQuestion, type CrlVerdict, judgeCrl } from './judge-crl.ts';
export {
  judgeTimeStampToken,
  type TimeStampFailure,
  type TimeStampQuestion,
  type TimeStampVerdict,
} from './judge-time-stamp-token.ts';
export {
  type LegalPerson,
  legalPerson,
  type OrganizationIdentifier,
  parseOrganizationIdentifier,
  signatureKind,
} from './legal-person.ts';
export {
  isMessageScheme,
  longestMessage,
  type MessageKeyKind,
  type MessageScheme,
  messageKeyOid,
  messageScheme,
} from './message-scheme.ts';
export { encodeName, type Name, type NameAttributes, nameAttributes, nameToString, parseName } from './name.ts';
export { isCalled, readWrittenName } from './name-text.ts';
export {
  buildOcspRequest,
  buildOcspResponse,
  type CertificateId,
  type CertificateIdHash,
  type CertificateStatus,
  certificateId,
  isCertificateId,
  type OcspAnswer,
  type OcspResponse,
  ocspRefusal,
  parseOcspRequest,
  parseOcspResponse,
} from './ocsp.ts';
export { isSwitchedOn, legacyDigestsOn, type OptionalAlgorithm, optionalAlgorithm } from './optional-algorithm.ts';
export {
  type CmsAttribute,
  parseSignedData,
  parseSignerInfo,
  type SignedData,
  type SignerInfo,
} from './parsed-signed-data.ts';
export { buildPath, type PathFailure, type PathResult } from './path.ts';
export { parsePem, toPem } from './pem.ts';
export { type NameSemantics, type QcStatements, type QcType, qcStatementOids } from './qc-statements.ts';
export { type RevocationInfo, readRevocationInfo } from './revocation-info.ts';
export { parseRevocationList, type RevocationList } from './revocation-list.ts';
export {
  attributeOids,
  contentTypes,
  encodeAttribute,
  type SignedAttributesContent,
  signedAttributes,
  signingCertificateAttribute,
} from './signed-attributes.ts';
export { buildSignedData, estimateSignedDataSize, type SignedDataContent } from './signed-data.ts';
export {
  contentOctets,
  joinSignedData,
  joinSignerInfo,
  type SignedDataParts,
  type SignerInfoParts,
  splitAttribute,
  splitContent,
  splitSignedData,
  splitSignerInfo,
} from './signed-data-parts.ts';
export { type Slice, sliceAt, slicesOf } from './slices.ts';
export {
  buildTimeStampRequest,
  type MessageImprint,
  parseTimeStampRequest,
  type TimeStampRequest,
  type TimeStampRequestContent,
} from './time-stamp-request.ts';
export {
  buildTimeStampResponse,
  parseTimeStampResponse,
  type TimeStampFailureInfo,
  type TimeStampGrant,
  type TimeStampResponse,
  timeStampRefusal,
} from './time-stamp-response.ts';
export {
  parseTimeStampToken,
  type TimeStampAccuracy,
  type TimeStampInfo,
  type TimeStampToken,
} from './time-stamp-token.ts';
export { verifySignature } from './verify-signature.ts';
export {
  type SignedDataFailure,
  type SignedDataVerdict,
  verifyCounterSignature,
  verifySignedData,
} from './verify-signed-data.ts';
