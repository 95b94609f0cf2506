export {
  digestByUri,
  digestUri,
  signatureMethodByUri,
  signatureMethodUri,
  signatureValue,
  verifyValue,
  type XmlDigest,
  type XmlSignatureMethod,
} from './algorithms.ts';
export { decodeBase64 } from './base64.ts';
export { canonicalize, canonicalOctets } from './c14n/canonicalize.ts';
export { type C14nMethod, type C14nName, c14nByUri, c14nUri } from './c14n/method.ts';
export { assemble, type Part, type Place, within } from './creation/part.ts';
export { type PreparedSignature, prepareSignature } from './creation/prepare-signature.ts';
export type {
  ObjectRequest,
  ReferenceRequest,
  SignatureRequest,
  TransformRequest,
} from './creation/signature-request.ts';
export { manifest } from './creation/signature-text.ts';
export { escaped, markup } from './creation/write.ts';
export { XmlError, type XmlErrorCode } from './error.ts';
export { referenceTypes } from './names.ts';
export { type NodeSet, subtree } from './node-set.ts';
export { parseXml } from './parser.ts';
export { octetsOf, type ReferenceData } from './signature/apply-transform.ts';
export type { DetachedFile, DetachedFiles } from './signature/dereference.ts';
export {
  findSignatures,
  isSignature,
  readSignature,
  type XmlReference,
  type XmlSignature,
} from './signature/read-signature.ts';
export { readC14n } from './signature/transform.ts';
export {
  type ReferenceFailure,
  type ReferenceVerdict,
  resolveReference,
  type SignatureVerdict,
  type VerificationGrounds,
  verifyReference,
  verifyXmlSignature,
} from './signature/verify-signature.ts';
export {
  attributeOf,
  childElements,
  elementsOf,
  isNamed,
  isWithin,
  namespacesInScope,
  textOf,
  type XmlDocument,
  type XmlElement,
} from './tree.ts';
