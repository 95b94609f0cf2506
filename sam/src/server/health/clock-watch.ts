import { statSync } from 'node:fs';

/** What the host says of its clock: a file touched at each synchronisation with UTC, believed for `maxAge` seconds. */
export type Synchronised = { readonly file: string; readonly maxAge: number };

export type WatchedClock = {
  readonly wall: () => Date;
  /** Milliseconds that only ever rise, whatever happens to the wall clock. */
  readonly monotonic: () => number;
  readonly synchronised?: Synchronised | undefined;
};

/** Milliseconds: clocks are disciplined to a second (EN 419 241-1 SRG_AA), and a second may be a leap second. */
const tolerance = 2_000;

/**
 * Trusted time (EN 419 241-1 SRG_AA, G13 and G14). Wall clock and monotonic clock must run together: a step of the one without the other
 * is a fault until it is taken back, or until the host says that it has synchronised since. Meanwhile time goes on from before the step.
 */
export class ClockWatch {
  readonly #clock: WatchedClock;
  #anchor: { readonly wall: number; readonly monotonic: number };
  #noticed: { readonly synchronised: number | undefined } | undefined;

  constructor(clock: WatchedClock) {
    this.#clock = clock;
    this.#anchor = { wall: clock.wall().getTime(), monotonic: clock.monotonic() };
  }

  /** The time by which everything is judged and recorded. */
  now(): Date {
    return Math.abs(this.#step()) <= tolerance ? this.#clock.wall() : new Date(this.#expected());
  }

  /** Why this clock must not be believed; undefined when it may. */
  fault(): string | undefined {
    return this.#stepFault() ?? this.#synchronisationFault();
  }

  #expected(): number {
    return this.#anchor.wall + this.#clock.monotonic() - this.#anchor.monotonic;
  }

  #step(): number {
    return this.#clock.wall().getTime() - this.#expected();
  }

  #stepFault(): string | undefined {
    const step = this.#step();
    const last = this.#lastSynchronised();
    if (Math.abs(step) <= tolerance) {
      this.#noticed = undefined;
      return undefined;
    }
    this.#noticed ??= { synchronised: last };
    if (last !== undefined && last !== this.#noticed.synchronised) return this.#believe();
    return `the clock was stepped by ${Math.round(step / 1000)} s`;
  }

  /** The host has synchronised after the step: what the clock says now is right. */
  #believe(): undefined {
    this.#anchor = { wall: this.#clock.wall().getTime(), monotonic: this.#clock.monotonic() };
    this.#noticed = undefined;
  }

  #synchronisationFault(): string | undefined {
    const { synchronised, wall } = this.#clock;
    if (synchronised === undefined) return undefined;
    const last = this.#lastSynchronised();
    if (last === undefined) return 'the host does not say that its clock is synchronised';
    const fresh = wall().getTime() - last <= synchronised.maxAge * 1000;
    return fresh ? undefined : `the clock was last synchronised at ${new Date(last).toISOString()}`;
  }

  #lastSynchronised(): number | undefined {
    const { synchronised } = this.#clock;
    if (synchronised === undefined) return undefined;
    return statSync(synchronised.file, { throwIfNoEntry: false })?.mtimeMs;
  }
}
