import { type DigestName, digestLength, digestOf } from '@chancery/pki';
import { AdesError } from '../error.ts';

/** What the signer is told of a piece of content (EN 319 132-1, 5.2.4). */
interface Described {
  /** Such as `application/pdf`; text/xml for XML, application/octet-stream for the rest unless told. */
  readonly mimeType?: string;
  readonly description?: string;
}

/**
 * One thing that is signed. `document` is all of the XML that the signature is put into, less all signatures, so that others
 * may sign beside it; `withOtherSignatures` signs those that are there as well, and allows no later one. `element` is the one
 * with that Id. `xml` and `base64` stand inside the signature; of `xml` the root element is signed. A `file` lies beside it,
 * under a name, and its digest is enough. A `manifest` lists such files (XML-DSig 1.1, 5.1): it is signed, each of them is
 * judged by itself, and one that is gone does not take the signature with it.
 */
export type XadesReference = Described &
  (
    | { readonly kind: 'document'; readonly withOtherSignatures?: boolean }
    | { readonly kind: 'element'; readonly id: string }
    | { readonly kind: 'xml'; readonly octets: Uint8Array }
    | { readonly kind: 'base64'; readonly octets: Uint8Array }
    | ({ readonly kind: 'file' } & DetachedFile)
    | { readonly kind: 'manifest'; readonly files: readonly DetachedFile[] }
  );

/** A file by its name, with its octets or only their digest. */
export type DetachedFile = { readonly name: string } & (
  | { readonly octets: Uint8Array }
  | { readonly digest: DigestName; readonly value: Uint8Array }
);

/**
 * What is signed, and where the signature is to stand: at the end of the root of `document` (enveloped, internally detached),
 * or as a document of its own (enveloping, detached). A document that `onlyHolds` signatures is put around them (EN 319 162-1,
 * 4.3.3.2): nothing of it is signed.
 */
export interface XadesContent {
  readonly document?: Uint8Array;
  readonly onlyHolds?: true;
  readonly references: readonly XadesReference[];
}

const most = 500;

/** Throws AdesError `input` for content no signature can be made over. */
export function requireContent({ document, references, onlyHolds }: XadesContent): void {
  if (references.length === 0 || references.length > most) throw input(`not between one and ${most} references`);
  const inside = references.some(({ kind }) => kind === 'document' || kind === 'element');
  if (inside && document === undefined) throw input('the document of a reference is missing');
  if (document !== undefined && !inside && !onlyHolds) throw input('a document that nothing of is signed');
  if (onlyHolds && (document === undefined || inside)) throw input('what only holds signatures is not signed');
  const whole = references.filter(({ kind }) => kind === 'document');
  if (whole.length > 1) throw input('the document is signed twice');
  requireFiles(references);
}

function requireFiles(references: readonly XadesReference[]): void {
  const manifests = references.flatMap((one) => (one.kind === 'manifest' ? [one.files] : []));
  const names = [...manifests.flat(), ...references.filter((one) => one.kind === 'file')].map(({ name }) => name);
  if (names.includes('') || new Set(names).size < names.length) throw input('files without a name of their own');
  if (manifests.some(({ length }) => length === 0) || names.length > most)
    throw input(`not between one and ${most} files`);
}

function input(message: string): AdesError {
  return new AdesError('input', message);
}

/** What the signed document is put together from, in the order of its parts. */
export function originalsOf({ document, references }: XadesContent): Uint8Array[] {
  const inside = references.flatMap((one) => (one.kind === 'xml' || one.kind === 'base64' ? [one.octets] : []));
  return document === undefined ? inside : [document, ...inside];
}

/** Of a file; throws AdesError `input` for a digest of another kind. */
export function fileDigest(file: DetachedFile, digest: DigestName): Uint8Array {
  if ('octets' in file) return digestOf(digest, file.octets);
  if (file.digest === digest && file.value.length === digestLength(digest)) return file.value;
  throw input(`the digest of a file is no ${digest}`);
}

/** By which a signature refers to a file: the name's octets in UTF-8, path by path (RFC 3986, 2.5). */
export function fileUri(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}
