/** What a service sustains, and how long it takes at a part of that. */

/** Does one call; rejects when it is refused. */
type Call = () => Promise<unknown>;

/** Calls in a second, so many of them always under way. */
export async function capacityOf(call: Call, calls: number, atOnce = 32): Promise<number> {
  let begun = 0;
  const started = performance.now();
  const client = async () => {
    while (begun++ < calls) await call();
  };
  await Promise.all(Array.from({ length: atOnce }, client));
  return (calls * 1000) / (performance.now() - started);
}

/**
 * So many calls that begin at their times, `rate` in a second, whether or not those before are answered; milliseconds of each, in order,
 * from the moment it should have begun: who waits in a queue is counted as waiting.
 */
export async function openLoop(call: Call, rate: number, calls: number): Promise<readonly number[]> {
  const started = performance.now();
  const answered: Promise<number>[] = [];
  while (answered.length < calls) {
    const due = started + (answered.length * 1000) / rate;
    const early = due - performance.now();
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    const answer = call().then(() => performance.now() - due);
    // Refused in the meantime: told at the end.
    answer.catch(() => undefined);
    answered.push(answer);
  }
  return (await Promise.all(answered)).sort((a, b) => a - b);
}

/** Of sorted values: what `part` of them do not exceed. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
