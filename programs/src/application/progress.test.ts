import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Progress, type Screen } from './progress.ts';

function screen(isTTY: boolean): Screen & { said: string } {
  return {
    isTTY,
    said: '',
    write(text) {
      this.said += text;
    },
  };
}

test('where no person looks, a stage is a line of its own, once, and there is no bar', () => {
  const file = screen(false);
  const progress = new Progress(file, () => 0);
  progress.stage('Uploading');
  for (const part of [0, 0.5, 1]) progress.done(part);
  progress.stage('Waiting');
  progress.stage('Waiting');
  progress.say('a link');
  progress.end();
  assert.equal(file.said, 'Uploading\nWaiting\na link\n');
});

test('on a terminal one line changes: a bar for what is measured, the time for what is waited for', () => {
  const terminal = screen(true);
  let now = 0;
  const progress = new Progress(terminal, () => now);
  progress.stage('Uploading');
  now = 200;
  progress.done(0.5);
  assert.ok(terminal.said.endsWith(`\r\u001b[KUploading ${'█'.repeat(12)}${'░'.repeat(12)}  50 %`), terminal.said);
  progress.stage('Waiting');
  now += 83_000;
  progress.stage('Waiting');
  assert.ok(terminal.said.endsWith('\r\u001b[KWaiting 1:23'));
  progress.say('a link');
  assert.ok(terminal.said.endsWith('\r\u001b[Ka link\n\r\u001b[KWaiting 1:23'));
  progress.end();
  progress.end();
  assert.ok(terminal.said.endsWith('1:23\r\u001b[K'));
  assert.doesNotMatch(terminal.said.replaceAll('a link\n', ''), /\n/);
});

test('a bar is not drawn for every piece, but its end is', () => {
  const terminal = screen(true);
  const progress = new Progress(terminal, () => 0);
  progress.stage('Uploading');
  for (let i = 0; i <= 1000; i++) progress.done(i / 1000);
  assert.equal(terminal.said.match(/%/g)?.length, 1);
  assert.match(terminal.said, /100 %$/);
});
