import type {
  CadesOptions,
  ContainerKind,
  JadesOptions,
  PadesOptions,
  PdfSource,
  Serialization,
  XadesOptions,
} from '@chancery/ades';
import type { SignatureScheme } from '@chancery/pki';

/** A document that is read in parts, whatever its size and format. */
export type DocumentSource = PdfSource;

/** Who signs, and when: `certificates` are DER, the signer's first. */
export interface Signer {
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  readonly signingTime: Date;
  /** Written into PDF signatures for people to read. */
  readonly name?: string;
}

type FromSigner = keyof Signer | 'digest';

/** What a time-stamping authority states before anybody signs. */
interface ContentTimeStamped {
  /** A time-stamp over the document stands in what is signed (EN 319 122-1 and 132-1, 5.2.8). */
  readonly contentTimeStamp?: boolean;
}

/** A signature inside a PDF (EN 319 142-1). */
export type PadesForm = { readonly format: 'pades' } & Omit<PadesOptions, FromSigner | 'withInsecureSha1'>;

/** A CMS with the document in it, or beside it (EN 319 122-1). */
export type CadesForm = {
  readonly format: 'cades';
  readonly packaging: 'attached' | 'detached';
} & ContentTimeStamped &
  Omit<CadesOptions, FromSigner | 'contentTimeStamps'>;

/**
 * An XML signature (EN 319 132-1): inside the XML document it is over, around the document, or beside it. `fileName` is how a
 * detached one names the document.
 */
export type XadesForm = {
  readonly format: 'xades';
  readonly packaging: 'enveloped' | 'enveloping' | 'detached';
  readonly fileName?: string;
  readonly mimeType?: string;
} & ContentTimeStamped &
  Omit<XadesOptions, FromSigner | 'contentTimeStamps'>;

/** A container with the document and a CMS or XML signature over it (EN 319 162-1); `fileName` is its name in there. */
export interface AsicForm {
  readonly format: 'cades' | 'xades';
  readonly container: ContainerKind;
  readonly fileName?: string;
  readonly mimeType?: string;
}

/** A JSON Web Signature (TS 119 182-1) with the document in it, or beside it; `fileName` is how it names the document then. */
export type JadesForm = {
  readonly format: 'jades';
  readonly packaging: 'attached' | 'detached';
  readonly serialization?: Serialization;
  readonly fileName?: string;
  readonly mimeType?: string;
} & Omit<JadesOptions, FromSigner | 'mimeType'>;

/** How a document is to be signed, and what the signer states with it. */
export type SignatureForm = PadesForm | CadesForm | XadesForm | AsicForm | JadesForm;
