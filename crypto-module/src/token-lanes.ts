import type { LaneCommand, LaneResult, TokenState } from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';
import type { LaneLimits, LaneProgram } from './lane-process.ts';
import { LaneProcess } from './lane-process.ts';
import { leastBusy } from './software-module.ts';

/** A token is set aside after so many errors of its device without an answer between. */
const errorsUntilOpen = 3;

/** One HMAC of a constant: what a token that works always answers. */
const probe = { command: 'row-mac', table: 'probe', row: new Uint8Array(32) } as const;

/**
 * The lanes of one token behind a circuit breaker. Closed: it takes calls. Open: it takes none, for a time. Then a probe whose answer is
 * known decides, while calls still go elsewhere. A PIN that is refused once is not tried by another lane: the token is gone.
 */
export class TokenLanes {
  readonly label: string;
  readonly #lanes: readonly LaneProcess[];
  readonly #probeAfterMs: number;
  #errors = 0;
  #trouble: { readonly since: string; readonly reason: string } | undefined;
  #known: Uint8Array | undefined;
  #timer: NodeJS.Timeout | undefined;

  private constructor(label: string, lanes: readonly LaneProcess[], probeAfterMs: number) {
    this.label = label;
    this.#lanes = lanes;
    this.#probeAfterMs = probeAfterMs;
  }

  /** One lane after the other, so that a wrong PIN is tried once. @throws CryptoModuleError `unavailable` */
  static async start(
    label: string,
    program: LaneProgram,
    { lanes: count, probeAfterMs, ...limits }: LaneLimits & { readonly lanes: number; readonly probeAfterMs: number },
  ): Promise<TokenLanes> {
    const lanes: LaneProcess[] = [];
    try {
      for (let i = 0; i < count; i++) lanes.push(await LaneProcess.start(program, limits));
      return new TokenLanes(label, lanes, probeAfterMs);
    } catch (error) {
      await Promise.all(lanes.map((lane) => lane.close()));
      throw error;
    }
  }

  get takesCalls(): boolean {
    return this.#errors < errorsUntilOpen && this.#gone === undefined;
  }

  get outstanding(): number {
    return this.#lanes.reduce((sum, { outstanding }) => sum + outstanding, 0) / this.#lanes.length;
  }

  get state(): Omit<TokenState, 'profile'> {
    const { label, takesCalls: ok } = this;
    return ok ? { label, ok } : { label, ok, ...this.#trouble };
  }

  async call<C extends LaneCommand>(command: C): Promise<LaneResult<C>> {
    try {
      const result = await leastBusy(this.#lanes).call(command);
      this.#errors = 0;
      return result;
    } catch (error) {
      this.#judge(error);
      throw error;
    }
  }

  /** What the probe answers here, as long as the keys are the same. */
  async learnProbe(): Promise<Uint8Array> {
    this.#known = (await this.call(probe)).mac;
    return this.#known;
  }

  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#lanes.map((lane) => lane.close()));
  }

  get #gone(): string | undefined {
    return this.#lanes.find(({ gone }) => gone !== undefined)?.gone;
  }

  #judge(error: unknown): void {
    const ofDevice = error instanceof CryptoModuleError && error.elsewhere;
    if (!ofDevice) return;
    this.#errors += 1;
    const since = this.#errors === 1 ? new Date().toISOString() : this.#trouble?.since;
    this.#trouble = { since: since ?? new Date().toISOString(), reason: error.message };
    if (this.#gone !== undefined) void this.close();
    else if (this.#errors === errorsUntilOpen) this.#probeLater();
  }

  #probeLater(): void {
    this.#timer = setTimeout(() => void this.#halfOpen(), this.#probeAfterMs);
    this.#timer.unref();
  }

  async #halfOpen(): Promise<void> {
    try {
      const { mac } = await leastBusy(this.#lanes).call(probe);
      if (this.#known === undefined || Buffer.compare(mac, this.#known) !== 0) throw new Error('other keys');
      this.#errors = 0;
    } catch {
      this.#probeLater();
    }
  }
}
