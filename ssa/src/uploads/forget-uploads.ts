import { overdueUploads, removeUpload } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';

const minute = 60_000;
const atOnce = 100;

/**
 * Removes what came in and became no request's in its time: half of it, unused, or used long ago. The minute is for nodes
 * whose clocks differ: what one may still use, no other removes. Returns how many that were.
 */
export async function forgetUploads({ store, documents, clock }: SsaDeps): Promise<number> {
  const late = new Date(clock().getTime() - minute);
  for (let forgotten = 0; ; ) {
    const overdue = await overdueUploads(store.db, late, atOnce);
    for (const id of overdue) {
      await documents.delete(id);
      await removeUpload(store.db, id);
    }
    forgotten += overdue.length;
    if (overdue.length < atOnce) return forgotten;
  }
}
