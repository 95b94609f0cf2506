import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileSource } from './file-source.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-source-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'document');
const bytes = randomFillSync(Buffer.alloc(2_500_000));

test('a file that is not there is refused when it is opened', () => {
  assert.throws(() => fileSource(join(folder, 'nothing')), { code: 'ENOENT' });
});

test('parts and the whole are those of the file', async () => {
  writeFileSync(file, bytes);
  const source = fileSource(file);
  assert.equal(source.size, bytes.length);
  assert.deepEqual(source.read(1000, 1_200_000), bytes.subarray(1000, 1_200_000));
  assert.deepEqual(source.read(7, 7), Buffer.alloc(0));
  const pieces: Buffer[] = [];
  for await (const piece of source.stream()) pieces.push(Buffer.from(piece));
  assert.ok(Buffer.concat(pieces).equals(bytes));
  source.close();
});

test('a file that becomes shorter is noticed', () => {
  writeFileSync(file, bytes);
  const source = fileSource(file);
  truncateSync(file, 100);
  assert.throws(() => source.read(50, 200), /shorter/);
  source.close();
});
