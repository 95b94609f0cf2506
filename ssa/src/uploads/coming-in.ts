import { randomBytes } from 'node:crypto';
import { beginUpload, isKept, removeUpload, type UploadLimits } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { problemOf } from '../http/problem-of.ts';
import { newId } from '../random.ts';
import { SsaError } from '../ssa-error.ts';

const gibibyte = 1024 ** 3;
/** Octets of everything that comes in with one request. */
export const requestLimit = 4 * gibibyte;
/** What one client may have waiting for a request. */
export const waitingUploads: UploadLimits = { count: 2_500, octets: 32 * gibibyte };
/** With the requests that are coming in: there is room for some beside, or what waits could never be used. */
export const waitingInAll: UploadLimits = { count: 2_600, octets: 40 * gibibyte };
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

/** Whose it is, the most octets it may have, and what may wait together with it. */
interface Coming {
  readonly client: string;
  readonly size: number;
  readonly limits: UploadLimits;
}

/**
 * A place for what comes in, known by its row before the first octet. What `work` leaves neither complete nor taken over by
 * a request is removed at once; what a process that died leaves, at its time. Throws SsaError `too_many_requests` when the
 * client has too much waiting, and `expired` when its time is over and it was removed while it came.
 */
export async function comingIn<T>(deps: SsaDeps, coming: Coming, work: (place: Place) => Promise<T>): Promise<T> {
  const place = await begin(deps, coming);
  try {
    return await work(place);
  } catch (error) {
    throw lateOr(error, deps, place);
  } finally {
    await removeUnlessKept(deps, place);
  }
}

async function begin({ store, clock }: SsaDeps, { client, size, limits }: Coming): Promise<Place> {
  const now = clock();
  const times = { created_at: now, expires_at: new Date(now.getTime() + day) };
  const place = { id: newId(now), document_key: new Uint8Array(randomBytes(32)), ...times };
  if (await beginUpload(store.db, { ...place, client_id: client, size }, limits)) return place;
  throw new SsaError('too_many_requests', 'Too much that was uploaded waits for its request. Use it, or wait a day.');
}

/** Whoever is late finds the folder gone under his hands: what then fails, and has no reason of its own, fails for that. */
function lateOr(error: unknown, { clock }: SsaDeps, { expires_at }: Place): unknown {
  if (clock() < expires_at || problemOf(error).code !== 'internal') return error;
  return new SsaError('expired', 'This took longer than a day.', { cause: error });
}

/** The octets first: as long as there is a row, somebody will come back for them. It may be gone: its time was over, and more came. */
async function removeUnlessKept({ store, documents }: SsaDeps, { id }: Place): Promise<void> {
  if (await isKept(store.db, id)) return;
  await documents.delete(id);
  await removeUpload(store.db, id);
}
