import type { Upload } from '@chancery/api';
import { completeUpload } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import type { Place } from './coming-in.ts';
import type { Measure } from './octets.ts';

/** The name in the document store of a document that came in by itself. */
export const uploadName = 'upload';

/** From here on a request may name it. Throws SsaError `expired`. */
export async function keepUpload({ store, clock }: SsaDeps, place: Place, { size, sha256 }: Measure): Promise<Upload> {
  const { id, expires_at } = place;
  if (!(await completeUpload(store.db, id, size, sha256, clock())))
    throw new SsaError('expired', 'The upload took longer than a day.');
  return { id, size, sha256, expires_at: expires_at.toISOString() };
}
