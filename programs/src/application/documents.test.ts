import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CommandError } from './command-error.ts';
import { inputFile, requireFree, requirePlace, writeWhole } from './documents.ts';

const root = mkdtempSync(join(tmpdir(), 'command-documents-'));
const place = (name: string) => join(root, name);
mkdirSync(place('folder'));
writeFileSync(place('a.pdf'), 'a');
symlinkSync(root, place('link'));
linkSync(place('a.pdf'), place('hard.pdf'));
after(() => rmSync(root, { recursive: true, force: true }));

const wrong = (words: RegExp) => (error: unknown) =>
  error instanceof CommandError && error.exitCode === 2 && words.test(error.message);

test('what is there is replaced only when that is said, and a folder never', () => {
  assert.throws(() => requireFree(place('a.pdf'), false, []), wrong(/--force/));
  requireFree(place('a.pdf'), true, []);
  assert.throws(() => requireFree(place('folder'), true, []), wrong(/no file/));
  requireFree(place('nowhere/b.pdf'), false, []);
});

test('what is to be signed is never replaced, whatever its path is called', () => {
  const inputs = [inputFile(place('a.pdf'))];
  for (const name of ['a.pdf', 'folder/../a.pdf', 'link/a.pdf', 'hard.pdf'])
    assert.throws(() => requireFree(place(name), true, inputs), wrong(/would replace/), name);
});

test('a result without a folder is wrong use before anything is sent', () => {
  assert.throws(() => requirePlace(place('nowhere/b.pdf'), true, []), wrong(/no folder/));
  assert.throws(() => requirePlace(place('a.pdf/b.pdf'), true, []), wrong(/no folder/));
  requirePlace(place('folder/b.pdf'), false, []);
});

test('a file that breaks off leaves what was there, and nothing beside it', async () => {
  const half = async function* () {
    yield Buffer.from('half');
    throw new Error('broken off');
  };
  const before = readdirSync(root);
  await assert.rejects(writeWhole(place('a.pdf'), half()), /broken off/);
  assert.deepEqual([readdirSync(root), readFileSync(place('a.pdf'), 'utf8')], [before, 'a']);
});

test('a process that ends in the middle leaves nothing either', () => {
  const program = `import { writeWhole } from ${JSON.stringify(join(import.meta.dirname, 'documents.ts'))};
    const half = async function* () { yield Buffer.from('half'); setTimeout(() => process.exit(0), 50); await new Promise(() => 0); };
    await writeWhole(${JSON.stringify(place('folder/b.pdf'))}, half());`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', program]);
  assert.deepEqual(readdirSync(place('folder')), []);
});

test('a file is there once it is whole', async () => {
  await writeWhole(place('whole.pdf'), [Buffer.from('wh'), Buffer.from('ole')]);
  assert.equal(readFileSync(place('whole.pdf'), 'utf8'), 'whole');
});
