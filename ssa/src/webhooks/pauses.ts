const [second, minute, hour] = [1_000, 60_000, 3_600_000];

/** Between one try and the next: eight tries within a day. */
const pauses = [10 * second, minute, 5 * minute, 30 * minute, 2 * hour, 6 * hour, 13 * hour] as const;

/** When a delivery is tried again that was tried so often in vain; undefined when that was the last time. `chance` is 0 to 1. */
export function nextTry(tries: number, now: Date, chance: number): Date | undefined {
  const pause = pauses[tries - 1];
  // Up to a fifth more: what failed together does not come back together.
  return pause === undefined ? undefined : new Date(now.getTime() + Math.round(pause * (1 + chance / 5)));
}
