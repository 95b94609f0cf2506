/** Levels T, LT and LTA (EN 319 132-1, 6.3): properties added to a signature of anybody, nothing that was there changed. */
import type { C14nMethod, DetachedFiles, XmlElement } from '@chancery/xmldsig';
import { requireImprint } from '../cades/time-stamp-imprint.ts';
import type { ValidationData } from '../cades/validation-data.ts';
import {
  isXades,
  isXades141,
  type QualifiedSignature,
  readQualifiedSignature,
  unsignedOf,
} from './qualified-signature.ts';
import { archiveInput, signatureValueInput } from './time-stamp-input.ts';
import { addUnsignedProperty, type Naming } from './unsigned-property.ts';

/** `signatureId` is the Id of ds:Signature; without one the first that stands in no other. */
export interface XadesExtension {
  readonly signatureId?: string;
  /** Of what the time-stamp is over; exclusive without comments unless told. The same when asking and when adding. */
  readonly c14n?: Omit<C14nMethod, 'inclusivePrefixes'>;
}

export interface XadesArchiveExtension extends XadesExtension {
  /** Those beside the signature, by the names it gives them. */
  readonly files?: DetachedFiles;
}

const exclusive = { name: 'exclusive', comments: false } as const;

/** What a SignatureTimeStamp is over (5.3): its digest is the imprint. */
export function xadesSignatureTimeStampInput(xml: Uint8Array, options: XadesExtension = {}): Uint8Array {
  const { c14n = exclusive, signatureId } = options;
  return signatureValueInput(readQualifiedSignature(xml, signatureId), { c14n, files: new Map() });
}

/** The document with the token. Throws AdesError `time-stamp` for one over something else, `locked`. */
export function addXadesSignatureTimeStamp(
  xml: Uint8Array,
  token: Uint8Array,
  options: XadesExtension = {},
): Uint8Array {
  const { c14n = exclusive, signatureId } = options;
  const qualified = readQualifiedSignature(xml, signatureId);
  requireImprint(token, signatureValueInput(qualified, { c14n, files: new Map() }));
  return addUnsignedProperty(xml, qualified, (naming) =>
    naming.xades('SignatureTimeStamp', timeStamp(naming, c14n, token), { Id: freshId(qualified) }),
  );
}

/** What an ArchiveTimeStamp is over (5.5.2): add to the document, before, what shall be covered. */
export function xadesArchiveTimeStampInput(xml: Uint8Array, options: XadesArchiveExtension = {}): Uint8Array {
  const { c14n = exclusive, files = new Map(), signatureId } = options;
  return archiveInput(readQualifiedSignature(xml, signatureId), { c14n, files });
}

/** The document with the token. The options are those of the request. Throws AdesError `time-stamp`, `locked`. */
export function addXadesArchiveTimeStamp(
  xml: Uint8Array,
  token: Uint8Array,
  options: XadesArchiveExtension = {},
): Uint8Array {
  const { c14n = exclusive, files = new Map(), signatureId } = options;
  const qualified = readQualifiedSignature(xml, signatureId);
  requireImprint(token, archiveInput(qualified, { c14n, files }));
  return addUnsignedProperty(xml, qualified, (naming) =>
    naming.xades141('ArchiveTimeStamp', timeStamp(naming, c14n, token), { Id: freshId(qualified) }),
  );
}

function timeStamp(naming: Naming, c14n: C14nMethod, token: Uint8Array): string {
  return naming.canonicalizationMethod(c14n) + naming.xades('EncapsulatedTimeStamp', base64(token));
}

/**
 * Certificates and revocation data (5.4): CertificateValues and RevocationValues where the signature has none, else, and
 * behind an archive time-stamp, TimeStampValidationData (5.5.1). Without data the document as it is.
 */
export function addXadesValidationData(xml: Uint8Array, data: ValidationData, signatureId?: string): Uint8Array {
  const qualified = readQualifiedSignature(xml, signatureId);
  if ([...data.certificates, ...data.crls, ...data.ocspResponses].length === 0) return xml;
  const isMore = unsignedOf(qualified).some(closesValues);
  return addUnsignedProperty(xml, qualified, (naming) => {
    const values = certificateValues(naming, data) + revocationValues(naming, data);
    return isMore ? naming.xades141('TimeStampValidationData', values) : values;
  });
}

/** 6.3: each of them at most once, and what an archive time-stamp covers stays as it is. */
function closesValues(property: XmlElement): boolean {
  const values = isXades(property, 'CertificateValues') || isXades(property, 'RevocationValues');
  return values || isXades141(property, 'ArchiveTimeStamp') || isXades(property, 'ArchiveTimeStamp');
}

function certificateValues(naming: Naming, { certificates }: ValidationData): string {
  const values = certificates.map((one) => naming.xades('EncapsulatedX509Certificate', base64(one)));
  return values.length === 0 ? '' : naming.xades('CertificateValues', values.join(''));
}

function revocationValues(naming: Naming, { crls, ocspResponses }: ValidationData): string {
  const lists = crls.map((one) => naming.xades('EncapsulatedCRLValue', base64(one))).join('');
  const answers = ocspResponses.map((one) => naming.xades('EncapsulatedOCSPValue', base64(one))).join('');
  const content = [
    lists === '' ? '' : naming.xades('CRLValues', lists),
    answers === '' ? '' : naming.xades('OCSPValues', answers),
  ].join('');
  return content === '' ? '' : naming.xades('RevocationValues', content);
}

function base64(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64');
}

/** An Id that the document does not have. */
function freshId({ document, signature }: QualifiedSignature): string {
  const stem = `${signature.id ?? 'signature'}-time-stamp-`;
  let number = 1;
  while (document.ids.has(`${stem}${number}`)) number++;
  return `${stem}${number}`;
}
