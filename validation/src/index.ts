export type { Trust } from './chain.ts';
export { ValidationError } from './error.ts';
export type { Coverage, Indication, SignatureReport, SubIndication, ValidationReport } from './report.ts';
export { validatePdf } from './validate.ts';
