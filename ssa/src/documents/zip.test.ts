/** Archives as Info-ZIP and Python read them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { after, test } from 'node:test';
import { type ZipEntry, zipOf } from './zip.ts';

const root = mkdtempSync(join(tmpdir(), 'chancery-zip-'));
after(() => rmSync(root, { recursive: true, force: true }));
const at = new Date('2026-11-25T16:04:12Z');
const files: Readonly<Record<string, Buffer>> = {
  'Offer.pdf': randomBytes(300_000),
  'عقد القرض.xml': Buffer.from('<a/>'.repeat(50_000)),
  'folder/empty': Buffer.alloc(0),
};

async function* entries(): AsyncGenerator<ZipEntry> {
  for (const [name, content] of Object.entries(files)) yield { name, octets: inPieces(content) };
}

async function* inPieces(content: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536);
}

const zip64 = 1_000;
for (const [title, limit] of [
  ['an archive', undefined],
  ['an archive past the limit of ZIP, in ZIP64,', zip64],
] as const) {
  test(`${title} is read by others, whole and in order`, async () => {
    const path = join(root, `${limit}.zip`);
    writeFileSync(path, await buffer(zipOf(entries(), at, limit)));
    const folder = join(root, `${limit}`);
    execFileSync('unzip', ['-q', path, '-d', folder]);
    for (const [name, content] of Object.entries(files)) assert.deepEqual(readFileSync(join(folder, name)), content);
    const script = `import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), [(i.filename, i.date_time) for i in z.infolist()])`;
    const told = execFileSync('python3', ['-c', script, path], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONUTF8: '1' },
    });
    const listed = Object.keys(files).map((name) => `('${name}', (2026, 11, 25, 16, 4, 12))`);
    assert.equal(told.trim(), `None [${listed.join(', ')}]`);
  });
}

test('an archive of nothing is one', async () => {
  const path = join(root, 'nothing.zip');
  writeFileSync(path, await buffer(zipOf((async function* () {})(), at)));
  const told = execFileSync('python3', [
    '-c',
    `import sys, zipfile; print(zipfile.ZipFile(sys.argv[1]).namelist())`,
    path,
  ]);
  assert.equal(told.toString().trim(), '[]');
});

test('a source that breaks off breaks the archive off, and one that nobody reads is closed', async () => {
  let closed = 0;
  const source = async function* () {
    try {
      for (;;) yield randomBytes(65_536);
    } finally {
      closed++;
    }
  };
  const broken = async function* () {
    yield Buffer.from('begins');
    throw new Error('gone');
  };
  const one = async function* (octets: AsyncIterable<Uint8Array>) {
    yield { name: 'a', octets };
  };
  await assert.rejects(buffer(zipOf(one(broken()), at)), /gone/);
  const reader = zipOf(one(source()), at);
  for (let i = 0; i < 5; i++) await reader.next();
  await reader.return(undefined);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(closed, 1);
  assert.ok(readdirSync(root).length > 0);
});
