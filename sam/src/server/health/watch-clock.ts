import { SamStartError } from '../start-error.ts';
import { ClockWatch, type Synchronised } from './clock-watch.ts';

export interface ClockOptions {
  readonly clock?: () => Date;
  /** Milliseconds that only rise, against which the clock is held. */
  readonly monotonic?: () => number;
  /** How the host tells that its clock is synchronised. Absent: only steps are found. */
  readonly synchronised?: Synchronised;
}

/** Throws SamStartError `clock`. */
export function watchClock({
  clock = () => new Date(),
  monotonic = () => performance.now(),
  synchronised,
}: ClockOptions) {
  const watch = new ClockWatch({ wall: clock, monotonic, synchronised });
  const fault = watch.fault();
  if (fault === undefined) return watch;
  throw new SamStartError('clock', `Nothing is signed by this clock: ${fault}.`);
}
