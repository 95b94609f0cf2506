import { createHash } from 'node:crypto';
import { type DigestName, estimateSignedDataSize, signedAttributes } from '@chancery/pki';
import { AdesError } from '../error.ts';
import { readPdf } from '../pdf/document.ts';
import { readFields } from '../pdf/form.ts';
import { Revision } from '../pdf/revision.ts';
import { layOutUpdate } from '../pdf/update.ts';
import { declareExtension } from './extension.ts';
import { chooseField, placeSignature, type TargetField } from './field.ts';
import { type PadesOptions, requireOptions } from './options.ts';
import { type Intended, requireSigningAllowed } from './permission.ts';
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
  requireOptions(options);
  const { appendix, contentsOffset, contentsLength } = layOutSignature(pdf, options);
  const end = contentsOffset + contentsLength;
  const range = [0, contentsOffset, end, pdf.length + appendix.length - end] as const;
  const messageDigest = digestOf(options.digest, [
    pdf,
    appendix.subarray(0, contentsOffset - pdf.length),
    appendix.subarray(end - pdf.length),
  ]);
  const content = { messageDigest, digest: options.digest, ...timeInAttributes(options) };
  const attributes = attributesFor(content, options.certificates[0]!);
  return {
    appendix,
    byteRange: [...range],
    contentsOffset,
    contentsLength,
    ...content,
    signedAttributes: attributes,
    dtbsr: digestOf(options.digest, [attributes]),
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
  readonly appendix: Uint8Array;
  /** Offset of the `<` of `/Contents` in the whole file. */
  readonly contentsOffset: number;
  readonly contentsLength: number;
}

function layOutSignature(pdf: Uint8Array, options: PadesOptions): LaidOut {
  const revision = new Revision(readPdf(pdf));
  const { document } = revision;
  const fields = readFields(document);
  const target = chooseField(fields, options);
  requireSigningAllowed(document, fields, intendedBy(options, target));
  const field = target.existing?.dictionary;
  if (field !== undefined) requireSeedValue(document, field, options);
  const { certification, lock } = options;
  const draft = draftSignature(
    options,
    cmsSize(options),
    signatureReferences(document, { certification, lock, field }),
  );
  const signature = revision.addBody(draft.body);
  placeSignature(revision, target, signature);
  if (certification !== undefined) declareCertification(revision, signature);
  if (options.subFilter !== 'adbe.pkcs7.detached') declareExtension(revision);
  const update = layOutUpdate(revision, options.signingTime.toISOString());
  return fillByteRange(pdf, update.appendix, update.bodyOffsets.get(signature.number)!, draft);
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

function fillByteRange(pdf: Uint8Array, appendix: Uint8Array, bodyOffset: number, draft: DraftSignature): LaidOut {
  const { contentsLength } = draft;
  const contentsOffset = bodyOffset + draft.contentsAt;
  const end = contentsOffset + contentsLength;
  const text = writeByteRange([0, contentsOffset, end, pdf.length + appendix.length - end]);
  appendix.set(Buffer.from(text, 'latin1'), bodyOffset - pdf.length + draft.byteRangeAt);
  return { appendix, contentsOffset, contentsLength };
}

const mostBytesAtOnce = 64 * 1024 * 1024;

function digestOf(digest: DigestName, parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash(digest);
  for (const part of parts) {
    for (let at = 0; at < part.length; at += mostBytesAtOnce) hash.update(part.subarray(at, at + mostBytesAtOnce));
  }
  return hash.digest();
}
