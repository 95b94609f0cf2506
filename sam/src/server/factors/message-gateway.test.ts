import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { refusedWith } from '../testing/bench.ts';
import { type Message, messageGateway } from './message-gateway.ts';

const message: Message = { to: 'tel:+34600000001', text: 'Code: 123456', lang: 'en' };

describe('the messaging gateway over TLS', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-gateway-'));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const tls = (role: string) => ({ key: read(`${role}.key`), cert: read(`${role}.pem`), ca: read('ca.pem') });

  before(() => {
    makeAuthority(openssl, 'ca');
    makeAuthority(openssl, 'rogue');
    for (const role of ['sam', 'messaging', 'ssa']) issue(role, 'ca');
  });
  after(() => rmSync(folder, { recursive: true }));

  function issue(role: string, ca: string): void {
    writeFileSync(join(folder, 'ext'), `subjectAltName=URI:urn:chancery:${role}\n`);
    openssl('req', ...newKey, '-keyout', `${role}.key`, '-out', `${role}.csr`, '-subj', `/CN=${role}`);
    const by = ['-CA', `${ca}.pem`, '-CAkey', `${ca}.key`, '-extfile', 'ext', '-days', '2'];
    openssl('x509', '-req', '-in', `${role}.csr`, '-out', `${role}.pem`, ...by);
  }

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
    issue('messaging', 'rogue');
    await given('messaging', refused);
  });

  test('that is away refuses', async () => {
    const gateway = messageGateway({ socket: join(folder, 'nobody.sock') });
    await assert.rejects(gateway.send(message), refusedWith('module_unavailable'));
    gateway.close();
  });
});

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

function makeAuthority(openssl: (...args: string[]) => unknown, name: string): void {
  const out = ['-keyout', `${name}.key`, '-out', `${name}.pem`, '-days', '2', '-subj', `/CN=${name}`];
  openssl('req', '-x509', ...newKey, ...out);
}

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
