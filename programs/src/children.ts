/** The processes of an embedded engine, as children that never outlive their parent. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export class ProcessError extends Error {
  override readonly name = 'ProcessError';
}

type Facts = Readonly<Record<string, unknown>>;

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** What the process said when it was ready. Rejects with its own sentence when it ends before. */
  readonly ready: Promise<Facts>;
  /** Resolves when the process has ended; asks politely, then does not ask. */
  stop(): Promise<void>;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  onUnexpectedEnd(listener: (why: string) => void): void;
}

const program = join(import.meta.dirname, 'chancery.ts');
const longestStart = 180_000;
/** Milliseconds a child that is asked to stop has: more than it gives itself, less than a person at a terminal waits. */
export const longestStop = 1000;

/** Starts `chancery <args>`. What it says goes to `log`, once it is ready: until then it is kept for the failure. */
export function startChild(name: string, args: readonly string[], log?: (line: string) => void): Child {
  // Not in the group of the terminal: Ctrl-C reaches the parent alone, which stops its children in order.
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    detached: true,
  });
  const words = listen(child);
  const ready = readiness(child, name, words).then((facts) => {
    words.tellTo((line) => log?.(`${name}: ${line}`));
    return facts;
  });
  return { name, pid: child.pid ?? 0, ready, ...living(name, child) };
}

interface Words {
  /** The last of what was said. */
  last(): string;
  /** Every line from the first on. */
  tellTo(listener: (line: string) => void): void;
}

function listen(child: ChildProcess): Words {
  let said = '';
  let tell: ((line: string) => void) | undefined;
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  const take = (data: Buffer) => {
    if (tell) lines(data.toString()).forEach(tell);
    else said = (said + data).slice(-8000);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return {
    last: () => said.trim().slice(-2000),
    tellTo: (listener) => {
      tell = listener;
      lines(said).forEach(listener);
    },
  };
}

function readiness(child: ChildProcess, name: string, words: Words): Promise<Facts> {
  const { promise, resolve, reject } = Promise.withResolvers<Facts>();
  const fail = (sentence: string) => reject(new ProcessError(sentence));
  const timer = setTimeout(() => {
    fail(`${name} was not ready after three minutes.`);
    child.kill('SIGKILL');
  }, longestStart);
  child.once('message', (message: Facts) => ('failed' in message ? fail(String(message['failed'])) : resolve(message)));
  child.once('error', (error) => fail(`${name} cannot be started: ${error.message}`));
  child.once('close', () => fail(`${name} ended before it was ready.\n${words.last()}`.trim()));
  return promise.finally(() => clearTimeout(timer));
}

function living(name: string, child: ChildProcess): Pick<Child, 'stop' | 'kill' | 'onUnexpectedEnd'> {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  let expected = false;
  const listeners: Array<(why: string) => void> = [];
  child.once('exit', (code, signal) => {
    resolve();
    if (!expected) for (const tell of listeners) tell(`${name} ended by itself (${signal ?? `code ${code}`}).`);
  });
  const end = (signal: NodeJS.Signals) => {
    expected = true;
    child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), longestStop);
    return ended.finally(() => clearTimeout(timer));
  };
  return {
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    onUnexpectedEnd: (listener) => listeners.push(listener),
  };
}
