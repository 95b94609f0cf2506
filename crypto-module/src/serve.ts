/**
 * What makes a process a lane: it answers typed commands from its parent, in order, and dies with it. Signals meant for the
 * parent's group do not stop it in the middle of a signature: losing the channel does.
 */
import type { LaneCommand, LaneResults } from './command.ts';
import { CryptoModuleError } from './crypto-module-error.ts';
import type { LaneAnswer, LaneStart } from './lane-process.ts';
import { readCommand } from './read-command.ts';

export type Executor = (command: LaneCommand) => Promise<LaneResults[LaneCommand['command']]>;

/** `open` gets what the parent says first, over the channel. A lane that cannot open its keys says why, and ends. */
export function serve(open: (setup: unknown) => Executor | Promise<Executor>): void {
  process.on('disconnect', () => process.exit(0));
  if (!process.connected) process.exit(0);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.once('message', async ({ setup }: { setup?: unknown }) => {
    const execute = await opened(open, setup);
    let last: Promise<void> = Promise.resolve();
    process.on('message', (message: { id: number; command: unknown }) => {
      last = last.then(async () => say(await settle(execute, message.id, message.command)));
    });
    say({ ready: true });
  });
}

async function opened(open: (setup: unknown) => Executor | Promise<Executor>, setup: unknown): Promise<Executor> {
  try {
    return await open(setup);
  } catch (error) {
    return await leave(error);
  }
}

/** The last word of a lane. */
async function leave(error: unknown): Promise<never> {
  const failed = error instanceof Error ? error.message : String(error);
  const forGood = error instanceof CryptoModuleError && error.forGood;
  await new Promise((sent) => say({ failed, forGood }, sent));
  process.exit(1);
}

async function settle(execute: Executor, id: number, command: unknown): Promise<LaneAnswer> {
  try {
    return { id, result: await execute(readCommand(command)) };
  } catch (error) {
    if (error instanceof CryptoModuleError) {
      if (error.forGood) return await leave(error);
      return { id, code: error.code, message: error.message, elsewhere: error.elsewhere };
    }
    const name = error instanceof Error ? error.name : 'unknown';
    return { id, code: 'input', message: `the lane could not do this (${name})`, elsewhere: false };
  }
}

function say(message: LaneAnswer | LaneStart, sent?: (value: unknown) => void): void {
  process.send?.(message, undefined, undefined, sent);
}
