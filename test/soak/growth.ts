/** Whether something grows that should stay as it is. */

/**
 * What a line through the second half of the values rises by in that half; the first half is the time in which a process takes what it
 * needs.
 */
export function growth(values: readonly number[]): number {
  const half = values.slice(Math.floor(values.length / 2));
  const middle = (half.length - 1) / 2;
  const mean = half.reduce((sum, value) => sum + value, 0) / half.length;
  const [rise, run] = half.reduce(
    ([up, along], value, i) => [up + (i - middle) * (value - mean), along + (i - middle) ** 2] as const,
    [0, 0],
  );
  return run === 0 ? 0 : (rise / run) * (half.length - 1);
}
