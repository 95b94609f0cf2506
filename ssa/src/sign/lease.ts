import { dropLease, loseApproval, recordEvent, renewLease, type SignatureRequest, takeLease } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';

const lifetime = 10_000;

/**
 * The right to ask for the signature of one request: of all nodes and windows one has it. It is renewed while the work goes
 * on and may therefore be short: who dies leaves it for seconds, and the next one goes on with the same call id.
 */
export class Lease {
  readonly #deps: SsaDeps;
  readonly #request: SignatureRequest;
  #until: Date;
  #renewal: Promise<void> = Promise.resolve();
  readonly #timer: NodeJS.Timeout;

  /** Undefined while somebody else has it, or when the request is not waiting for a signature any more. */
  static async take(deps: SsaDeps, request: SignatureRequest): Promise<Lease | undefined> {
    const { id, chal, client_id: client, attempt } = request;
    const now = deps.clock();
    const until = new Date(now.getTime() + lifetime);
    const taken = await deps.store.db.transaction().execute(async (trx) => {
      if (!(await takeLease(trx, id, chal ?? '', now, until))) return false;
      await recordEvent(trx, { kind: 'request.signing', at: now, client, object: id, detail: { attempt } });
      return true;
    });
    return taken ? new Lease(deps, request, until) : undefined;
  }

  private constructor(deps: SsaDeps, request: SignatureRequest, until: Date) {
    this.#deps = deps;
    this.#request = request;
    this.#until = until;
    this.#timer = setInterval(() => {
      this.#renewal = this.#renewal.then(() => this.#renew());
    }, lifetime / 3).unref();
  }

  /** A renewal that fails is tried again; a lease that is another one's by now stays his. */
  async #renew(): Promise<void> {
    const until = new Date(this.#deps.clock().getTime() + lifetime);
    const held = await renewLease(this.#deps.store.db, this.#request.id, this.#until, until).catch(() => undefined);
    if (held === true) this.#until = until;
    if (held === false) clearInterval(this.#timer);
  }

  /** No more renewals; what was under way is over. */
  async settle(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewal;
  }

  /** The next visit goes on at once. */
  async drop(): Promise<void> {
    await this.settle();
    await dropLease(this.#deps.store.db, this.#request.id, this.#until);
  }

  /** What was approved brought no signature and never will (`why`): the next visit asks the signer again. */
  async loseApproval(why: string): Promise<void> {
    await this.settle();
    const { id, chal, client_id: client, attempt } = this.#request;
    await this.#deps.store.db.transaction().execute(async (trx) => {
      if (!(await loseApproval(trx, id, this.#until))) return;
      const detail = { chal, attempt, why };
      await recordEvent(trx, { kind: 'request.approval-lost', at: this.#deps.clock(), client, object: id, detail });
    });
  }
}
