import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type RunningInbox, startInbox } from './inbox.ts';

describe('the inbox', () => {
  let folder: string;
  let inbox: RunningInbox;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-inbox-'));
    inbox = await startInbox({ port: 0, folder });
  });
  after(async () => {
    await inbox.close();
    rmSync(folder, { recursive: true });
  });
  const send = (message: unknown, headers: Record<string, string> = {}) =>
    fetch(`${inbox.origin}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(message),
    });
  const message = { to: 'mailto:ana@example.test', text: 'Your <code> is 123456.', lang: 'en' };

  for (const [why, wrong] of [
    ['a text that is none', { ...message, text: 1 }],
    ['nobody to give it to', { ...message, to: 'mailto:' }],
    ['an address of another kind', { ...message, to: 'https://example.test/' }],
    ['a part more', { ...message, bcc: 'x' }],
    ['a list', [message]],
  ] as const) {
    it(`refuses ${why}`, async () => assert.equal((await send(wrong)).status, 400));
  }
  it('refuses a message from a web page, and one that is too large', async () => {
    assert.equal((await send(message, { origin: 'https://evil.example' })).status, 403);
    assert.equal((await send({ ...message, text: 'x'.repeat(70_000) })).status, 413);
    assert.deepEqual(inbox.messages(), []);
  });
  it('takes messages of a SAM at a socket of its own, and nothing else there', async () => {
    const socket = join(folder, 'messages.sock');
    const gateway = await startInbox({ port: 0, gateway: socket });
    assert.equal(statSync(socket).mode & 0o777, 0o600);
    assert.equal(await post(socket, '/messages', message), 202);
    assert.equal(await post(socket, '/messages', { ...message, to: 'ana' }), 400);
    assert.equal(await post(socket, '/inbox', message), 404);
    assert.deepEqual(
      gateway.messages().map(({ text }) => text),
      [message.text],
    );
    await gateway.close();
  });
  it('shows what arrived as text, newest first, also after a restart', async () => {
    assert.equal((await send(message)).status, 202);
    assert.equal((await send({ ...message, to: 'tel:+34600000001' })).status, 202);
    await inbox.close();
    inbox = await startInbox({ port: 0, folder });
    assert.deepEqual(
      inbox.messages().map(({ to }) => to),
      ['tel:+34600000001', message.to],
    );
    const page = await (await fetch(inbox.origin)).text();
    assert.match(page, /\+34600000001[\s\S]*Your &lt;code&gt; is 123456\./);
  });
});

async function post(socketPath: string, path: string, message: unknown): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const asked = request({ socketPath, path, method: 'POST' }, (response) => resolve(response.resume().statusCode ?? 0));
  asked.on('error', reject).end(JSON.stringify(message));
  return promise;
}
