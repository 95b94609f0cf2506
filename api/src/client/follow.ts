import { setTimeout as pause } from 'node:timers/promises';
import type { RequestState } from '../signature-requests.ts';

/** A state that a request came to. */
export interface StateEvent {
  readonly id: string;
  readonly request: string;
  readonly state: RequestState;
  /** RFC 3339. */
  readonly at: string;
}

const finals: ReadonlySet<RequestState> = new Set(['signed', 'refused', 'cancelled', 'expired', 'failed']);

/**
 * Reads server-sent events (HTML, 9.2) until the last state, or until there is nothing more to come; a stream that ended
 * before is asked for anew, after the event it told last. `open` gives a 2xx answer or throws, and so does this.
 */
export async function* follow(
  open: (last: string | undefined) => Promise<Response>,
  last: string | undefined,
): AsyncGenerator<StateEvent> {
  for (let known = last; ; ) {
    const { status, body } = await open(known);
    if (status === 204 || body === null) return;
    const before = known;
    for await (const event of eventsIn(untilBroken(body))) {
      yield event;
      if (finals.has(event.state)) return;
      known = event.id;
    }
    if (known === before) await pause(1_000);
  }
}

/** A connection that breaks is an end like any other: what is missing is asked for anew. */
async function* untilBroken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch {}
}

async function* eventsIn(body: AsyncIterable<Uint8Array>): AsyncGenerator<StateEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of body) {
    const blocks = (text + decoder.decode(piece, { stream: true })).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) yield* eventOf(block);
  }
}

/** Comments and the time to wait are no events. */
function eventOf(block: string): StateEvent[] {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
  const [id, data] = [field('id'), field('data')];
  return id === undefined || data === undefined ? [] : [{ id, ...JSON.parse(data) }];
}
