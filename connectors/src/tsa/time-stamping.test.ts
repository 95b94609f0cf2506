import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import {
  digestOf,
  parseTimeStampRequest,
  parseTimeStampToken,
  type TimeStampGrant,
  timeStampRefusal,
  toPem,
} from '@chancery/pki';
import { below, type Holder, sampleRoot } from '../testing/sample-authority.ts';
import { type Answer, nearby, serve } from '../testing/serve.ts';
import { samplePolicy, stampedBy } from '../testing/stamping.ts';
import { tlsIdentity } from '../testing/tls-identity.ts';
import { type ConnectorErrorCode, openOutward, openTimeStamping, type TsaConfiguration } from './index.ts';

const root = await sampleRoot();
const tsa = await below(root, 'Time', { profile: { kind: 'tsa' } });
const policy = samplePolicy;
const imprint = digestOf('sha256', Buffer.from('what is stamped'));
const folder = mkdtempSync(join(tmpdir(), 'tsa-'));
after(() => rmSync(folder, { recursive: true }));

/** An authority that answers as it should, but for the change. */
const stamping =
  (change?: (granted: TimeStampGrant) => Partial<TimeStampGrant>, holder: Holder = tsa): Answer =>
  async ({ body }, response) =>
    response.setHeader('content-type', 'application/timestamp-reply').end(await stampedBy(holder, body, change));

/** openssl, which nobody here wrote. */
const openssl: Answer = ({ body }, response) => {
  const [query, reply, config] = ['query', 'reply', 'config'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const section = `[t]\nserial=${folder}/serial\nsigner_digest=sha256\ndefault_policy=${policy}\ndigests=sha256,sha512\ness_cert_id_alg=sha256\n`;
  for (const [file, content] of [
    [query, body],
    [config, section],
    [`${folder}/serial`, '01'],
    [`${folder}/cert`, toPem('CERTIFICATE', tsa.certificate.der)],
    [`${folder}/key`, tsa.privateKey.export({ format: 'pem', type: 'pkcs8' })],
  ] as const)
    writeFileSync(file, content);
  const signer = ['-signer', `${folder}/cert`, '-inkey', `${folder}/key`];
  execFileSync(
    'openssl',
    ['ts', '-reply', '-config', config, '-section', 't', '-queryfile', query, ...signer, '-out', reply],
    { stdio: 'ignore' },
  );
  response.setHeader('content-type', 'application/timestamp-reply').end(readFileSync(reply));
};

type OverHttp = Extract<TsaConfiguration, { type: 'http' }>;

type Authorities = (Partial<OverHttp> & { url: string })[];

const open = (...authorities: Authorities) =>
  openTimeStamping(
    authorities.map((one) => ({ type: 'http' as const, roots: [root.certificate.der], ...one })),
    nearby,
  );
const stampBy = async (...authorities: Authorities) => (await open(...authorities)).stamp(imprint, 'sha256');

async function refused(t: TestContext, code: ConnectorErrorCode, answer: Answer, change: Partial<OverHttp> = {}) {
  const { url } = await serve(t, answer);
  await assert.rejects(stampBy({ ...change, url }), { name: 'ConnectorError', code });
}

describe('a configuration is refused', () => {
  const roots = [root.certificate.der];
  for (const [what, change] of [
    ['of another type', { type: 'ftp' as 'http' }],
    ['without a URL', { url: 'tsa.example.org' }],
    ['over another protocol', { url: 'tcp://tsa.example.org' }],
    ['without a root', { roots: [] }],
    ['with a root that is none', { roots: [imprint] }],
    ['with a password over http', { credentials: { user: 'u', password: 'p' } }],
    ['with our certificate over http', { tls: { cert: '', key: '' } }],
  ] as const)
    test(what, () => {
      const configured = { type: 'http', url: 'http://tsa.example.org/', roots, ...change } as const;
      return assert.rejects(openTimeStamping([configured], nearby), { code: 'configuration' });
    });
  test('of no authority', () => assert.rejects(openTimeStamping([], nearby), { code: 'configuration' }));
});

describe('an answer is refused', () => {
  test('of plain HTTP', async (t) => {
    await refused(t, 'refused', (_, response) => response.writeHead(403).end());
    await refused(t, 'unreachable', (_, response) => response.writeHead(503).end());
    await refused(t, 'refused', (_, response) =>
      response.writeHead(302, { location: 'http://tsa.example.org/' }).end(),
    );
    await refused(t, 'malformed', (_, response) => response.setHeader('content-type', 'text/html').end('<html>'));
  });
  test('that is no TimeStampResp, or a refusal', async (t) => {
    const reply =
      (body: Uint8Array): Answer =>
      (_, response) =>
        response.setHeader('content-type', 'application/timestamp-reply').end(body);
    await refused(t, 'malformed', reply(imprint));
    await refused(t, 'malformed', reply(new Uint8Array()));
    await refused(t, 'malformed', reply(new Uint8Array(300_000)));
    await refused(t, 'refused', reply(timeStampRefusal('badAlg', 'No.')));
  });
  test('whose token is over something else', (t) =>
    refused(
      t,
      'malformed',
      stamping(() => ({ imprint: digestOf('sha256', imprint) })),
    ));
  test('of an earlier request', (t) =>
    refused(
      t,
      'malformed',
      stamping(() => ({ nonce: 7n })),
    ));
  test('under another policy', (t) => refused(t, 'malformed', stamping(), { policy: '1.2.3' }));
  test('of yesterday', (t) =>
    refused(
      t,
      'malformed',
      stamping(() => ({ genTime: new Date(Date.now() - 600_000) })),
    ));
  test('without the certificate that was asked for', (t) =>
    refused(
      t,
      'malformed',
      stamping(() => ({ certReq: false })),
    ));
  test('by a key that is not for time-stamps', async (t) =>
    refused(t, 'malformed', stamping(undefined, await below(root, 'Ana'))));
  test('by an authority of another root', async (t) => {
    const other = await below(await sampleRoot('Other'), 'Time', { profile: { kind: 'tsa' } });
    await refused(t, 'malformed', stamping(undefined, other));
  });
  test('by a certificate that has ended', async (t) => {
    const notAfter = new Date(Date.now() - 3_600_000);
    await refused(
      t,
      'malformed',
      stamping(undefined, await below(root, 'Time', { profile: { kind: 'tsa' }, notAfter })),
    );
  });
  test('from where nothing may be dialled', async (t) => {
    const { url, asked } = await serve(t, stamping());
    const configured = { type: 'http', url, roots: [root.certificate.der] } as const;
    const stamped = (await openTimeStamping([configured], openOutward())).stamp(imprint, 'sha256');
    await assert.rejects(stamped, { code: 'forbidden' });
    assert.equal(asked.length, 0);
  });
});

describe('a token', () => {
  for (const digest of ['sha256', 'sha512'] as const) {
    test(`of openssl over ${digest} is taken`, async (t) => {
      const { url, asked } = await serve(t, openssl);
      const stamped = digestOf(digest, Buffer.from('what is stamped'));
      const { token, genTime, signer } = await (await open({ url, policy })).stamp(stamped, digest);
      assert.deepEqual(parseTimeStampToken(token).imprint.value, stamped);
      assert.deepEqual(signer.der, tsa.certificate.der);
      assert.ok(Math.abs(genTime.getTime() - Date.now()) < 60_000);
      assert.deepEqual(
        [asked[0]?.request.method, asked[0]?.request.headers['content-type']],
        ['POST', 'application/timestamp-query'],
      );
    });
  }
  test('is asked for with a fresh nonce of 64 bits each time, and with the certificate', async (t) => {
    const { url, asked } = await serve(t, stamping());
    const { stamp } = await open({ url });
    await Promise.all(Array.from({ length: 5 }, () => stamp(imprint, 'sha256')));
    const requests = asked.map(({ body }) => parseTimeStampRequest(body));
    assert.equal(new Set(requests.map(({ nonce }) => nonce)).size, 5);
    assert.ok(requests.every(({ certReq, nonce = 0n }) => certReq && nonce < 2n ** 64n));
    assert.ok(requests.some(({ nonce = 0n }) => nonce > 2n ** 40n));
  });
  test('carries the nonce of whom it is asked for', async (t) => {
    const { url } = await serve(t, stamping());
    const nonce = 0x654654131635468464n;
    const { token } = await (await open({ url })).stamp(imprint, 'sha256', nonce);
    assert.equal(parseTimeStampToken(token).nonce, nonce);
  });
  test('over SHA-1 is taken where it was asked for, and for no other digest', async (t) => {
    const sha1 = imprint.subarray(0, 20);
    const over = (digest: 'sha1' | 'sha256', value = sha1) => stamping(() => ({ digest, imprint: value }));
    const { url } = await serve(t, over('sha1'));
    const { token } = await (await open({ url })).stamp(sha1, 'sha1');
    assert.equal(parseTimeStampToken(token).imprint.digestOid, '1.3.14.3.2.26');
    await refused(t, 'malformed', over('sha1'));
    const { stamp } = await open(await serve(t, over('sha256', imprint)));
    await assert.rejects(stamp(sha1, 'sha1'), { code: 'malformed' });
  });
});

test('credentials and our certificate go over TLS, to whom its own authority certified', async (t) => {
  const identity = tlsIdentity();
  const { url, asked } = await serve(t, stamping(), identity);
  const { port } = new URL(url);
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const outward = openOutward({ privateHosts: ['tsa.example.org'] }, resolve);
  const there = { type: 'http', url: `https://tsa.example.org:${port}/`, roots: [root.certificate.der] } as const;
  const credentials = { user: 'engine', password: 'für uns' };
  await (await openTimeStamping([{ ...there, credentials, tls: identity }], outward)).stamp(imprint, 'sha256');
  const [{ request }] = asked as [(typeof asked)[number]];
  const [, encoded = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
  assert.equal(Buffer.from(encoded, 'base64').toString(), 'engine:für uns');
  assert.ok((request.socket as TLSSocket).authorized);
  const unknown = await openTimeStamping([there], outward);
  await assert.rejects(unknown.stamp(imprint, 'sha256'), { code: 'unreachable' });
});

describe('several authorities', () => {
  const away: Answer = (_, response) => response.writeHead(503).end();

  test('are asked in their order, and who does not answer once more', async (t) => {
    const [first, second, third] = [await serve(t, away), await serve(t, stamping()), await serve(t, stamping())];
    await stampBy(first, second, third);
    assert.deepEqual(
      [first, second, third].map(({ asked }) => asked.length),
      [2, 1, 0],
    );
  });
  test('that were away are asked after the others for a while', async (t) => {
    const [first, second] = [await serve(t, away), await serve(t, stamping())];
    const { stamp } = await open(first, second);
    for (let round = 0; round < 3; round++) await stamp(imprint, 'sha256');
    assert.deepEqual(
      [first, second].map(({ asked }) => asked.length),
      [2, 3],
    );
  });
  test('that were away are asked all the same when nobody else is left', async (t) => {
    let up = false;
    const { url } = await serve(t, (asked, response) => (up ? stamping() : away)(asked, response));
    const { stamp } = await open({ url });
    await assert.rejects(stamp(imprint, 'sha256'), { code: 'unreachable' });
    up = true;
    await stamp(imprint, 'sha256');
  });
  test('that lie are passed over, and the first failure is told with all of them', async (t) => {
    const liar = await serve(
      t,
      stamping(() => ({ nonce: 7n })),
    );
    const good = await serve(t, stamping());
    const gone = await serve(t, away);
    await stampBy(liar, good);
    assert.equal(liar.asked.length, 1);
    await assert.rejects(stampBy(liar, gone), (error: Error & { code: string }) => {
      assert.equal(error.code, 'malformed');
      assert.equal((error.cause as AggregateError).errors.length, 2);
      return true;
    });
  });
});
