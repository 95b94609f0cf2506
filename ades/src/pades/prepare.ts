import { createHash } from 'node:crypto';
import { estimateSignedDataSize, signedAttributes } from '@chancery/pki';
import { AdesError } from '../error.ts';
import { readPdf } from '../pdf/document.ts';
import { readFields } from '../pdf/form.ts';
import { Revision } from '../pdf/revision.ts';
import { bytesSource, type PdfSource } from '../pdf/source.ts';
import { cadesLevel, declareExtension } from './extension.ts';
import { chooseField, placeSignature, type TargetField } from './field.ts';
import { type PadesOptions, requireOptions } from './options.ts';
import { type Intended, requireEncryptionAllows, requireSigningAllowed } from './permission.ts';
import { coveredDigest, coveredDigestFrom, layOutPlaceholder, type Placeholder } from './placeholder.ts';
import type { PreparedPades } from './prepared.ts';
import { requireSeedValue } from './seed-value.ts';
import { claimedEntries, draftSignature } from './signature-dictionary.ts';
import { declareCertification, signatureReferences } from './signature-reference.ts';

/**
 * Step 1 of a PAdES baseline signature (EN 319 142-1, 6.3): everything that will be appended to the document, with
 * room for the CMS, and the octets whose digest is to be signed. The document itself is neither changed nor copied.
 * Throws AdesError when the document cannot be read, does not open with the password, or forbids the signature.
 */
export function preparePades(pdf: Uint8Array, options: PadesOptions): PreparedPades {
  const placeholder = layOutSignature(bytesSource(pdf), options);
  return prepared(placeholder, options, coveredDigest(pdf, placeholder, createHash(options.digest)));
}

/** The same for a document that is read in parts: its structure first, then all of it once for the digest. */
export async function preparePadesFrom(source: PdfSource, options: PadesOptions): Promise<PreparedPades> {
  const placeholder = layOutSignature(source, options);
  return prepared(placeholder, options, await coveredDigestFrom(source, placeholder, createHash(options.digest)));
}

function prepared(placeholder: Placeholder, options: PadesOptions, messageDigest: Uint8Array): PreparedPades {
  const content = { messageDigest, digest: options.digest, ...timeInAttributes(options) };
  const attributes = attributesFor(content, options.certificates[0]!);
  const dtbsr = createHash(options.digest).update(attributes).digest();
  return { ...placeholder, ...content, signedAttributes: attributes, dtbsr };
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

function layOutSignature(source: PdfSource, options: PadesOptions): Placeholder {
  requireOptions(options);
  const revision = new Revision(readPdf(source, options));
  const { document } = revision;
  const fields = readFields(document);
  const target = chooseField(fields, options);
  requireEncryptionAllows(document, target.existing === undefined);
  requireSigningAllowed(document, fields, intendedBy(options, target));
  const field = target.existing?.dictionary;
  if (field !== undefined) requireSeedValue(document, field, options);
  const { certification, lock, subFilter = 'ETSI.CAdES.detached' } = options;
  const entries = claimedEntries(options, signatureReferences(document, { certification, lock, field }));
  const signature = revision.reserve();
  const content = { type: 'Sig', subFilter, room: cmsRoom(options), entries } as const;
  const draft = draftSignature(content, (value) => revision.write(signature, value));
  placeSignature(revision, target, signature, options);
  if (certification !== undefined) declareCertification(revision, signature);
  if (subFilter === 'ETSI.CAdES.detached') declareExtension(revision, cadesLevel);
  return layOutPlaceholder(revision, signature, draft, options.signingTime.toISOString());
}

function intendedBy({ certification, place }: PadesOptions, { fullName, existing }: TargetField): Intended {
  const newAndVisible = existing === undefined && place !== undefined;
  return { fieldName: fullName, newAndVisible, certifies: certification !== undefined };
}

/** What an unsigned attribute puts around a token, and what lengths above it may grow by. */
const aroundToken = 64;

/** The certificates decide the size; one that cannot be read is the caller's mistake. */
function cmsRoom({ certificates, scheme, timestampSize }: PadesOptions): number {
  try {
    const bare = estimateSignedDataSize({ certificates, scheme });
    return timestampSize === undefined ? bare : bare + timestampSize + aroundToken;
  } catch (cause) {
    throw new AdesError('input', 'the certificate of the signer cannot be read', { cause });
  }
}
