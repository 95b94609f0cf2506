import type { InsecureScheme, SignatureScheme, WrittenDigest } from '@chancery/pki';
import type { Appearance } from '../appearance/appearance.ts';
import { AdesError } from '../error.ts';
import type { VisibleRectangle } from '../pdf/page-geometry.ts';

/** The kinds of CMS signature a PDF carries: PAdES, or that of readers from before it (ISO 32000-1, 12.8.3.3). */
export type SubFilter = 'ETSI.CAdES.detached' | 'adbe.pkcs7.detached';

/** What may still happen to a certified document (ISO 32000-2, table 257): 1 nothing, 2 filling in and signing, 3 also comments. */
export type Certification = 1 | 2 | 3;

/** The form fields nobody may change after the signature (12.8.2.4), by full names; each stands for all below it. */
export type FieldLock =
  | { readonly action: 'all' }
  | { readonly action: 'include' | 'exclude'; readonly fields: readonly string[] };

/** Where a new field is to be: on the page with this number, the first being 1. */
export interface FieldPlace extends VisibleRectangle {
  readonly page: number;
}

/** What a signature is to say. `certificates` are DER, the signer's first; `fieldName` may name an empty field. */
export interface PadesOptions {
  readonly digest: WrittenDigest;
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme | InsecureScheme;
  readonly signingTime: Date;
  /** Of an encrypted document, the user's or the owner's. */
  readonly password?: string;
  /** ETSI.CAdES.detached unless an old reader is to be served. */
  readonly subFilter?: SubFilter;
  /** Allows RSA with SHA-1 to an old reader's sub-filter: whoever can make two documents of one digest moves the signature. */
  readonly withInsecureSha1?: boolean;
  /** Leaves room for a time-stamp token of at most so many bytes over the signature value (level B-T). */
  readonly timestampSize?: number;
  readonly fieldName?: string;
  /** Only for a field that is not there yet. */
  readonly place?: FieldPlace;
  /** Makes it the certification of the document, which must have no signature yet. */
  readonly certification?: Certification;
  readonly lock?: FieldLock;
  /** For a field with a place: the one given here, or its own. */
  readonly appearance?: Appearance;
  /** What a screen reader says of a new field. */
  readonly accessibleName?: string;
  readonly reason?: string;
  readonly location?: string;
  readonly contact?: string;
  readonly name?: string;
}

const longestText = 1024;
const mostLockedFields = 1000;
const largestToken = 1024 * 1024;

/** Throws AdesError `input` for options no signature can be made from. */
export function requireOptions(options: PadesOptions): void {
  if (options.certificates.length === 0) throw new AdesError('input', 'the certificate of the signer is missing');
  requireScheme(options.scheme, options.digest);
  requireStrongDigest(options);
  requirePlace(options);
  const year = options.signingTime.getUTCFullYear();
  if (!(year >= 1970 && year <= 9999)) throw new AdesError('input', 'the signing time is no date');
  const { timestampSize = 0 } = options;
  if (!(Number.isSafeInteger(timestampSize) && timestampSize >= 0 && timestampSize <= largestToken)) {
    throw new AdesError('input', `no room for a token: ${timestampSize} bytes`);
  }
  const locked = options.lock === undefined || options.lock.action === 'all' ? [] : options.lock.fields;
  if (locked.length > mostLockedFields) throw new AdesError('input', `a lock of more than ${mostLockedFields} fields`);
  const { fieldName, accessibleName, reason, location, contact, name } = options;
  if (
    [fieldName, accessibleName, reason, location, contact, name, ...locked].some(
      (text) => (text?.length ?? 0) > longestText,
    )
  ) {
    throw new AdesError('input', `a text of more than ${longestText} characters`);
  }
  if (options.appearance?.text?.some((text) => text.length > longestText)) {
    throw new AdesError('input', `a line of more than ${longestText} characters`);
  }
}

/** EN 319 142-1, 6.2.1 with TS 119 312: no PAdES signature over SHA-1. */
function requireStrongDigest({ digest, subFilter, withInsecureSha1 = false }: PadesOptions): void {
  if (digest !== 'sha1' || (withInsecureSha1 && subFilter === 'adbe.pkcs7.detached')) return;
  throw new AdesError('input', 'SHA-1 is for adbe.pkcs7.detached, and only where it is allowed by name');
}

/** A new field that shows something needs a place. */
function requirePlace({ appearance, place, fieldName }: PadesOptions): void {
  if (appearance === undefined || place !== undefined || fieldName !== undefined) return;
  throw new AdesError('input', 'an appearance needs a place, or the name of a field that has one');
}

/** One digest for the document and the signature (EN 319 142-1 leaves it open; validators compare the two). */
export function requireScheme(scheme: SignatureScheme | InsecureScheme, digest: WrittenDigest): void {
  if (scheme.digest === digest) return;
  throw new AdesError('input', `the signature scheme uses ${scheme.digest}, the document ${digest}`);
}
