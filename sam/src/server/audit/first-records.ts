import { beginEpoch, currentEpoch } from '../database/epoch.ts';
import { firstDecisions } from '../officers/officer-seed.ts';
import type { Sam } from '../sam.ts';
import { readAnchor, requireNotBehind } from './anchor.ts';
import { chainHeads } from './chain.ts';

/**
 * The first records of this run's chain: where all chains before it stood, and what is trusted from now on. `left` is the checkpoint of a
 * log that a declared restore has given up.
 */
export async function beginLog(sam: Sam, anchorFile: string | undefined): Promise<void> {
  await beginEpoch(sam.db, sam.module);
  const epoch = await currentEpoch(sam.db);
  const left = await requireNotBehind(sam.db, epoch, anchorFile === undefined ? undefined : readAnchor(anchorFile));
  const decisions = await firstDecisions(sam);
  const { aud, switchedOn = [] } = sam.config;
  const restored = left === undefined ? {} : { left: left.jws };
  const detail = { heads: await chainHeads(sam.db), epoch, aud, switchedOn, ...restored };
  await sam.audit.commit(async (trx) => {
    const decided = await decisions(trx);
    return { value: undefined, events: [{ ev: 'SAM_STARTED', outcome: 'ok', actor: 'sam', detail }, ...decided] };
  });
}
