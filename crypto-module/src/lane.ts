/**
 * A lane: the only process that sees wrapping keys and, for the length of a command, a private key. It answers typed
 * commands from its parent, in order, and dies with it. Signals meant for the parent's group do not stop it in the
 * middle of a signature: losing the channel does.
 */
import type { OptionalAlgorithm } from '@chancery/pki/notation';
import { CryptoModuleError } from './crypto-module-error.ts';
import { execute } from './execute.ts';
import type { LaneAnswer, LaneStart } from './lane-process.ts';
import { readCommand } from './read-command.ts';
import { openSoftwareToken } from './software-token.ts';
import type { Token } from './token.ts';

process.on('disconnect', () => process.exit(0));
if (!process.connected) process.exit(0);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

const token = await openToken(process.argv[2], process.argv.slice(3) as OptionalAlgorithm[]);

let last: Promise<void> = Promise.resolve();
process.on('message', (message: { id: number; command: unknown }) => {
  last = last.then(async () => answer(await settle(message.id, message.command)));
});
answer({ ready: true });

/** A lane that cannot open its keys says why, and ends. */
async function openToken(folder = '', switchedOn: readonly OptionalAlgorithm[] = []): Promise<Token> {
  try {
    const opened = openSoftwareToken(folder, switchedOn);
    process.stderr.write(`cryptographic module in software, keys in files under ${folder}: not for production\n`);
    return opened;
  } catch (error) {
    await new Promise((sent) => answer({ failed: error instanceof Error ? error.message : String(error) }, sent));
    process.exit(1);
  }
}

async function settle(id: number, command: unknown): Promise<LaneAnswer> {
  try {
    return { id, result: await execute(token, readCommand(command)) };
  } catch (error) {
    if (error instanceof CryptoModuleError) return { id, code: error.code, message: error.message };
    const name = error instanceof Error ? error.name : 'unknown';
    return { id, code: 'input', message: `the lane could not do this (${name})` };
  }
}

function answer(message: LaneAnswer | LaneStart, sent?: (value: unknown) => void): void {
  process.send?.(message, undefined, undefined, sent);
}
