import { setTimeout as pause } from 'node:timers/promises';
import type { StateChange } from './state-changes.ts';

/** Milliseconds: how often is looked, how often a silent stream says that it is there, and when it ends to be asked for anew. */
export interface Pace {
  readonly look: number;
  readonly heartbeat: number;
  readonly most: number;
}

const usualPace: Pace = { look: 1_000, heartbeat: 15_000, most: 900_000 };

/**
 * Server-sent events (HTML, 9.2) of changes of state: those after `last`, then each as `look` finds it. Ends after one that
 * `isFinal` and when `signal` says so; whoever comes again with the last id it got misses nothing.
 */
export async function* eventStream(
  look: () => Promise<readonly StateChange[]>,
  isFinal: (change: StateChange) => boolean,
  last: string | undefined,
  signal: AbortSignal,
  pace: Pace = usualPace,
): AsyncGenerator<string> {
  yield `retry: ${pace.look}\n\n`;
  const begun = Date.now();
  const sent = new Set(last === undefined ? [] : upTo(last, await look()));
  let spoke = begun;
  while (!signal.aborted && Date.now() - begun < pace.most) {
    for (const change of await look()) {
      if (sent.has(change.id)) continue;
      sent.add(change.id);
      spoke = Date.now();
      yield told(change);
      if (isFinal(change)) return;
    }
    if (Date.now() - spoke >= pace.heartbeat) {
      spoke = Date.now();
      yield ': still here\n\n';
    }
    await pause(pace.look, undefined, { signal }).catch(() => undefined);
  }
}

/** Its data is what webhooks are posted, to the letter. */
function told({ id, request, state, at }: StateChange): string {
  return `id: ${id}\nevent: state\ndata: ${JSON.stringify({ request, state, at })}\n\n`;
}

/** The ids up to that one; none when nobody knows it. */
function upTo(last: string, changes: readonly StateChange[]): string[] {
  const ids = changes.map(({ id }) => id);
  return ids.slice(0, ids.indexOf(last) + 1);
}
