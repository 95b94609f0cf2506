/** The processes of an embedded engine, as children that never outlive their parent. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export class ProcessError extends Error {
  override readonly name = 'ProcessError';
}

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** What the process said when it was ready. */
  readonly facts: Record<string, unknown>;
  /** Resolves when the process has ended; asks politely, then after two seconds does not ask. */
  stop(): Promise<void>;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  onUnexpectedEnd(listener: (why: string) => void): void;
}

const program = join(import.meta.dirname, 'chancery.ts');
const patience = 60_000;

/** Starts `chancery <args>` and resolves when it says it is ready; rejects with its last words when it ends before. */
export async function startChild(name: string, args: readonly string[], log?: (line: string) => void): Promise<Child> {
  const process_ = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const words = lastWords(process_, name, log);
  const facts = await readiness(process_, name, words);
  return living(name, process_, facts);
}

function lastWords(child: ChildProcess, name: string, log?: (line: string) => void): () => string {
  let tail = '';
  const take = (data: Buffer) => {
    tail = (tail + data).slice(-2000);
    for (const line of data.toString().split('\n')) if (line) log?.(`${name}: ${line}`);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return () => tail.trim();
}

function readiness(child: ChildProcess, name: string, words: () => string): Promise<Record<string, unknown>> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    reject(new ProcessError(`${name} was not ready after a minute.`));
  }, patience);
  child.once('message', (facts) => resolve(facts as Record<string, unknown>));
  child.once('error', reject);
  child.once('exit', () =>
    setImmediate(() => reject(new ProcessError(words() || `${name} ended before it was ready.`))),
  );
  return promise.finally(() => clearTimeout(timer));
}

function living(name: string, child: ChildProcess, facts: Record<string, unknown>): Child {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let expected = false;
  const listeners: Array<(why: string) => void> = [];
  child.once('exit', (code, signal) => {
    resolve();
    if (!expected) for (const tell of listeners) tell(`${name} ended (${signal ?? code})`);
  });
  const end = (signal: NodeJS.Signals) => {
    expected = true;
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), 1700);
    return ended.finally(() => clearTimeout(timer));
  };
  return {
    name,
    pid: child.pid ?? 0,
    facts,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    onUnexpectedEnd: (listener) => listeners.push(listener),
  };
}
