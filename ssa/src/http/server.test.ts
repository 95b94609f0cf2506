import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { SsaError } from '../ssa-error.ts';
import { createServer } from './server.ts';

const minute = 60_000;

/** A server with these answers, somebody who asks for one and reads nothing, and the server's end of the connection. */
async function stalled(answer: () => unknown) {
  const app = createServer({ operator: 'Test' });
  app.get('/', async () => answer());
  await app.listen({ host: '127.0.0.1', port: 0 });
  const connected = once(app.server, 'connection') as Promise<[Socket]>;
  const reader = connect((app.server.address() as AddressInfo).port, '127.0.0.1').pause();
  reader.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const [socket] = await connected;
  while (!socket.writableNeedDrain) await pause(5);
  return { app, reader, socket };
}

test('who reads nothing of an answer for a minute is sent away, and what was open for him is closed', async () => {
  const open = new Readable({ read: () => void open.push(Buffer.alloc(1024 * 1024)) });
  const { app, reader, socket } = await stalled(() => open);
  assert.equal(socket.timeout, minute);
  socket.emit('timeout');
  if (!open.destroyed) await once(open, 'close');
  assert.ok(socket.destroyed);
  reader.destroy();
  await app.close();
});

test('an answer that is not a stream waits no longer for its reader', async () => {
  const { app, reader, socket } = await stalled(() => ({ document: 'A'.repeat(64 * 1024 * 1024) }));
  assert.equal(socket.timeout, minute);
  reader.destroy();
  await app.close();
});

test('what says nothing else of it is kept by nobody', async () => {
  const app = createServer({ operator: 'Test' });
  app.get('/', async () => ({ name: 'Ana' }));
  app.get('/logo', async (_, reply) => reply.header('cache-control', 'public').send('a logo'));
  const kept = [await app.inject('/'), await app.inject('/logo')].map(({ headers }) => headers['cache-control']);
  assert.deepEqual(kept, ['no-store', 'public']);
  await app.close();
});

test('a page of another site reads nothing: neither it is told that it may, nor is it when it asks before', async () => {
  const app = createServer({ operator: 'Test' });
  app.post('/', async () => ({ name: 'Ana' }));
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' };
  const answers = [await app.inject({ method: 'POST', url: '/', headers, payload: {} })];
  answers.push(await app.inject({ method: 'OPTIONS', url: '/', headers }));
  assert.deepEqual(
    answers.map(({ statusCode }) => statusCode),
    [200, 404],
  );
  for (const answer of answers) assert.doesNotMatch(Object.keys(answer.headers).join(), /access-control/);
  await app.close();
});

test('who comes without a token is told how to come, and who comes with a wrong one what is wrong with it (RFC 6750, 3.1)', async () => {
  const app = createServer({ operator: 'Test' });
  app.get<{ Params: { code: 'unauthorized' | 'insufficient_scope' } }>('/:code', async ({ params }) => {
    throw new SsaError(params.code, 'A test.');
  });
  const proofs = 'DPoP algs="ES256 PS256 EdDSA Ed25519"';
  for (const [code, authorization, status, challenge] of [
    ['unauthorized', undefined, 401, `Bearer realm="Chancery", ${proofs}`],
    ['unauthorized', 'Bearer x', 401, 'Bearer error="invalid_token"'],
    ['unauthorized', 'DPoP x', 401, `${proofs}, error="invalid_token"`],
    ['insufficient_scope', 'bearer x', 403, 'Bearer error="insufficient_scope"'],
    ['insufficient_scope', 'dpop x', 403, `${proofs}, error="insufficient_scope"`],
  ] as const) {
    const headers = authorization === undefined ? {} : { authorization };
    const answer = await app.inject({ url: `/${code}`, headers });
    assert.deepEqual([answer.statusCode, answer.headers['www-authenticate']], [status, challenge]);
  }
  await app.close();
});
