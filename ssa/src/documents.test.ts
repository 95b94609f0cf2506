import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDocumentFolder } from './documents.ts';

const root = mkdtempSync(join(tmpdir(), 'chancery-documents-'));
after(() => rmSync(root, { recursive: true, force: true }));
const store = openDocumentFolder(root);
const key = randomBytes(32);
const content = Buffer.from('%PDF-1.7 the parties agree');

test('a name that leaves the folder is refused', async () => {
  for (const name of ['../x', '..', '.', 'a/b', '', 'a\0b', 'x'.repeat(200)]) {
    await assert.rejects(store.put(key, 'request', name, content), { code: 'name' });
    await assert.rejects(store.get(key, name, 'a'), { code: 'name' });
  }
});

test('a document under another key, under another name, cut off or changed does not open', async () => {
  await store.put(key, 'request', 'a', content);
  await assert.rejects(store.get(randomBytes(32), 'request', 'a'), { code: 'damaged' });
  const file = join(root, 'request', 'a');
  const sealed = readFileSync(file);
  writeFileSync(join(root, 'request', 'b'), sealed);
  await assert.rejects(store.get(key, 'request', 'b'), { code: 'damaged' });
  for (const bent of [sealed.subarray(0, 20), Buffer.alloc(0), sealed.with(15, (sealed[15] ?? 0) ^ 1)]) {
    writeFileSync(file, bent);
    await assert.rejects(store.get(key, 'request', 'a'), { code: 'damaged' });
  }
});

test('what is not there is missing, and deleting it changes nothing', async () => {
  await assert.rejects(store.get(key, 'request', 'none'), { code: 'missing' });
  await store.delete('nobody');
});

test('a document is encrypted at rest, private, replaced whole, and gone when deleted', async () => {
  await store.put(key, 'request', 'c', Buffer.from('earlier'));
  await store.put(key, 'request', 'c', content);
  assert.deepEqual(Buffer.from(await store.get(key, 'request', 'c')), content);
  assert.ok(!readFileSync(join(root, 'request', 'c')).includes('parties'));
  assert.equal(statSync(join(root, 'request', 'c')).mode & 0o777, 0o600);
  assert.ok(!readdirSync(join(root, 'request')).some((name) => name.startsWith('c.')));
  await store.delete('request');
  await assert.rejects(store.get(key, 'request', 'c'), { code: 'missing' });
});
