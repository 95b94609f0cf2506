import { SsaError } from '../ssa-error.ts';

interface Share {
  left: number;
  /** Until when that is good, or the refusal stands; milliseconds. */
  until: number;
  refused: boolean;
  taking: Promise<void> | undefined;
}

/**
 * What a minute allows, taken from a common counter in pieces of a hundredth, so that not every call asks it; where a hundredth is less than
 * one call, each asks. Never more pass than are allowed; of a minute’s last hundredth some may be left on a node that does not use it.
 */
export class RatePieces {
  readonly #shares = new Map<string, Share>();
  readonly #take: (id: string, piece: number) => Promise<number | undefined>;
  readonly #piece: number;
  #swept = 0;

  /** `take` gives a piece and says for how many seconds it is good; undefined when there is none. */
  constructor(limit: number, take: (id: string, piece: number) => Promise<number | undefined>) {
    this.#piece = Math.max(1, Math.floor(limit / 100));
    this.#take = take;
  }

  /** One call. Throws SsaError `too_many_requests` with the seconds to wait. */
  async spend(id: string): Promise<void> {
    const share = this.#shareOf(id);
    while (share.left === 0 || share.until <= Date.now()) {
      if (share.refused && share.until > Date.now()) throw tooMany(share.until - Date.now());
      share.taking ??= this.#renew(id, share).finally(() => (share.taking = undefined));
      await share.taking;
    }
    share.left--;
  }

  #shareOf(id: string): Share {
    this.#forgetOver();
    const share = this.#shares.get(id) ?? { left: 0, until: 0, refused: false, taking: undefined };
    this.#shares.set(id, share);
    return share;
  }

  async #renew(id: string, share: Share): Promise<void> {
    const seconds = await this.#take(id, this.#piece);
    share.refused = seconds === undefined;
    share.left = seconds === undefined ? 0 : this.#piece;
    share.until = seconds === undefined ? endOfMinute() : Date.now() + seconds * 1000;
  }

  #forgetOver(): void {
    if (this.#swept > Date.now()) return;
    this.#swept = endOfMinute();
    for (const [id, { until, taking }] of this.#shares) {
      if (until <= Date.now() && taking === undefined) this.#shares.delete(id);
    }
  }
}

function endOfMinute(): number {
  return (Math.floor(Date.now() / 60_000) + 1) * 60_000;
}

function tooMany(milliseconds: number): SsaError {
  const retryAfter = Math.ceil(milliseconds / 1000);
  const detail = `There were too many requests in this minute. Please try again in ${retryAfter} s.`;
  return new SsaError('too_many_requests', detail, { retryAfter });
}
