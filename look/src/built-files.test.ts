import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { answerWith, type BuiltFile, readBuiltFiles } from './built-files.ts';
import { writeCompressedForms } from './compressed-forms.ts';

const folder = mkdtempSync(join(tmpdir(), 'built-files-'));
const script = `export const words = ${JSON.stringify('the same words again and again, '.repeat(100))};`;
let files: ReadonlyMap<string, BuiltFile>;

before(async () => {
  mkdirSync(join(folder, 'assets'));
  for (const name of ['index.html', 'assets/main-abc.js', 'assets/type-abc.woff2'])
    writeFileSync(join(folder, name), script);
  writeFileSync(join(folder, 'assets', 'tiny-abc.js'), '1');
  writeFileSync(join(folder, 'assets', 'lone.gz'), 'of no file');
  await writeCompressedForms(folder);
  files = readBuiltFiles(folder);
});
after(() => rmSync(folder, { recursive: true }));

const asked = (path: string, headers: Parameters<typeof answerWith>[1]) => {
  const file = files.get(path);
  assert.ok(file, path);
  return answerWith(file, headers);
};

test('a form is no name of its own, and what only looks like one is', () => {
  const names = ['/assets/lone.gz', '/assets/main-abc.js', '/assets/tiny-abc.js', '/assets/type-abc.woff2'];
  assert.deepEqual([...files.keys()].sort(), [...names, '/index.html']);
});

test('a page, what is compressed already and what would not become smaller have one form', () => {
  for (const path of ['/index.html', '/assets/type-abc.woff2', '/assets/tiny-abc.js'])
    assert.deepEqual([...(files.get(path)?.forms.keys() ?? [])], ['identity'], path);
});

test('each form is the file, says its coding, and has a strong name of its own', () => {
  const unpack = { br: brotliDecompressSync, gzip: gunzipSync, identity: (body: Buffer) => body };
  const names = Object.entries(unpack).map(([coding, unpacked]) => {
    const { status, headers, body } = asked('/assets/main-abc.js', { 'accept-encoding': coding });
    assert.equal(status, 200);
    assert.equal(headers['content-encoding'], coding === 'identity' ? undefined : coding);
    assert.equal(headers['vary'], 'accept-encoding');
    assert.equal(headers['content-type'], 'text/javascript; charset=utf-8');
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable');
    assert.equal(unpacked(body ?? Buffer.of()).toString(), script);
    return headers['etag'] ?? '';
  });
  assert.equal(new Set(names).size, 3);
  for (const name of names) assert.match(name, /^"[\w-]{22}"$/);
});

test('nothing that he takes is 406 with what there is, and is not kept', () => {
  const { status, headers, body } = asked('/assets/main-abc.js', { 'accept-encoding': 'zstd, identity;q=0' });
  assert.equal(status, 406);
  assert.equal(headers['cache-control'], 'no-store');
  assert.match(String(body), /br, gzip, identity/);
});

test('what a browser has is not sent again, unless it is another form or another file', () => {
  const etag = (coding: string) => asked('/assets/main-abc.js', { 'accept-encoding': coding }).headers['etag'] ?? '';
  for (const [known, status] of [
    [etag('br'), 304],
    [`W/${etag('br')}`, 304],
    [`"other", ${etag('br')}`, 304],
    ['*', 304],
    [etag('gzip'), 200],
    [etag('br').replaceAll('"', ''), 200],
    ['"other"', 200],
    ['', 200],
  ] as const) {
    const answer = asked('/assets/main-abc.js', { 'accept-encoding': 'br', 'if-none-match': known });
    assert.equal(answer.status, status, known);
    assert.equal(answer.headers['etag'], etag('br'));
    assert.equal(answer.body === undefined, status === 304);
  }
});
