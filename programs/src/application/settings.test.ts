import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CommandError } from './command-error.ts';
import { openClient } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'command-settings-'));
after(() => rmSync(folder, { recursive: true, force: true }));

function open(address: string, secret = 'secret') {
  const client = join(folder, 'client.env');
  writeFileSync(client, `CHANCERY=${address}\nCLIENT_ID=bank\nCLIENT_SECRET=${secret}\n`);
  return openClient({ client });
}
const wrong = (words: RegExp) => (error: unknown) =>
  error instanceof CommandError && error.exitCode === 2 && words.test(error.message);

test('the secret leaves this machine under TLS alone, whatever the name of another looks like', () => {
  for (const host of ['sign.example', 'localhost.example', '127.0.0.1.example', 'notlocalhost', '10.0.0.1', '[::2]'])
    assert.throws(() => open(`http://${host}:8400`), wrong(/must begin with https:/), host);
  for (const host of ['localhost', 'sign.localhost', '127.0.0.1', '127.1.2.3', '[::1]']) open(`http://${host}:8400`);
  open('https://sign.example');
});

test('what is no web address, what is empty and what cannot be read is wrong use', () => {
  for (const address of ['sign.example', 'ftp://sign.example', 'file:///sign'])
    assert.throws(() => open(address), wrong(/no web address/), address);
  assert.throws(() => open('https://sign.example', ''), wrong(/CLIENT_SECRET is missing/));
  assert.throws(() => openClient({ client: join(folder, 'none.env') }), wrong(/cannot be read/));
});
