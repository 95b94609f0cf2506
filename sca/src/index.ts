export { type Augmentation, type Augmented, augment } from './augment/augment.ts';
export { cadesSteps } from './augment/cades-steps.ts';
export { type BaselineLevel, baselineLevels, type LevelSteps, type Stamp } from './augment/level.ts';
export { padesSteps } from './augment/pades-steps.ts';
export { embedDocuments, type SignatureValues } from './embed-documents.ts';
export { collectEvidence, type WantedEvidence } from './evidence/collect-evidence.ts';
export type { Evidence, EvidenceSources, Subject } from './evidence/evidence.ts';
export {
  type PreparedDocument,
  type PrepareOptions,
  prepareDocuments,
  requireReadable,
} from './prepare-documents.ts';
export { requireUnchanged } from './require-unchanged.ts';
export { ScaError, type ScaErrorCode } from './sca-error.ts';
export { schemeFor } from './signature-scheme.ts';
export { parseDocument, serializeDocument } from './stored-preparation.ts';
