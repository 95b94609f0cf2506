import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Channel } from './channel.ts';

const folder = mkdtempSync(join(tmpdir(), 'channel-'));
const socket = join(folder, 'sam.sock');
const open = new Set<Socket>();
let [answered, forgetful] = [0, false];
const server = createServer((request, response) => {
  if (forgetful) return void request.socket.destroy();
  answered++;
  setTimeout(() => response.end('{}'), 50);
});
server.on('connection', (one) => {
  open.add(one);
  // From now on a kept connection is closed only when something is sent on it: the sender finds out too late.
  if (forgetful) forgetful = false;
  one.on('close', () => open.delete(one));
});
await new Promise<void>((resolve) => server.listen(socket, resolve));
const channel = new Channel({ socket });
after(() => {
  channel.close();
  server.close();
  rmSync(folder, { recursive: true });
});

test('kept connections that all went stale during a pause cost a message nothing', async () => {
  await Promise.all(Array.from({ length: 5 }, () => channel.call('status', {})));
  assert.equal(open.size, 5);
  forgetful = true;
  assert.deepEqual(await channel.call('status', {}), {});
  assert.equal(answered, 6);
});

test('a SAM that is away is told as such', async () => {
  const away = new Channel({ socket: join(folder, 'nobody.sock') });
  await assert.rejects(away.call('status', {}), { code: 'module_unavailable' });
  away.close();
});

test('a message that one of several has received is sent to no other, whatever becomes of it', async () => {
  const received = { first: 0, second: 0 };
  const first = createServer((request) => {
    received.first++;
    request.socket.destroy();
  });
  const second = createServer((_request, response) => {
    received.second++;
    response.end('{}');
  });
  const sockets = ['first', 'second'].map((name) => join(folder, name));
  await Promise.all([first, second].map((one, i) => new Promise<void>((done) => one.listen(sockets[i], done))));
  const both = new Channel(sockets.map((path) => ({ socket: path })));
  await assert.rejects(both.call('sign', {}), { code: 'module_unavailable' });
  assert.deepEqual(received, { first: 1, second: 0 });
  assert.deepEqual(await both.call('sign', {}), {}, 'the next message');
  assert.deepEqual(received, { first: 1, second: 1 });
  both.close();
  first.close();
  second.close();
});
