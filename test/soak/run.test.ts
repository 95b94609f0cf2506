import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launch } from '../integration/command.ts';

test('a soak of no length, or of a wrong option, is wrong use, told with how it is asked', () => {
  for (const [args, sentence] of [
    [['--minutes', '0'], /^0 is not a number above zero\.\n/],
    [['--attempts', 'many'], /^many is not a number above zero\.\n/],
    [['--hours', '1'], /^Unknown option '--hours'/],
  ] as const) {
    const { status, stdout, stderr } = launch(['soak', ...args]);
    assert.match(stderr, sentence);
    assert.match(stderr, /^ {2}--minutes N /m);
    assert.deepEqual([status, stdout], [2, '']);
  }
});

test('--help is on standard output', () => {
  const { status, stdout } = launch(['soak', '--help']);
  assert.match(stdout, /^npm run -s soak -- .*\n[\s\S]+^Example: /m);
  assert.equal(status, 0);
});
