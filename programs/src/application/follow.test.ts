import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SignatureRequest } from '@chancery/api';
import { ApiError, type ChanceryClient } from '@chancery/api/client';
import { CommandError } from './command-error.ts';
import { follow } from './follow.ts';
import { Progress } from './progress.ts';

const asked = { id: 'r', state: 'created' } as SignatureRequest;
const away = new ApiError('unreachable', 0, 'nobody answers');
const busy = new ApiError('unavailable', 503, 'it starts');

/** What comes of these answers, each a state or a failure. */
function followed(answers: (SignatureRequest['state'] | ApiError)[], seconds?: number) {
  const get = async () => {
    const answer = answers.shift();
    if (answer === undefined) return assert.fail('asked once more');
    if (answer instanceof ApiError) throw answer;
    return { ...asked, state: answer };
  };
  const lines: string[] = [];
  const progress = new Progress({ write: (line) => lines.push(line.trim()) }, () => 0);
  const client = { signatureRequests: { get } } as unknown as ChanceryClient;
  return { lines, ending: follow(client, asked, progress, seconds) };
}
const ends = (exitCode: number) => (error: unknown) => error instanceof CommandError && error.exitCode === exitCode;

describe('a request is followed', { concurrency: true }, () => {
  test('while the engine does not answer, until it has ended', async () => {
    const { lines, ending } = followed([away, busy, 'refused']);
    assert.equal((await ending).state, 'refused');
    assert.deepEqual(lines, ['Waiting for the signer', 'The engine does not answer, asking again']);
  });

  test('until the engine refuses', async () => {
    await assert.rejects(followed([new ApiError('not_found', 404, 'no such request')]).ending, ends(1));
  });

  test('no longer than was said', async () => {
    await assert.rejects(followed(['prepared'], 0.5).ending, ends(4));
  });
});
