export { bytesSource, type TextPart, textDocument, unshowable } from '@chancery/ades';
export { asicSteps, type InContainer } from './augment/asic-steps.ts';
export { type Augmentation, type Augmented, augment, evidenceFor } from './augment/augment.ts';
export { cadesSteps } from './augment/cades-steps.ts';
export { jadesSteps } from './augment/jades-steps.ts';
export { type BaselineLevel, baselineLevels, type LevelSteps, type Stamp } from './augment/level.ts';
export { padesSteps } from './augment/pades-steps.ts';
export { xadesSteps } from './augment/xades-steps.ts';
export { bindingOf } from './binding.ts';
export type { Contained } from './container.ts';
export { embedDocument, type SignatureValue, type SignedDocument } from './embed-document.ts';
export { collectEvidence, type WantedEvidence } from './evidence/collect-evidence.ts';
export type { Evidence, EvidenceSources, Subject } from './evidence/evidence.ts';
export { judgeClaim, type StatusClaim } from './evidence/status-proof.ts';
export { type PreparedParallel, prepareParallel } from './parallel.ts';
export {
  isSignedPdf,
  type PreparedDocument,
  type PreparedSignature,
  prepareDocument,
  requireReadable,
} from './prepare-document.ts';
export { requireUnchanged, signedOctets } from './require-unchanged.ts';
export { rewriteDamaged } from './rewrite-damaged.ts';
export { ScaError, type ScaErrorCode } from './sca-error.ts';
export { type DigestForm, type PreparedForDigest, prepareDigest } from './sign-digest.ts';
export type {
  AsicForm,
  CadesForm,
  DocumentSource,
  PadesForm,
  SignatureForm,
  Signer,
  XadesForm,
} from './signature-form.ts';
export { schemeFor } from './signature-scheme.ts';
export { parseDocument, serializeDocument } from './stored-preparation.ts';
