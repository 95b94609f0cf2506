import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { openDocumentFolder } from './document-folder.ts';
import { segmentLength } from './segments.ts';

const root = mkdtempSync(join(tmpdir(), 'chancery-documents-'));
after(() => rmSync(root, { recursive: true, force: true }));
const store = openDocumentFolder(root);
const key = randomBytes(32);
const content = Buffer.from('%PDF-1.7 the parties agree');

test('a name that leaves the folder is refused', async () => {
  for (const name of ['../x', '..', '.', 'a/b', '', 'a\0b', 'x'.repeat(200)]) {
    await assert.rejects(store.put(key, 'request', name, content), { code: 'name' });
    await assert.rejects(store.get(key, name, 'a'), { code: 'name' });
    await assert.rejects(store.names(name), { code: 'name' });
  }
});

test('a document under another key, under another name, cut off or changed does not open', async () => {
  await store.put(key, 'request', 'a', content);
  await assert.rejects(store.get(randomBytes(32), 'request', 'a'), { code: 'damaged' });
  const file = join(root, 'request', 'a');
  const sealed = readFileSync(file);
  writeFileSync(join(root, 'request', 'b'), sealed);
  await assert.rejects(store.get(key, 'request', 'b'), { code: 'damaged' });
  for (const bent of [sealed.subarray(0, 20), Buffer.alloc(0), sealed.with(40, (sealed[40] ?? 0) ^ 1)]) {
    writeFileSync(file, bent);
    await assert.rejects(store.get(key, 'request', 'a'), { code: 'damaged' });
  }
});

test('what is not there is missing, and deleting it changes nothing', async () => {
  await assert.rejects(store.get(key, 'request', 'none'), { code: 'missing' });
  assert.deepEqual(await store.names('nobody'), new Set());
  await store.delete('nobody');
});

test('a document is encrypted at rest, private, replaced whole, and gone when deleted', async () => {
  await store.put(key, 'request', 'c', Buffer.from('earlier'));
  await store.put(key, 'request', 'c', content);
  assert.deepEqual(Buffer.from(await store.get(key, 'request', 'c')), content);
  assert.ok(!readFileSync(join(root, 'request', 'c')).includes('parties'));
  assert.equal(statSync(join(root, 'request', 'c')).mode & 0o777, 0o600);
  assert.ok(!readdirSync(join(root, 'request')).some((name) => name.startsWith('c.')));
  assert.ok((await store.names('request')).has('c'));
  await store.delete('request');
  await assert.rejects(store.get(key, 'request', 'c'), { code: 'missing' });
});

const long = randomBytes(3 * segmentLength + 17);

test('segments that are swapped, left out at the end or cut inside do not open', async () => {
  await store.put(key, 'request', 'long', long);
  const file = join(root, 'request', 'long');
  const sealed = readFileSync(file);
  const [start, each] = [32, segmentLength + 16];
  const segment = (index: number) => sealed.subarray(start + index * each, start + (index + 1) * each);
  const head = sealed.subarray(0, start);
  const bent = [
    Buffer.concat([head, segment(1), segment(0), segment(2), segment(3)]),
    Buffer.concat([head, segment(0), segment(1), segment(2)]),
    Buffer.concat([head, segment(0), segment(1), segment(3)]),
    sealed.subarray(0, -5),
    sealed.subarray(0, start + each),
  ];
  for (const octets of bent) {
    writeFileSync(file, octets);
    await assert.rejects(store.get(key, 'request', 'long'), { code: 'damaged' });
  }
});

test('a document comes in piece by piece and is read where it is needed', async () => {
  for (const size of [0, 1, segmentLength - 1, segmentLength, segmentLength + 1, long.length]) {
    const whole = long.subarray(0, size);
    await store.put(key, 'request', 'pieces', inPieces(whole, 10_007));
    assert.deepEqual(Buffer.from(await store.get(key, 'request', 'pieces')), whole);
  }
  const document = await store.open(key, 'request', 'pieces');
  assert.equal(document.size, long.length);
  for (const [start, end] of [
    [0, 1],
    [segmentLength - 3, segmentLength + 4],
    [segmentLength, 2 * segmentLength],
    [long.length - 1, long.length],
    [5, 5],
    [10, long.length],
  ] as const)
    assert.deepEqual(Buffer.from(document.read(start, end)), long.subarray(start, end));
  assert.throws(() => document.read(long.length - 1, long.length + 1), RangeError);
  assert.deepEqual(await buffer(document.stream()), long);
  document.close();
});

test('an upload that breaks off leaves what was there, and nothing beside it', async () => {
  await store.put(key, 'request', 'kept', content);
  const broken = async function* () {
    yield long;
    throw new Error('the connection was lost');
  };
  await assert.rejects(store.put(key, 'request', 'kept', broken()), /lost/);
  assert.deepEqual(Buffer.from(await store.get(key, 'request', 'kept')), content);
  assert.ok(!readdirSync(join(root, 'request')).some((name) => name.startsWith('kept.')));
});

async function* inPieces(whole: Buffer, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < whole.length; at += length) yield whole.subarray(at, at + length);
}
