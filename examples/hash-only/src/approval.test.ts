import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { approvalOf } from './approval.ts';
import type { Engine } from './engine.ts';

/** An engine that approves nothing by itself: what comes back to the example is up to each test. */
const engine = {
  clientId: 'archive',
  oauth: async () => 'https://sign.example',
  redeem: async (code: string) => `SAD for ${code}`,
} as unknown as Engine;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** What a signer's browser, and everybody else on this machine, comes back with; each answered by a status. */
async function comeBack(...paths: ((state: string) => string)[]) {
  const port = await freePort();
  const redirectUri = new URL(`http://127.0.0.1:${port}/approved`);
  const { promise, resolve } = Promise.withResolvers<string>();
  const approval = approvalOf(engine, { credentialID: 'k', hash: new Uint8Array(32), redirectUri, show: resolve });
  approval.catch(() => undefined);
  const state = new URL(await promise).searchParams.get('state') ?? '';
  const statuses: number[] = [];
  for (const path of paths) {
    const asked = request({ host: '127.0.0.1', port, path: path(state) }).end();
    const [answer] = await once(asked, 'response');
    statuses.push(answer.resume().statusCode);
  }
  return { statuses, approval };
}

test('what is not the signer’s way back is not listened to, whatever it is', async () => {
  const strangers = ['//', '/approved?code=x', '/approved?state=x&code=x', '/elsewhere'].map((path) => () => path);
  const elsewhere = (state: string) => `/elsewhere?state=${state}&code=x`;
  const { statuses, approval } = await comeBack(...strangers, elsewhere, (state) => `/approved?state=${state}&code=c`);
  assert.deepEqual(statuses, [404, 404, 404, 404, 404, 200]);
  assert.equal(await approval, 'SAD for c');
});

test('a refusal of the signer is one', async () => {
  const { approval } = await comeBack((state) => `/approved?state=${state}&error=access_denied`);
  await assert.rejects(approval, /Not approved: access_denied/);
});
