import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { joinPhone, listQuestions } from './phone.ts';
import { wordsOf } from './words.ts';

test('a phone that has not joined, and an address that is none, are told in one sentence', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'phone-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'phone.json');
  const said = async (work: Promise<void>) =>
    wordsOf(
      await work.then(
        () => 'done',
        (error: unknown) => error,
      ),
    );
  assert.match(await said(listQuestions({ file })), /^There is no phone in .*phone\.json\. Join by the address/);
  for (const address of [
    'https://sic.example/',
    'https://sic.example/approve#c_1.a',
    'https://sic.example/device',
    'c_1.a',
  ])
    assert.match(await said(joinPhone(address, { file })), /^That is no address of a page that a phone may join\.$/);
});
