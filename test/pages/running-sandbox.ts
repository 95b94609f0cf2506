/** `npm start` as a process of its own, with a data folder that holds nothing but empty tables and ports nobody uses, for a browser to go through. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { toPem } from '@chancery/pki';
import { folderOfDatabase } from '../database-template.ts';
import { freePorts } from '../free-ports.ts';

/** What `npm start -- --json` prints. */
interface Addresses {
  readonly ssa: string;
  readonly docs: string;
  readonly demo: string;
  readonly inbox: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface RunningSandbox extends Addresses {
  /** A PEM file with the root of the sandbox authority. */
  readonly root: string;
  readonly adminToken: string;
}

const program = join(import.meta.dirname, '..', '..', 'programs', 'src', 'chancery.ts');

/** Resolves when it has said its addresses; ended, and its folder gone, when the test ends. */
export async function startSandbox(t: TestContext): Promise<RunningSandbox> {
  const data = await mkdtemp(join(tmpdir(), 'chancery journey é-'));
  await folderOfDatabase(join(data, 'sam-db'), 'sam');
  await folderOfDatabase(join(data, 'ssa-db'), 'ssa');
  const port = await freePorts();
  const args = [program, 'sandbox', 'start', '--json', '--port', String(port), '--data', data];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  });
  const addresses = JSON.parse(await firstLine(child.stdout, child.stderr)) as Addresses;
  const root = join(data, 'root.pem');
  await writeFile(root, toPem('CERTIFICATE', new Uint8Array(await readFile(join(data, 'root.der')))));
  return { ...addresses, root, adminToken: (await readFile(join(data, 'secrets', 'admin-token'), 'utf8')).trim() };
}

/** Rejects with what was said on standard error when there is no line. */
async function firstLine(output: NodeJS.ReadableStream, errors: NodeJS.ReadableStream): Promise<string> {
  let [text, complaints] = ['', ''];
  errors.on('data', (data) => {
    complaints += data;
  });
  for await (const data of output) {
    text += data;
    if (text.includes('\n')) return text;
  }
  throw new Error(complaints);
}
