import { type Augmented, augment, type LevelSteps } from '@chancery/sca';
import { findClient, type SignatureRequest, setLevel } from '@chancery/store';
import { readRoot } from '../api/certificates.ts';
import type { SsaDeps } from '../deps.ts';
import { type At, atDocument } from '../sign/at-document.ts';
import { embeddedName, originalName, signedName } from '../sign/document-names.ts';
import type { Frozen } from '../sign/frozen-documents.ts';
import { formOf } from '../sign/stored-form.ts';
import { augmentationFor } from './augmentation.ts';
import { stepsOf } from './steps.ts';

/**
 * Signed documents at the level that was asked for, one after the other. What is done already is not done again, so that a
 * time-stamping authority that was away costs no signature. Throws ScaError `time-stamp-missing`, `evidence-missing`.
 */
export async function raiseDocuments(
  deps: SsaDeps,
  request: SignatureRequest,
  documents: readonly Frozen[],
  at: At,
): Promise<void> {
  const client = await findClient(deps.store.db, request.client_id);
  const { level, when_unavailable: whenUnavailable } = request;
  if (level === 'B-B') return keepAsTheyAre(deps, request, documents);
  const asked = await augmentationFor(deps, client?.group ?? '', { level, whenUnavailable }, deps.roots.map(readRoot));
  const done = await deps.documents.names(request.id);
  for (const document of documents) {
    const { position } = document.row;
    if (done.has(signedName(position))) continue;
    const { whole, offset } = await embedded(deps, request, document);
    const raise = async () => augment(whole, await stepsFor(deps, request, document), asked);
    await keep(deps, request, position, await atDocument(at, position, raise), offset);
  }
}

async function keepAsTheyAre(deps: SsaDeps, { id, document_key }: SignatureRequest, documents: readonly Frozen[]) {
  for (const { row } of documents) {
    const octets = await deps.documents.get(document_key, id, embeddedName(row.position));
    await deps.documents.put(document_key, id, signedName(row.position), octets);
  }
}

/** What was signed, and where in it that begins which is kept: behind its original, or at its start. */
async function embedded({ documents }: SsaDeps, { id, document_key: key }: SignatureRequest, { row, frozen }: Frozen) {
  const octets = await documents.get(key, id, embeddedName(row.position));
  if ((frozen.format ?? 'pades') !== 'pades') return { whole: octets, offset: 0 };
  const original = await documents.get(key, id, originalName(row.position));
  return { whole: Buffer.concat([original, octets]), offset: original.length };
}

async function stepsFor(deps: SsaDeps, request: SignatureRequest, { row }: Frozen): Promise<LevelSteps> {
  const form = await formOf(deps, request, row);
  return stepsOf(form, row.name, () =>
    deps.documents.get(request.document_key, request.id, originalName(row.position)),
  );
}

async function keep(
  { documents, store }: SsaDeps,
  { id, document_key }: SignatureRequest,
  position: number,
  { document, level }: Augmented,
  offset: number,
): Promise<void> {
  await documents.put(document_key, id, signedName(position), document.subarray(offset));
  await setLevel(store.db, id, position, level);
}
