export { AdesError, type AdesErrorCode } from './error.ts';
export { embedPades, type PadesSignature } from './pades/embed.ts';
export type { PadesOptions } from './pades/options.ts';
export { preparePades, preparePadesFrom } from './pades/prepare.ts';
export { type PreparedPades, parsePrepared, serializePrepared } from './pades/prepared.ts';
export { listPdfSignatures, type PdfSignature } from './pades/signatures.ts';
export { type PdfDocument, readPdf } from './pdf/document.ts';
export type { PdfSource } from './pdf/source.ts';
export type { PdfDictionary, PdfReference, PdfValue } from './pdf/value.ts';
