import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { refusedWith } from '../testing/bench.ts';
import { ChannelAuthority } from '../testing/channel-authority.ts';
import { type Message, messageGateway } from './message-gateway.ts';

const message: Message = { to: 'tel:+34600000001', text: 'Code: 123456', lang: 'en' };

describe('the messaging gateway over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-gateway-'));
  const authority = new ChannelAuthority(folder);
  const rogue = new ChannelAuthority(folder, 'rogue');
  const tls = (role: string) => authority.tls(role);

  before(() => {
    for (const role of ['sam', 'messaging', 'ssa']) authority.issue(role);
  });
  after(() => rmSync(folder, { recursive: true }));

  async function given(
    role: string,
    use: (url: string, taken: unknown[]) => Promise<void>,
    status = 202,
  ): Promise<void> {
    const taken: unknown[] = [];
    const server = createServer(
      { ...tls(role), requestCert: true, minVersion: 'TLSv1.3' },
      async (request, response) => {
        taken.push(request.url, await json(request));
        response.writeHead(status).end();
      },
    );
    await use(await listening(server), taken).finally(() => server.close());
  }

  test('is given the message, at one address and in one shape', () =>
    given('messaging', async (url, taken) => {
      const gateway = messageGateway({ url, tls: tls('sam') });
      await gateway.send(message);
      assert.deepEqual(taken, ['/messages', message]);
      gateway.close();
    }));

  test('is not believed where it answers anything but that it took the message', () =>
    given(
      'messaging',
      async (url) => {
        const gateway = messageGateway({ url, tls: tls('sam') });
        await assert.rejects(gateway.send(message), refusedWith('module_unavailable'));
        gateway.close();
      },
      302,
    ));

  test('is nobody whose certificate names another part, or is by another authority', async () => {
    const refused = (url: string, taken: unknown[]) => {
      const gateway = messageGateway({ url, tls: tls('sam') });
      return assert
        .rejects(gateway.send(message), refusedWith('module_unavailable'))
        .finally(() => gateway.close())
        .then(() => assert.deepEqual(taken, []));
    };
    await given('ssa', refused);
    rogue.issue('messaging');
    await given('messaging', refused);
  });

  test('that is away refuses', async () => {
    const gateway = messageGateway({ socket: join(folder, 'nobody.sock') });
    await assert.rejects(gateway.send(message), refusedWith('module_unavailable'));
    gateway.close();
  });
});

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
