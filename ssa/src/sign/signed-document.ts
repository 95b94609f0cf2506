import type { FrozenDocument, SignatureRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { type Joined, joined } from '../documents/joined.ts';
import { SsaError } from '../ssa-error.ts';
import { originalName, signedName } from './document-names.ts';
import { type Frozen, frozenDocument } from './frozen-documents.ts';

/** A signed file on its way out. */
export interface SignedFile extends Joined {
  readonly name: string;
  readonly mediaType: string;
}

/**
 * A signed PDF is the untouched original and what was appended; another signature is a file of its own. Throws SsaError
 * `not_signed` or `not_found`.
 */
export async function signedDocument(deps: SsaDeps, request: SignatureRequest, index: string): Promise<SignedFile> {
  requireSigned(request);
  return signedFile(deps, request, await frozenDocument(deps, request, index));
}

/** Throws SsaError `not_signed`, and `not_found` when the documents are no longer kept. */
export function requireSigned({ state, document_key }: SignatureRequest): void {
  if (state !== 'signed') throw new SsaError('not_signed', `This request is ${state}.`);
  if (document_key.length === 0) throw new SsaError('not_found', 'The documents of this request are no longer kept.');
}

export function signedFileName({ row, frozen }: Frozen): string {
  return kindOf({ row, frozen }).name;
}

/** The same by its row. Throws DocumentError `missing`. */
export async function signedFile(
  deps: SsaDeps,
  request: SignatureRequest,
  { row, frozen }: Frozen,
): Promise<SignedFile> {
  const { document_key: key, id } = request;
  const kind = kindOf({ row, frozen });
  const signed = await deps.documents.open(key, id, signedName(row.position));
  if (!isWithin(frozen)) return { ...kind, ...joined(signed) };
  const original = await deps.documents.open(key, id, originalName(row.position)).catch((error: unknown) => {
    signed.close();
    throw error;
  });
  return { ...kind, ...joined(original, signed) };
}

/** Only a PDF carries its signature behind the untouched original. */
function isWithin({ format = 'pades', container }: FrozenDocument): boolean {
  return format === 'pades' && container === undefined;
}

function kindOf({ row: { name, level }, frozen }: Frozen): Pick<SignedFile, 'name' | 'mediaType'> {
  const { format = 'pades', container, compact = false } = frozen;
  if (container !== undefined) return containerOf(name, container);
  if (format === 'jades') return jwsOf(name, compact && level === null);
  return format === 'pades' ? { name, mediaType: 'application/pdf' } : fileOf(name, format);
}

/** RFC 5751, 3.2.1; an XML document that carries its signature keeps its name. */
function fileOf(name: string, format: 'cades' | 'xades') {
  if (format === 'cades') return { name: `${name}.p7s`, mediaType: 'application/pkcs7-signature' };
  return { name: name.endsWith('.xml') ? name : `${name}.xml`, mediaType: 'application/xml' };
}

/** RFC 7515, 9.2; what was compact is JSON once it grew. */
function jwsOf(name: string, isCompact: boolean) {
  return isCompact
    ? { name: `${name}.jws`, mediaType: 'application/jose' }
    : { name: `${name}.json`, mediaType: 'application/jose+json' };
}

/** EN 319 162-1, annex C. */
function containerOf(name: string, container: 'ASiC-S' | 'ASiC-E') {
  const kind = container.toLowerCase();
  return { name: `${name}.${kind.replace('-', '')}`, mediaType: `application/vnd.etsi.${kind}+zip` };
}
