import type { ResultState } from '@chancery/api';
import { documentsOf, type SignatureRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { type Joined, joined } from '../documents/joined.ts';
import { SsaError } from '../ssa-error.ts';
import { originalName, signedName } from './document-names.ts';

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
  if (request.state !== 'signed') throw new SsaError('not_signed', `This request is ${request.state}.`);
  requireKept(request);
  const row = (await documentsOf(deps.store.db, request.id))[/^\d{1,3}$/.test(index) ? Number(index) : -1];
  if (row === undefined) throw new SsaError('not_found', 'There is no such document in this request.');
  const { document_key: key, id } = request;
  const signed = await deps.documents.open(key, id, signedName(row.position));
  const { format = 'pades', container } = row.prepared ?? {};
  if (container !== undefined) return { ...containerOf(row.name, container), ...joined(signed) };
  if (format !== 'pades') return { ...fileOf(row.name, format), ...joined(signed) };
  const original = await deps.documents.open(key, id, originalName(row.position));
  return { name: row.name, mediaType: 'application/pdf', ...joined(original, signed) };
}

/** RFC 5751, 3.2.1; an XML document that carries its signature keeps its name. */
function fileOf(name: string, format: 'cades' | 'xades') {
  if (format === 'cades') return { name: `${name}.p7s`, mediaType: 'application/pkcs7-signature' };
  return { name: name.endsWith('.xml') ? name : `${name}.xml`, mediaType: 'application/xml' };
}

/** EN 319 162-1, annex C. */
function containerOf(name: string, container: 'ASiC-S' | 'ASiC-E') {
  const kind = container.toLowerCase();
  return { name: `${name}.${kind.replace('-', '')}`, mediaType: `application/vnd.etsi.${kind}+zip` };
}

function requireKept({ document_key }: SignatureRequest): void {
  if (document_key.length === 0) throw new SsaError('not_found', 'The documents of this request are no longer kept.');
}

/** The documents by name and size; a signed one that is still kept with the size of the signed file and its address. */
export async function documentList(deps: SsaDeps, request: SignatureRequest): Promise<ResultState['documents']> {
  const rows = await documentsOf(deps.store.db, request.id);
  const kept = request.state === 'signed' && request.document_key.length > 0;
  if (!kept) return rows.map(({ name, size }) => ({ name, size }));
  return Promise.all(
    rows.map(async ({ name, size, position, prepared }) => {
      const signed = await sizeOf(deps, request, signedName(position));
      const before = (prepared?.format ?? 'pades') === 'pades' ? size : 0;
      return { name, size: before + signed, url: `/sign/${request.token}/documents/${position}` };
    }),
  );
}

async function sizeOf({ documents }: SsaDeps, { document_key, id }: SignatureRequest, name: string): Promise<number> {
  const document = await documents.open(document_key, id, name);
  document.close();
  return document.size;
}
