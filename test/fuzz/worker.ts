/** A process of its own that breaks input and reads it: arguments are target, corpus, first seed and how many. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mutate } from './mutate.ts';
import { type Target, type TargetName, targets } from './targets.ts';

/** What the worker tells: which seed it begins, what it found, and how it ended. */
export type Word =
  | { readonly kind: 'begin'; readonly seed: number }
  | { readonly kind: 'finding'; readonly seed: number; readonly file: string; readonly what: string }
  | { readonly kind: 'end'; readonly peakBytes: number };

const largest = 150_000;
const longestSeconds = 2;

function wholeInput(corpus: string, { folders, endings }: Target): Array<readonly [string, Uint8Array]> {
  const files = folders.flatMap((folder) => readdirSync(join(corpus, folder)).map((name) => `${folder}/${name}`));
  const fitting = files.filter((file) => endings.some((ending) => file.endsWith(ending)));
  const small = fitting.filter((file) => statSync(join(corpus, file)).size <= largest).sort();
  return small.map((file) => [file, readFileSync(join(corpus, file))] as const);
}

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Undefined when all is well. Processor time, so that a busy machine is not taken for a hang. */
function use(target: Target, bytes: Uint8Array): string | undefined {
  const started = processorSeconds();
  try {
    target.use(bytes);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const seconds = processorSeconds() - started;
  return seconds > longestSeconds ? `${seconds.toFixed(1)} s of processor time` : undefined;
}

async function run(name: TargetName, corpus: string, first: number, count: number): Promise<void> {
  const tell = (word: Word) =>
    new Promise<void>((resolve) => void process.send?.(word, undefined, undefined, () => resolve()));
  const inputs = wholeInput(corpus, targets[name]);
  for (let seed = first; seed < first + count; seed++) {
    const [file, whole] = inputs[seed % inputs.length] as (typeof inputs)[number];
    const [, other] = inputs[(seed * 31 + 7) % inputs.length] as (typeof inputs)[number];
    if (seed % 16 === 0) await tell({ kind: 'begin', seed });
    const what = use(targets[name], mutate(whole, other, seed));
    if (what !== undefined) await tell({ kind: 'finding', seed, file, what });
  }
  await tell({ kind: 'end', peakBytes: process.resourceUsage().maxRSS * 1024 });
}

const [name, corpus, first, count] = process.argv.slice(2);
await run(name as TargetName, String(corpus), Number(first), Number(count));
process.disconnect();
