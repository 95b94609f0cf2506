import { SamError, type SamErrorCode, samErrorCodes } from './error.ts';
import type { SamAddress } from './sam-address.ts';
import { NotReached, type Reply, Way } from './way.ts';

/** Milliseconds that a SAM is asked last after it could not be reached, or could not do what it was asked. */
const restAfterFailure = 5_000;

/**
 * One message exchange: POST /<method> with a JSON object, a JSON object back. Several SAMs on one database are asked in turn. A message is
 * sent to another only if nothing of it has arrived: what came of one that was sent nobody knows but the one that has it.
 */
export class Channel {
  readonly #ways: readonly Way[];
  readonly #restsUntil = new Map<Way, number>();
  #calls = 0;

  constructor(addresses: SamAddress | readonly SamAddress[]) {
    this.#ways = [addresses].flat().map((address) => new Way(address));
  }

  /** The reply to `message`. Throws SamError: the SAM's own code, or `module_unavailable` when none can be reached. */
  async call(method: string, message: object): Promise<unknown> {
    const body = Buffer.from(JSON.stringify(message));
    let last: unknown;
    for (const way of this.#inTurn()) {
      try {
        return this.#read(way, await way.send(method, body));
      } catch (error) {
        if (error instanceof SamError) throw error;
        this.#letRest(way);
        if (!(error instanceof NotReached)) return unavailable(error);
        last = error;
      }
    }
    return unavailable(last);
  }

  close(): void {
    for (const way of this.#ways) way.close();
  }

  /** Each once, from the next in turn; those that rest come last. */
  #inTurn(): readonly Way[] {
    const first = this.#calls++ % this.#ways.length;
    const turn = [...this.#ways.slice(first), ...this.#ways.slice(0, first)];
    const now = performance.now();
    const rests = (way: Way) => Number((this.#restsUntil.get(way) ?? 0) > now);
    return turn.toSorted((one, other) => rests(one) - rests(other));
  }

  #letRest(way: Way): void {
    this.#restsUntil.set(way, performance.now() + restAfterFailure);
  }

  #read(way: Way, { status, body }: Reply): unknown {
    const reply = parseJson(body);
    if (status === 200) return reply;
    const { error, ref } = (reply ?? {}) as { error?: unknown; ref?: unknown };
    const code = isCode(error) ? error : 'module_unavailable';
    if (code === 'module_unavailable') this.#letRest(way);
    throw new SamError(code, typeof ref === 'string' ? ref : `http ${status}`);
  }
}

function unavailable(cause: unknown): never {
  throw new SamError('module_unavailable', 'unreachable', {
    message: 'the signature activation module cannot be reached',
    cause,
  });
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    return unavailable(cause);
  }
}

function isCode(value: unknown): value is SamErrorCode {
  return (samErrorCodes as readonly unknown[]).includes(value);
}
