import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
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
  const message = { to: 'ana@example.test', subject: 'Your <code>', text: 'It is 123456.' };

  for (const [why, wrong] of [
    ['a text that is none', { ...message, text: 1 }],
    ['nobody to give it to', { ...message, to: '' }],
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
  it('shows what arrived as text, newest first, also after a restart', async () => {
    assert.equal((await send(message)).status, 202);
    assert.equal((await send({ ...message, subject: 'Second' })).status, 202);
    await inbox.close();
    inbox = await startInbox({ port: 0, folder });
    assert.deepEqual(
      inbox.messages().map(({ subject }) => subject),
      ['Second', 'Your <code>'],
    );
    const page = await (await fetch(inbox.origin)).text();
    assert.match(page, /Second[\s\S]*Your &lt;code&gt;[\s\S]*It is 123456\./);
  });
});
