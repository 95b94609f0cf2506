/** `npm run demo`: from nothing to a PDF signed remotely, over public APIs only; then the cheats. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEngine } from '../engine.ts';
import { enginePorts } from '../engine-data.ts';
import { beforeLeaving, leave } from '../lifetime.ts';
import { buildPages } from '../pages.ts';
import { assertPortsFree } from '../ports.ts';
import { cheat, cheats } from './cheats.ts';
import { type Output, readInput, writableOutput } from './files.ts';
import { signedDocument } from './sign.ts';
import { Story } from './story.ts';

export interface DemoOptions {
  readonly in?: string;
  readonly out: string;
  readonly json?: boolean;
  readonly keep?: boolean;
  /** The document is signed with a key made for it alone. */
  readonly oneTime?: boolean;
  readonly port: number;
}

export async function runDemo(options: DemoOptions): Promise<void> {
  const story = new Story((line) => (options.json ? process.stderr : process.stdout).write(`${line}\n`));
  const pdf = readInput(options.in);
  const output = writableOutput(options.out, options.in);
  await assertPortsFree(options.port, enginePorts);
  const folder = dataFolder(options);
  await buildPages((line) => process.stderr.write(`${line}\n`));
  const engine = await story.step(
    'start the engine',
    'SSA, SAM with its lane, SIC and the sandbox servers are processes of their own.',
    () => startEngine({ folder, port: options.port }),
  );
  const signed = await signedDocument(engine, pdf, output, story, options.oneTime ?? false);
  await cheat(engine, signed.victim, story);
  const { json, keep } = options;
  await leave(conclude({ story, verified: signed.verified, output, json, folder: keep ? folder : undefined }));
}

function dataFolder({ keep }: DemoOptions): string {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-demo-'));
  if (!keep) beforeLeaving(async () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

interface Outcome {
  readonly story: Story;
  readonly verified: boolean;
  readonly output: Output;
  readonly json: boolean | undefined;
  /** Where the data stay, if they do. */
  readonly folder: string | undefined;
}

/** The last words, and the exit code: 0 only if the signature verified and every cheat was refused. */
function conclude({ story, verified, output, json, folder }: Outcome): number {
  const { steps, refusals } = story;
  const ok = story.holds(verified, cheats);
  const kept = folder === undefined ? {} : { data: folder };
  const told = { ok, output: output.document, root: output.root, steps, refusals, ...kept };
  if (json) process.stdout.write(`${JSON.stringify(told)}\n`);
  else {
    story.line(`\nSigned: ${output.document}\nTrust for readers: ${output.root}`);
    if (folder !== undefined) story.line(`Data: ${folder}`);
  }
  return ok ? 0 : 1;
}
