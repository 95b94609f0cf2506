import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
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
