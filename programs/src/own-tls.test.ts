import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { createServer, renewTls } from '@chancery/ssa';
import { readTlsPair, renewWhenChanged } from './own-tls.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-own-tls-'));
const configuration = join(folder, 'ssa.yaml');
const files = { keyFile: 'tls.key', certificateFile: 'tls.pem' };

before(() => {
  for (const name of ['first', 'second']) selfSigned(name);
  use('first');
});
after(() => rmSync(folder, { recursive: true }));

function selfSigned(name: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', `${name}.key`];
  const args = ['req', '-x509', ...key, '-out', `${name}.pem`, '-days', '2', '-subj', `/CN=${name}`];
  execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
}

/** The key is there before the certificate, as when somebody copies one after the other. */
function use(name: string, ...only: readonly ('key' | 'pem')[]): void {
  for (const kind of only.length > 0 ? only : (['key', 'pem'] as const))
    copyFileSync(join(folder, `${name}.${kind}`), join(folder, `tls.${kind}`));
}

test('what cannot speak TLS is refused with what is wrong, before a socket opens', () => {
  writeFileSync(join(folder, 'text'), 'nothing of the kind');
  const wrong: readonly [object, RegExp][] = [
    [{ keyFile: 'nobody' }, /the secret nobody cannot be read/],
    [{ keyFile: 'text' }, /there is no private key in text/],
    [{ certificateFile: 'text' }, /there is no certificate in text/],
    [{ certificateFile: 'second.pem' }, /second\.pem is not the certificate of the key tls\.key/],
  ];
  for (const [change, words] of wrong)
    assert.throws(() => readTlsPair(configuration, { ...files, ...change }), { message: words });
  assert.equal(readTlsPair(configuration, files).key, readFileSync(join(folder, 'first.key'), 'utf8').trim());
});

test('a certificate is renewed while it is used: who is connected stays, who comes finds the new one, and half a pair waits', async () => {
  const app = createServer({
    operator: 'Test',
    sandbox: false,
    encrypted: true,
    tls: readTlsPair(configuration, files),
  });
  app.get('/', async () => 'here');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  const told: string[] = [];
  const kept = Promise.withResolvers<void>();
  const renewed = Promise.withResolvers<void>();
  const stop = renewWhenChanged(configuration, files, {
    renew: (pair) => {
      renewTls(app, pair);
      renewed.resolve();
    },
    keep: (why) => {
      told.push(why);
      kept.resolve();
    },
    every: 20,
  });
  const connected = await open(port);
  assert.equal(nameOf(connected), 'first');
  use('second', 'key');
  await kept.promise;
  assert.match(told[0] ?? '', /tls\.pem is not the certificate of the key tls\.key/);
  assert.equal(nameOf(await open(port)), 'first');
  use('second', 'pem');
  await renewed.promise;
  assert.equal(nameOf(await open(port)), 'second');
  connected.write('GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n');
  const answer = Buffer.concat(await connected.toArray()).toString();
  assert.match(answer, /^HTTP\/1\.1 200 OK/);
  assert.match(answer, /strict-transport-security: max-age=31536000/);
  stop();
  await app.close();
});

test('TLS 1.2 and 1.3 are spoken, what is older is not', async () => {
  const app = createServer({ operator: 'Test', sandbox: false, tls: readTlsPair(configuration, files) });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as { port: number };
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const socket = await open(port, { minVersion: version, maxVersion: version });
    assert.equal(socket.getProtocol(), version);
    socket.destroy();
  }
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  await assert.rejects(open(port, old), { code: 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION' });
  await app.close();
});

async function open(port: number, versions: object = {}): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...versions });
  await once(socket, 'secureConnect');
  return socket;
}

function nameOf(socket: TLSSocket): string {
  return socket.getPeerCertificate().subject.CN;
}
