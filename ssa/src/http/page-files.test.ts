import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import Fastify from 'fastify';
import { servePageFiles } from './page-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'page-files-'));
after(() => rmSync(folder, { recursive: true }));
cpSync(join(import.meta.dirname, '..', 'page', 'public'), folder, { recursive: true });
writeFileSync(join(folder, 'result.html'), '<html data-operator="" data-sandbox="yes">');
writeFileSync(join(folder, 'assets', 'result-B9j78P.js'), '1');
writeFileSync(join(folder, 'assets', 'result-B9j78P.js.gz'), gzipSync('1'));
const app = Fastify();
const page = servePageFiles(app, { pagesFolder: folder, operator: 'A & B', sandbox: false });

test('the logo is a PNG of at most 256 by 256, under a name that stays, kept for a day', async () => {
  const { statusCode, headers, rawPayload } = await app.inject('/assets/logo.png');
  assert.deepEqual([statusCode, headers['content-type']], [200, 'image/png']);
  assert.equal(headers['cache-control'], 'public, max-age=86400');
  assert.equal(rawPayload.subarray(1, 4).toString(), 'PNG');
  assert.ok(rawPayload.readUInt32BE(16) <= 256 && rawPayload.readUInt32BE(20) <= 256);
});

test('the script for applications is the only file that another origin may read', async () => {
  const { statusCode, headers } = await app.inject('/embed/chancery.js');
  assert.deepEqual([statusCode, headers['content-type']], [200, 'text/javascript; charset=utf-8']);
  assert.equal(headers['access-control-allow-origin'], '*');
  const other = await app.inject('/assets/logo.png');
  assert.equal(other.headers['access-control-allow-origin'], undefined);
});

test('a name with a hash is kept for ever; the page itself is nobody’s file; a name outside the list does not exist', async () => {
  assert.match(String((await app.inject('/assets/result-B9j78P.js')).headers['cache-control']), /immutable/);
  for (const path of ['/result.html', '/assets/../result.html', '/assets/other.png'])
    assert.equal((await app.inject(path)).statusCode, 404, path);
  assert.equal(page(), '<html data-operator="A &#38; B" data-sandbox="no">');
});

test('a file goes out in the form that is asked for, under the policy of the page; a form is no name', async () => {
  const url = '/assets/result-B9j78P.js';
  const take = (field: string, method: 'GET' | 'HEAD' = 'GET') =>
    app.inject({ method, url, headers: { 'accept-encoding': field } });
  const { headers, rawPayload } = await take('gzip, br');
  assert.deepEqual([headers['content-encoding'], headers.vary], ['gzip', 'accept-encoding']);
  assert.match(String(headers['content-security-policy']), /^default-src 'none'; script-src 'self'; /);
  assert.equal(gunzipSync(rawPayload).toString(), '1');
  assert.equal((await take('gzip', 'HEAD')).headers['content-length'], String(rawPayload.length));
  assert.equal((await take('br')).payload, '1');
  assert.equal((await take('br, identity;q=0')).statusCode, 406);
  assert.equal((await app.inject(`${url}.gz`)).statusCode, 404);
});
