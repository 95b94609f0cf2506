/** A signature request until it has ended. */
import { setTimeout as pause } from 'node:timers/promises';
import type { SignatureRequest } from '@chancery/api';
import { ApiError, type ChanceryClient } from '@chancery/api/client';
import { asking, CommandError } from './command-error.ts';
import type { Progress } from './progress.ts';

const stages: Partial<Readonly<Record<SignatureRequest['state'], string>>> = {
  created: 'Waiting for the signer',
  prepared: 'The signer reads',
  signing: 'Signing',
};

/** Questions in a row that may have no answer: an engine that is started again is back by then. */
const patience = 30;

export function isOpen({ state }: SignatureRequest): boolean {
  return stages[state] !== undefined;
}

/** Resolves when it has ended, however; throws CommandError `open` when that takes more than so many seconds. */
export async function follow(
  client: ChanceryClient,
  asked: SignatureRequest,
  progress: Progress,
  seconds = Number.POSITIVE_INFINITY,
): Promise<SignatureRequest> {
  const end = performance.now() + seconds * 1000;
  let now = asked;
  for (let silent = 0; isOpen(now); ) {
    if (performance.now() > end) throw new CommandError('open', `Nobody has signed within ${seconds} seconds.`);
    progress.stage(silent > 0 ? 'The engine does not answer, asking again' : stages[now.state]!);
    await pause(1000);
    const answer = await asking(client.signatureRequests.get(asked.id).catch((error) => absent(error, silent++)));
    if (answer === undefined) continue;
    silent = 0;
    now = answer;
  }
  return now;
}

function absent(error: unknown, silent: number): undefined {
  const passing = error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status === 503);
  if (!passing || silent >= patience) throw error;
}
