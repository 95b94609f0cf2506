/**
 * The part of this package that only reads and writes: schemes, digests by name, DER, requests as octets. Nothing here, nor in
 * what it imports, computes cryptography, so a process that must not load OpenSSL may use it.
 */
export {
  type DigestName,
  type DigestScheme,
  digestLength,
  isLegacyDigest,
  type LegacyScheme,
  type SignatureScheme,
  type SignedDigest,
} from './algorithms.ts';
export { buildCertificationRequest } from './build-certification-request.ts';
export * as der from './der.ts';
export {
  isMessageScheme,
  longestMessage,
  type MessageKeyKind,
  type MessageScheme,
  messageScheme,
} from './message-scheme.ts';
export { isSwitchedOn, type OptionalAlgorithm } from './optional-algorithm.ts';
