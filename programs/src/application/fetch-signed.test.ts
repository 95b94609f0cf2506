import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { SignatureRequest } from '@chancery/api';
import { ChanceryClient } from '@chancery/api/client';
import { CommandError } from './command-error.ts';
import { fetchSigned } from './fetch-signed.ts';
import { Progress } from './progress.ts';

/** An engine whose second document breaks off. */
const engine = createServer((asked, answer) => {
  if (asked.url === '/oauth2/token') return void answer.end('{"access_token":"t","expires_in":60}');
  answer.setHeader('content-disposition', `attachment; filename*=UTF-8''same.txt.p7s`);
  if (asked.url?.endsWith('/0')) return void answer.end('whole');
  answer.write('half', () => answer.destroy());
});
const root = mkdtempSync(join(tmpdir(), 'fetch-signed-'));
let client: ChanceryClient;

before(async () => {
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(engine.address() as AddressInfo).port}`;
  client = new ChanceryClient({ origin, clientId: 'c', clientSecret: 's' });
});
after(() => {
  engine.close();
  rmSync(root, { recursive: true, force: true });
});

const signed = (count: number, state = 'signed') =>
  ({
    id: 'r',
    state,
    documents: Array.from({ length: count }, () => ({ name: 'same.txt' })),
  }) as unknown as SignatureRequest;
const fetch = (request: SignatureRequest, force = false) =>
  fetchSigned(client, request, { out: root, force }, new Progress({ write: () => 0 }, () => 0));
const failed = (words: RegExp) => (error: unknown) =>
  error instanceof CommandError && error.exitCode === 1 && words.test(error.message);

test('nothing is fetched of a request that nobody signed', async () => {
  assert.deepEqual([await fetch(signed(1, 'refused')), readdirSync(root)], [[], []]);
});

test('a document that breaks off is a failure, and the ones before it are whole', async () => {
  await assert.rejects(fetch(signed(2)), failed(/broke off/));
  assert.deepEqual([readdirSync(root), readFileSync(join(root, 'same.txt.p7s'), 'utf8')], [['same.txt.p7s'], 'whole']);
});

test('what is there when the documents are signed is a failure, not wrong use', async () => {
  writeFileSync(join(root, 'same.txt.p7s'), 'mine');
  await assert.rejects(fetch(signed(1)), failed(/--force/));
  assert.equal(readFileSync(join(root, 'same.txt.p7s'), 'utf8'), 'mine');
  assert.equal((await fetch(signed(1), true)).length, 1);
});
