import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launch } from './command.ts';

test('a bench nobody knows, or a wrong option, is wrong use, told with the list', () => {
  for (const [args, sentence] of [
    [['--only', 'signhash'], /^There is no bench called signhash\.\n/],
    [['--onyl', 'demo'], /^Unknown option '--onyl'/],
  ] as const) {
    const { status, stdout, stderr } = launch(['bench', '--json', ...args]);
    assert.match(stderr, sentence);
    for (const name of ['demo', 'demo-cold', 'start', 'signHash', 'sap-sign', 'pades'])
      assert.match(stderr, new RegExp(`^  ${name} `, 'm'));
    assert.equal(stdout, '');
    assert.equal(status, 2);
  }
});

test('--help is the list, on standard output', () => {
  const { status, stdout } = launch(['bench', '--help']);
  assert.match(stdout, /^npm run -s bench -- .*\n[\s\S]+^Example: /m);
  assert.equal(status, 0);
});
