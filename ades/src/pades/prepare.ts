import { createHash, type Hash } from 'node:crypto';
import { estimateSignedDataSize, signedAttributes } from '@chancery/pki';
import { AdesError } from '../error.ts';
import { readPdf } from '../pdf/document.ts';
import { readFields } from '../pdf/form.ts';
import { Revision } from '../pdf/revision.ts';
import { bytesSource, type PdfSource, piecesOf } from '../pdf/source.ts';
import { layOutUpdate } from '../pdf/update.ts';
import { declareExtension } from './extension.ts';
import { chooseField, placeSignature, type TargetField } from './field.ts';
import { type PadesOptions, requireOptions } from './options.ts';
import { type Intended, requireEncryptionAllows, requireSigningAllowed } from './permission.ts';
import type { PreparedPades } from './prepared.ts';
import { requireSeedValue } from './seed-value.ts';
import { type DraftSignature, draftSignature, writeByteRange } from './signature-dictionary.ts';
import { declareCertification, signatureReferences } from './signature-reference.ts';

/**
 * Step 1 of a PAdES baseline B signature (EN 319 142-1, 6.3): everything that will be appended to the document, with
 * room for the CMS, and the octets whose digest is to be signed. The document itself is neither changed nor copied.
 * Throws AdesError when the document cannot be read, is encrypted, or forbids the signature.
 */
export function preparePades(pdf: Uint8Array, options: PadesOptions): PreparedPades {
  const laidOut = layOutSignature(bytesSource(pdf), options);
  const hash = createHash(options.digest);
  for (const piece of piecesOf(pdf)) hash.update(piece);
  return prepared(laidOut, options, hash);
}

/** The same for a document that is read in parts: its structure first, then all of it once for the digest. */
export async function preparePadesFrom(source: PdfSource, options: PadesOptions): Promise<PreparedPades> {
  const laidOut = layOutSignature(source, options);
  const hash = createHash(options.digest);
  for await (const piece of source.stream()) hash.update(piece);
  return prepared(laidOut, options, hash);
}

/** `hash` has seen the document. */
function prepared(laidOut: LaidOut, options: PadesOptions, hash: Hash): PreparedPades {
  const { appendix, byteRange, contentsOffset, contentsLength } = laidOut;
  const gap = contentsOffset - laidOut.size;
  const messageDigest = hash
    .update(appendix.subarray(0, gap))
    .update(appendix.subarray(gap + contentsLength))
    .digest();
  const content = { messageDigest, digest: options.digest, ...timeInAttributes(options) };
  const attributes = attributesFor(content, options.certificates[0]!);
  return {
    appendix,
    byteRange,
    contentsOffset,
    contentsLength,
    ...content,
    signedAttributes: attributes,
    dtbsr: createHash(options.digest).update(attributes).digest(),
  };
}

/** EN 319 142-1, 6.3: no signing-time, the claimed time stands in the signature dictionary. Old readers want it (12.8.3.3). */
function timeInAttributes({ subFilter, signingTime }: PadesOptions): { readonly signingTime?: Date } {
  return subFilter === 'adbe.pkcs7.detached' ? { signingTime } : {};
}

/** The attributes again, from what is stored; the certificate is the signer's. */
export function attributesFor(
  { messageDigest, digest, signingTime }: Pick<PreparedPades, 'messageDigest' | 'digest' | 'signingTime'>,
  signingCertificate: Uint8Array,
): Uint8Array {
  return signedAttributes({ messageDigest, digest, signingCertificate, ...(signingTime && { signingTime }) });
}

interface LaidOut {
  /** Of the document itself. */
  readonly size: number;
  readonly appendix: Uint8Array;
  readonly byteRange: [number, number, number, number];
  /** Offset of the `<` of `/Contents` in the whole file. */
  readonly contentsOffset: number;
  readonly contentsLength: number;
}

function layOutSignature(source: PdfSource, options: PadesOptions): LaidOut {
  requireOptions(options);
  const revision = new Revision(readPdf(source, options));
  const { document } = revision;
  const fields = readFields(document);
  const target = chooseField(fields, options);
  requireEncryptionAllows(document, target.existing === undefined);
  requireSigningAllowed(document, fields, intendedBy(options, target));
  const field = target.existing?.dictionary;
  if (field !== undefined) requireSeedValue(document, field, options);
  const { certification, lock } = options;
  const references = signatureReferences(document, { certification, lock, field });
  const signature = revision.reserve();
  const draft = draftSignature(options, cmsSize(options), references, (value) => revision.write(signature, value));
  revision.setBody(signature, draft.body);
  placeSignature(revision, target, signature, options);
  if (certification !== undefined) declareCertification(revision, signature);
  if (options.subFilter !== 'adbe.pkcs7.detached') declareExtension(revision);
  const update = layOutUpdate(revision, options.signingTime.toISOString());
  return fillByteRange(source.size, update.appendix, update.bodyOffsets.get(signature.number)!, draft);
}

function intendedBy({ certification, place }: PadesOptions, { fullName, existing }: TargetField): Intended {
  const newAndVisible = existing === undefined && place !== undefined;
  return { fieldName: fullName, newAndVisible, certifies: certification !== undefined };
}

/** The certificates decide the size; one that cannot be read is the caller's mistake. */
function cmsSize({ certificates, scheme }: PadesOptions): number {
  try {
    return estimateSignedDataSize({ certificates, scheme });
  } catch (cause) {
    throw new AdesError('input', 'the certificate of the signer cannot be read', { cause });
  }
}

function fillByteRange(size: number, appendix: Uint8Array, bodyOffset: number, draft: DraftSignature): LaidOut {
  const { contentsLength } = draft;
  const contentsOffset = bodyOffset + draft.contentsAt;
  const end = contentsOffset + contentsLength;
  const byteRange: [number, number, number, number] = [0, contentsOffset, end, size + appendix.length - end];
  appendix.set(Buffer.from(writeByteRange(byteRange), 'latin1'), bodyOffset - size + draft.byteRangeAt);
  return { size, appendix, byteRange, contentsOffset, contentsLength };
}
