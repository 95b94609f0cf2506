import { randomBytes } from 'node:crypto';
import { beginUpload, isUnfinished, removeUpload } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { newId } from '../random.ts';
import { SsaError } from '../ssa-error.ts';

const gibibyte = 1024 ** 3;
/** Octets of everything that comes in with one request. */
export const requestLimit = 4 * gibibyte;
/** What one client may have waiting for a request, however it came in. */
const waiting = { count: 2_500, octets: 32 * gibibyte };
const day = 86_400_000;

/** Octets of one document. */
export function documentLimit({ largestDocument = gibibyte }: SsaDeps): number {
  return largestDocument;
}

/** Where something that comes in is kept: a folder of the document store and its key. */
export interface Place {
  readonly id: string;
  readonly document_key: Uint8Array;
  readonly created_at: Date;
  /** Whatever is not a request's by then is removed. */
  readonly expires_at: Date;
}

/**
 * A place for at most so many octets, known by its row before the first of them. What `work` leaves neither complete nor
 * taken over by a request is removed at once; what a process that died leaves, at its time. Throws SsaError
 * `too_many_requests` when the client has too much waiting.
 */
export async function comingIn<T>(
  deps: SsaDeps,
  client: string,
  octets: number,
  work: (place: Place) => Promise<T>,
): Promise<T> {
  const place = await begin(deps, client, octets);
  try {
    return await work(place);
  } finally {
    await removeUnfinished(deps, place);
  }
}

async function begin({ store, clock }: SsaDeps, client: string, size: number): Promise<Place> {
  const now = clock();
  const times = { created_at: now, expires_at: new Date(now.getTime() + day) };
  const place = { id: newId(now), document_key: new Uint8Array(randomBytes(32)), ...times };
  if (await beginUpload(store.db, { ...place, client_id: client, size }, waiting)) return place;
  throw new SsaError('too_many_requests', 'Too much that was uploaded waits for its request. Use it, or wait a day.');
}

/** The octets first: as long as there is a row, somebody will come back for them. */
async function removeUnfinished({ store, documents }: SsaDeps, { id }: Place): Promise<void> {
  if (!(await isUnfinished(store.db, id))) return;
  await documents.delete(id);
  await removeUpload(store.db, id);
}
