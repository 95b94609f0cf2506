/** Who asks: over our own TLS, and through proxies that are believed or not. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { certificateOf, listedAddresses } from './other-end.ts';
import { limitAddresses } from './rate-limits.ts';
import { createServer } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'other-end-'));
after(() => rmSync(folder, { recursive: true }));

function selfSigned(name: string) {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  const args = ['req', '-x509', ...key, '-out', `${name}.pem`, '-days', '2', '-subj', `/CN=${name}`];
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  return { key: read(`${name}.key`), cert: read(`${name}.pem`) };
}

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

const [server, client] = [selfSigned('localhost'), selfSigned('client')];
const der = new X509Certificate(client.cert).raw;
const nobody = listedAddresses([]);

test('what is neither an address nor a network is refused', () => {
  for (const wrong of ['', 'proxy.example', '10.0.0.0/', '10.0.0.0/33', '10.0.0', '::1/129', '10.0.0.1/a'])
    assert.throws(() => listedAddresses([wrong]), Error, wrong);
});

test('a network is all its addresses, also as IPv6 writes those of IPv4, and no other', () => {
  const listed = listedAddresses(['10.1.0.0/16', '2001:db8::/32', '192.0.2.7']);
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::9', '192.0.2.7'])
    assert.ok(listed(address), address);
  for (const address of ['10.2.0.1', '192.0.2.8', '::1', '', undefined, '/run/socket'])
    assert.equal(listed(address), false, String(address));
});

/** What the server knows of who asks, in one connection each. */
async function seenOf(port: number, agent: Agent, headers: Record<string, string> = {}): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const sent = request({ host: '127.0.0.1', port, agent, headers, rejectUnauthorized: false }, async (answer) => {
    let text = '';
    for await (const piece of answer) text += piece;
    resolve(text);
  });
  sent.on('error', reject).end();
  return promise;
}

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const)
  test(`over ${maxVersion} who has a certificate shows it, resumed or not; who has none is served as well`, async (t) => {
    const app = createServer({ operator: 'Test', tls: { ...server, clients: [] } });
    t.after(() => app.close());
    app.get('/', async ({ raw }) => {
      const shown = certificateOf(raw, { trusts: nobody, header: 'client-cert' });
      return { shown: shown === undefined ? null : Buffer.from(shown).toString('base64') };
    });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    const forged = { 'client-cert': `:${der.toString('base64')}:` };
    const without = new Agent({ maxVersion });
    assert.equal(await seenOf(port, without, forged), '{"shown":null}');
    const agent = new Agent({ ...client, maxVersion });
    for (let i = 0; i < 3; i++)
      assert.equal(await seenOf(port, agent), JSON.stringify({ shown: der.toString('base64') }));
  });

test('a header says it where a proxy is believed, in each of three forms; a proxy’s own certificate is nobody’s', () => {
  const pem = encodeURIComponent(client.cert);
  const base64 = der.toString('base64');
  const from = (remoteAddress: string, value?: string) =>
    certificateOf(
      {
        socket: { remoteAddress, getPeerX509Certificate: () => ({ raw: Buffer.from('proxy') }) },
        headers: { 'client-cert': value },
      } as never,
      {
        trusts: listedAddresses(['10.0.0.1']),
        header: 'Client-Cert',
      },
    );
  for (const value of [`:${base64}:`, pem, base64]) assert.deepEqual(from('10.0.0.1', value), new Uint8Array(der));
  for (const value of [undefined, '', '::', '%', `${base64}, ${base64}`, '(null)'])
    assert.equal(from('10.0.0.1', value), undefined);
  assert.deepEqual(from('10.0.0.2', `:${base64}:`), new Uint8Array(Buffer.from('proxy')));
});

test('an address behind a proxy that is believed is counted as itself, and what anybody else says of addresses is not heard', async () => {
  const app = createServer({ operator: 'Test', trusts: listedAddresses(['10.0.0.0/8', '127.0.0.1']) });
  const counted: string[] = [];
  const none = async () => undefined;
  limitAddresses(app, { address: async (ip) => void counted.push(ip), client: none, signer: none });
  app.get('/', async () => 'here');
  const ask = (remoteAddress: string, said?: string) =>
    app.inject({ url: '/', remoteAddress, headers: said === undefined ? {} : { 'x-forwarded-for': said } });
  await ask('10.0.0.9', '192.0.2.1');
  await ask('127.0.0.1', '192.0.2.2');
  await ask('10.0.0.9', '198.51.100.1, 192.0.2.3, 10.0.0.8');
  await ask('192.0.2.4', '198.51.100.2');
  await ask('127.0.0.1');
  assert.deepEqual(counted, ['192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4']);
  await app.close();
});
