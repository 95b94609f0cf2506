export type { Appearance } from './appearance/appearance.ts';
export { type TextDocument, type TextPart, textDocument } from './appearance/text-document.ts';
export { unshowable } from './appearance/unshowable.ts';
export {
  addAsicArchiveData,
  addAsicArchiveTimeStamp,
  asicArchiveTimeStampInput,
  carriedByArchives,
  isArchived,
} from './asic/archive.ts';
export { type AsicContainer, type ContainerKind, containerFile, readAsic } from './asic/container.ts';
export type { AsicContent, AsicFile } from './asic/content.ts';
export { embedAsic } from './asic/embed.ts';
export { joinParts, type PartSources } from './asic/join-parts.ts';
export { type Manifest, type ManifestEntry, readManifest } from './asic/manifest.ts';
export { type AsicOptions, prepareAsic } from './asic/prepare.ts';
export { type PreparedAsic, parsePreparedAsic, serializePreparedAsic } from './asic/prepared.ts';
export { type SignatureFile, signatureFile, signatureNames, withFiles } from './asic/signature-file.ts';
export type { ContainerPart } from './asic/write-zip.ts';
export {
  type ArchiveCoverage,
  type ArchiveOptions,
  addArchiveTimeStamp,
  archiveCoverage,
  archiveTimeStampInput,
} from './cades/archive-time-stamp.ts';
export { carriedByCms } from './cades/carried.ts';
export type { CadesContent, DetachedContent } from './cades/content.ts';
export { embedCounterSignature, prepareCounterSignature } from './cades/counter-signature.ts';
export { type CadesSignature, embedCades } from './cades/embed.ts';
export {
  archiveTimeStampV2Inputs,
  cadesCTimeStampInputs,
  referencesTimeStampInputs,
} from './cades/historic-time-stamp.ts';
export type {
  CadesOptions,
  CommitmentType,
  SignaturePolicy,
  SignerLocation,
  SignerStatements,
} from './cades/options.ts';
export { prepareCades } from './cades/prepare.ts';
export { type PreparedCades, parsePreparedCades, serializePreparedCades } from './cades/prepared.ts';
export { addSignatureTimeStamp, signatureTimeStampInput } from './cades/signature-time-stamp.ts';
export { addValidationData, type ValidationData } from './cades/validation-data.ts';
export type { CarriedEvidence, CarriedTimeStamp } from './carried-evidence.ts';
export { AdesError, type AdesErrorCode } from './error.ts';
export { carriedByJades } from './jades/carried.ts';
export type { JadesContent, JadesFile } from './jades/content.ts';
export { embedJades } from './jades/embed.ts';
export { parseJws, type Serialization } from './jades/jws.ts';
export {
  addJadesArchiveTimeStamp,
  addJadesSignatureTimeStamp,
  addJadesValidationData,
  type JadesArchiveExtension,
  type JadesExtension,
  jadesArchiveTimeStampInput,
  jadesSignatureTimeStampInput,
} from './jades/levels.ts';
export { jwsSigningInput, prepareJades } from './jades/prepare.ts';
export { type PreparedJades, parsePreparedJades, serializePreparedJades } from './jades/prepared.ts';
export type { JadesOptions } from './jades/protected-header.ts';
export { carriedByPdf } from './pades/carried.ts';
export {
  type DocumentTimestampOptions,
  embedDocumentTimestamp,
  type PreparedTimestamp,
  prepareDocumentTimestamp,
  prepareDocumentTimestampFrom,
} from './pades/document-timestamp.ts';
export { embedPades, type PadesSignature } from './pades/embed.ts';
export type { Certification, FieldLock, FieldPlace, PadesOptions } from './pades/options.ts';
export { preparePades, preparePadesFrom } from './pades/prepare.ts';
export { type PreparedPades, parsePrepared, serializePrepared } from './pades/prepared.ts';
export { listPdfSignatures, type PdfSignature } from './pades/signatures.ts';
export {
  appendValidationData,
  readValidationData,
  type ValidationDataOptions,
} from './pades/validation-data.ts';
export { type PdfDocument, readPdf } from './pdf/document.ts';
export { rewritePdf } from './pdf/rewrite.ts';
export { bytesSource, type PdfSource } from './pdf/source.ts';
export type { PdfDictionary, PdfReference, PdfValue } from './pdf/value.ts';
export { carriedByXades } from './xades/carried.ts';
export type { XadesContent, XadesReference } from './xades/content.ts';
export { embedXades, type XadesSignature } from './xades/embed.ts';
export {
  addXadesArchiveTimeStamp,
  addXadesSignatureTimeStamp,
  addXadesValidationData,
  type XadesArchiveExtension,
  type XadesExtension,
  xadesArchiveTimeStampInput,
  xadesSignatureTimeStampInput,
} from './xades/levels.ts';
export type { SignatureProductionPlace, XadesOptions, XadesPolicy } from './xades/options.ts';
export { prepareXades, xadesContentImprint } from './xades/prepare.ts';
export { type PreparedXades, parsePreparedXades, serializePreparedXades } from './xades/prepared.ts';
