import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { ProcessError } from './children.ts';
import { sentenceOf } from './sentence.ts';

const databaseError = (code: string) => Object.assign(new Error('words'), { name: 'error', code });

test('a refusal of ours is its own sentence', () => {
  assert.equal(sentenceOf(new ProcessError('Port 8400 is in use.')), 'Port 8400 is in use.');
});

test('what the system refuses names the call', async () => {
  assert.match(sentenceOf(thrown(() => readFileSync('/nowhere'))) ?? '', /^ENOENT: no such file or directory, open/);
  const error = await new Promise((failed) => connect(1, '127.0.0.1').on('error', failed));
  assert.match(sentenceOf(error) ?? '', /^connect ECONNREFUSED/);
  assert.match(sentenceOf(new AggregateError([error])) ?? '', /^connect ECONNREFUSED/);
});

test('a database that is away, closed or damaged says so, also as the cause of something else', () => {
  for (const code of ['57P03', '28P01', '3D000', '58P01', 'XX001']) {
    const sentence = `The database refuses (${code}): words`;
    assert.equal(sentenceOf(databaseError(code)), sentence);
    assert.equal(sentenceOf(new Error('the migration failed', { cause: databaseError(code) })), sentence);
  }
});

test('a mistake of ours keeps its stack', () => {
  for (const ours of [
    new Error('x'),
    new TypeError('x'),
    thrown(() => JSON.parse('{')),
    databaseError('42601'),
    'text',
    undefined,
  ]) {
    assert.equal(sentenceOf(ours), undefined);
  }
});

function thrown(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
