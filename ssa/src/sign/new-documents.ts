import type { NewSignatureRequest } from '@chancery/api';
import { ScaError } from '@chancery/sca';
import type { NewDocument, Upload } from '@chancery/store';
import { decodeBase64 } from '../api/base64.ts';
import type { SsaDeps } from '../deps.ts';
import { problemOf } from '../http/problem-of.ts';
import { SsaError } from '../ssa-error.ts';
import { documentLimit, type Place } from '../uploads/coming-in.ts';
import { type Measure, measured } from '../uploads/octets.ts';
import { uploadName } from '../uploads/upload.ts';
import { usableUpload } from '../uploads/usable-upload.ts';
import { originalName } from './document-names.ts';
import { readableOriginal } from './rewrite-original.ts';
import { requireShowable } from './showable.ts';
import { keepForm } from './stored-form.ts';

type Wanted = NewSignatureRequest['documents'][number];
/** What came in as parts of a form and is stored already, by the position of its document. */
export type Parts = ReadonlyMap<number, Measure>;

/** Every document stored under the place of the request, with its form, and found readable. Throws SsaError. */
export async function keepDocuments(
  deps: SsaDeps,
  client: string,
  place: Place,
  { documents, ...claims }: NewSignatureRequest,
  parts: Parts,
): Promise<NewDocument[]> {
  requireEachOnce(documents, parts);
  const rows: NewDocument[] = [];
  for (const [position, document] of documents.entries()) {
    requireShowable(document.signature, claims, deps.signatureFonts, position);
    const measure = parts.get(position) ?? (await keepContent(deps, client, place, document, position));
    if (document.signature !== undefined) await keepForm(deps, place, position, document.signature);
    const written = await signable(deps, place, document, position);
    rows.push({ position, name: document.name, ...measure, ...written, ...openIn(document) });
  }
  return rows;
}

/** What the person may choose of it. */
function openIn({ optional = false, signature }: Wanted) {
  return { optional, choose_place: signature?.format === 'pades' && signature.choose_place === true };
}

/** Each document comes in one way, and whatever came in is a document's. */
function requireEachOnce(wanted: readonly Wanted[], parts: Parts): void {
  for (const [position, { content, upload }] of wanted.entries()) {
    const ways = [content, upload, parts.get(position)].filter((way) => way !== undefined).length;
    if (ways === 1) continue;
    const what = ways === 0 ? 'has no content' : 'comes in more than one way';
    const ask = 'Send content, name an upload, or send a form with a part of this name';
    throw new SsaError('invalid_request', `documents[${position}] ${what}. ${ask}: one of these.`);
  }
  const strange = [...parts.keys()].find((position) => position >= wanted.length);
  if (strange !== undefined) throw new SsaError('invalid_request', `The request knows no documents[${strange}].`);
  const uploads = wanted.flatMap(({ upload }) => upload ?? []);
  if (new Set(uploads).size < uploads.length) throw new SsaError('invalid_request', 'An upload is named twice.');
}

async function keepContent(deps: SsaDeps, client: string, place: Place, document: Wanted, position: number) {
  const { content = '', upload } = document;
  const name = originalName(position);
  if (upload !== undefined) return keepUpload(deps, await usableUpload(deps, client, upload), place, name);
  const { octets, measure } = measured([decodeBase64(content, `documents[${position}].content`)], documentLimit(deps));
  await deps.documents.put(place.document_key, place.id, name, octets);
  return measure();
}

/** It stays as it is until the transaction that makes the request: only that uses it up. */
async function keepUpload({ documents }: SsaDeps, upload: Upload, place: Place, name: string): Promise<Measure> {
  const { id, document_key, size, sha256 } = upload;
  const source = await documents.open(document_key, id, uploadName);
  await documents.put(place.document_key, place.id, name, source.stream()).finally(() => source.close());
  return { size, sha256: sha256 ?? '' };
}

/** Refuses early what could never be signed, and says which one; what was written anew is measured again. */
async function signable(deps: SsaDeps, place: Place, { signature }: Wanted, position: number) {
  try {
    return await readableOriginal(deps, place, position, signature);
  } catch (error) {
    if (!(error instanceof ScaError)) throw error;
    const { code, detail } = problemOf(error);
    throw new SsaError(code, `${detail} It is documents[${position}].`, { cause: error });
  }
}
