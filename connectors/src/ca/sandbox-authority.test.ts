import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { buildCertificationRequest, encodeName, issueCertificate, parseCertificate } from '@chancery/pki';
import { ConnectorError, openCertificateAuthority } from './index.ts';

const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const subject = encodeName({ commonName: 'Ana' });
const csr = await buildCertificationRequest({ subject, spki: spki(keys.publicKey) }, scheme, (info) =>
  sign('sha256', info, keys.privateKey),
);

test('a redirect is refused and the token never follows it', async (t) => {
  const followed: string[] = [];
  const other = await serve(t, (request, response) => {
    followed.push(request.headers.authorization ?? 'none');
    response.end('{}');
  });
  const url = await serve(t, (_request, response) => response.writeHead(307, { location: other }).end());
  await refuses(url, 'refused');
  assert.deepEqual(followed, []);
});

test('a refusal, no JSON, no chain, an endless answer and nobody there are each refused', async (t) => {
  await refuses(await serve(t, (_, response) => response.writeHead(403).end('{}')), 'refused');
  await refuses(await serve(t, (_, response) => response.end('hello')), 'malformed');
  await refuses(await serve(t, (_, response) => response.end('{"chain":[]}')), 'malformed');
  await refuses(await serve(t, (_, response) => response.end('{"chain":["@@"]}')), 'malformed');
  await refuses(await serve(t, (_, response) => response.end(`{"chain":["AAAA"]}`)), 'malformed');
  await refuses(await serve(t, (_, response) => response.end('x'.repeat(300_000))), 'malformed');
  await refuses('http://127.0.0.1:1', 'unreachable');
});

test('a certificate over another key is refused', async (t) => {
  const other = await certificate(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
  await refuses(await serve(t, (_, response) => response.end(JSON.stringify({ chain: [base64(other)] }))), 'malformed');
});

test('a connector nobody wrote is refused', () => {
  assert.throws(() => openCertificateAuthority({ type: 'acme', url: '', token: '' }), { code: 'configuration' });
});

test('the request goes out as PKCS #10 under the token and for its profile, and the chain comes back as DER', async (t) => {
  const der = await certificate(keys.publicKey);
  const asked: IncomingMessage[] = [];
  const url = await serve(t, (request, response) => {
    asked.push(request);
    response.writeHead(201).end(JSON.stringify({ chain: [base64(der)] }));
  });
  const { chain } = await authority(url).issue(csr, 'seal');
  assert.deepEqual(chain.map(parseCertificate)[0]?.spki, parseCertificate(der).spki);
  assert.equal(asked[0]?.url, '/certificates?profile=seal');
  assert.equal(asked[0]?.headers['content-type'], 'application/pkcs10');
  assert.equal(asked[0]?.headers.authorization, 'Bearer secret-of-the-ca');
});

function authority(url: string) {
  return openCertificateAuthority({ type: 'sandbox', url, token: 'secret-of-the-ca' });
}

async function refuses(url: string, code: ConnectorError['code']): Promise<void> {
  await assert.rejects(authority(url).issue(csr, 'signer'), (error) => {
    assert.ok(error instanceof ConnectorError);
    assert.equal(error.code, code);
    return true;
  });
}

async function certificate(publicKey: KeyObject): Promise<Uint8Array> {
  const ca = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const content = {
    serial: Uint8Array.of(7),
    issuer: encodeName({ commonName: 'Test authority' }),
    subject,
    spki: spki(publicKey),
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2036-01-01'),
    profile: { kind: 'signer' },
    issuerSpki: spki(ca.publicKey),
  } as const;
  return issueCertificate(content, scheme, (tbs) => sign('sha256', tbs, ca.privateKey));
}

function spki(key: KeyObject): Uint8Array {
  return key.export({ type: 'spki', format: 'der' });
}

function base64(der: Uint8Array): string {
  return Buffer.from(der).toString('base64');
}

async function serve(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => unknown) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
