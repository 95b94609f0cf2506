/** The SSA removes from its database what is over; every node does, and they share the work. */
import { setTimeout as wait } from 'node:timers/promises';
import { type Store, sweep } from '@chancery/store';
import type { Logger } from 'pino';

interface Pace {
  /** Milliseconds between two sweeps. */
  readonly pause: number;
  /** Rows of each kind that one statement takes. */
  readonly batch: number;
  /** Milliseconds between two batches: whoever else asks the database comes through. */
  readonly breath: number;
}

const calm: Pace = { pause: 60_000, batch: 500, breath: 20 };

/** Begins after the first pause. Returns how to stop, which is when the batch that is under way is through. */
export function sweepStore({ db }: Pick<Store, 'db'>, logger: Pick<Logger, 'warn'>, pace = calm): () => Promise<void> {
  const stop = new AbortController();
  const { signal } = stop;
  const failed = (error: unknown) => {
    if (!signal.aborted) logger.warn({ err: error }, 'what is over was not removed from the database');
    return 0;
  };
  const work = async () => {
    let gone = 0;
    while (await waited(gone > 0 ? pace.breath : pace.pause, signal)) gone = await sweep(db, pace.batch).catch(failed);
  };
  const done = work();
  return () => {
    stop.abort();
    return done;
  };
}

/** False when it was time to stop before. */
function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return wait(milliseconds, true, { ref: false, signal }).catch(() => false);
}
