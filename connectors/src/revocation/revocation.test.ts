import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, type TestContext, test } from 'node:test';
import {
  buildOcspResponse,
  buildRevocationList,
  type Certificate,
  certificateId,
  type OcspAnswer,
  ocspRefusal,
  parseOcspRequest,
  parseOcspResponse,
  parseRevocationList,
  type RevocationListContent,
  toPem,
} from '@chancery/pki';
import { below, type Holder, sampleRoot, scheme } from '../testing/sample-authority.ts';
import { type Answer, nearby, type Served, serve } from '../testing/serve.ts';
import { type ConnectorErrorCode, openOutward, openRevocationSource, type RevocationConfiguration } from './index.ts';
import { ListCache } from './list-cache.ts';

const root = await sampleRoot();
const responder = await below(root, 'Status', { profile: { kind: 'ocsp' } });
const ana = await below(root, 'Ana');
const issuer = root.certificate;
const folder = mkdtempSync(join(tmpdir(), 'revocation-'));
after(() => rmSync(folder, { recursive: true }));
const hour = 3_600_000;
const inHours = (hours: number) => new Date(Date.now() + hours * hour);

/** Ana's certificate, as if it named these places. */
const naming = (places: Partial<Certificate>): Certificate => ({ ...ana.certificate, ...places });
const source = (configured: RevocationConfiguration = {}) => openRevocationSource(configured, nearby);

type Asking = (served: Served) => Promise<unknown>;
const ocspFrom =
  (configured: RevocationConfiguration = {}): Asking =>
  ({ url }) =>
    source(configured).ocspOf(naming({ ocspUrls: [url] }), issuer);
const crlFrom =
  (configured: RevocationConfiguration = {}): Asking =>
  ({ url }) =>
    source(configured).crlOf(naming({ crlUrls: [`${url}/a.crl`] }), issuer);
const issuersFrom: Asking = ({ url }) => source().issuersOf(naming({ caIssuerUrls: [url] }));

async function refused(t: TestContext, code: ConnectorErrorCode, answer: Answer, asking: Asking) {
  await assert.rejects(asking(await serve(t, answer)), { name: 'ConnectorError', code });
}

/** A responder that answers as it should, but for the change. */
function answering(change: Partial<OcspAnswer> = {}, by: Holder = responder, withoutNonce = false): Answer {
  return async ({ request, body }, response) => {
    const inUrl = Buffer.from(decodeURIComponent((request.url ?? '').slice(1)), 'base64');
    const { nonce } = parseOcspRequest(request.method === 'GET' ? new Uint8Array(inUrl) : body);
    const answer = {
      id: certificateId(ana.certificate, issuer),
      status: { kind: 'good' },
      producedAt: new Date(),
      thisUpdate: new Date(),
      nextUpdate: inHours(1),
      responder: by.certificate,
      certificates: [by.certificate.der],
      ...(nonce && !withoutNonce ? { nonce } : {}),
      ...change,
    } as const;
    response.end(await buildOcspResponse(answer, scheme, by.sign));
  };
}

/** openssl, which nobody here wrote. */
const openssl: Answer = ({ body }, response) => {
  const file = (name: string, content: string | Uint8Array = '') => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const pem = (holder: Holder) => toPem('CERTIFICATE', holder.certificate.der);
  const index = file('index', `V\t560101000000Z\t\t${ana.certificate.serialHex}\tunknown\t/CN=Ana\n`);
  const key = responder.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
  const reply = file('reply');
  const signer = ['-rsigner', file('rsigner', pem(responder)), '-rkey', file('rkey', key)];
  const rest = ['-ndays', '1', '-reqin', file('query', body), '-respout', reply];
  execFileSync('openssl', ['ocsp', '-index', index, '-CA', file('ca', pem(root)), ...signer, ...rest], {
    stdio: 'ignore',
  });
  response.end(readFileSync(reply));
};

async function list(change: Partial<RevocationListContent> = {}, by: Holder = root): Promise<Uint8Array> {
  const content = {
    issuer: by.certificate,
    number: 1n,
    thisUpdate: new Date(),
    nextUpdate: inHours(1),
    revoked: [],
    ...change,
  };
  return buildRevocationList(content, scheme, by.sign);
}
const sending =
  (body: Uint8Array | string): Answer =>
  (_, response) =>
    response.end(body);

describe('an answer of a responder is refused', () => {
  test('of plain HTTP, and one that is none', async (t) => {
    await refused(t, 'refused', (_, response) => response.writeHead(404).end(), ocspFrom());
    await refused(t, 'unreachable', (_, response) => response.writeHead(500).end(), ocspFrom());
    await refused(t, 'malformed', sending('<html>'), ocspFrom());
    await refused(t, 'malformed', sending(ocspRefusal(6)), ocspFrom());
    await refused(t, 'malformed', sending(new Uint8Array(1_100_000)), ocspFrom());
  });
  test('with another nonce, and without one where one is required', async (t) => {
    await refused(t, 'malformed', answering({ nonce: new Uint8Array(32) }), ocspFrom());
    await refused(t, 'malformed', answering({}, responder, true), ocspFrom({ nonce: 'required' }));
  });
  test('about another certificate, by nobody delegated, and of last week', async (t) => {
    const other = await below(root, 'Luis');
    await refused(t, 'malformed', answering({ id: certificateId(other.certificate, issuer) }), ocspFrom());
    await refused(t, 'malformed', answering({}, other), ocspFrom());
    const past = { thisUpdate: inHours(-200), nextUpdate: inHours(-100) };
    await refused(t, 'malformed', answering(past), ocspFrom());
  });
});

describe('an answer of a responder', () => {
  test('of openssl is taken, nonce and all', async (t) => {
    const served = await serve(t, openssl);
    const answer = (await ocspFrom({ nonce: 'required' })(served)) as Uint8Array;
    assert.equal(parseOcspResponse(answer).singles[0]?.status.kind, 'good');
    const [{ request, body }] = served.asked as [Served['asked'][number]];
    assert.deepEqual([request.method, request.headers['content-type']], ['POST', 'application/ocsp-request']);
    assert.equal(parseOcspRequest(body).nonce?.length, 32);
  });
  test('without a nonce is taken where it is tolerated', async (t) => {
    assert.ok(await ocspFrom()(await serve(t, answering({}, responder, true))));
  });
  test('is asked for in the URL where it is short enough, for the caches on the way', async (t) => {
    const served = await serve(t, answering());
    await ocspFrom({ nonce: 'none', method: 'GET' })(served);
    const [{ request }] = served.asked as [Served['asked'][number]];
    assert.deepEqual([request.method, (request.url ?? '').length < 240], ['GET', true]);
    await ocspFrom({ nonce: 'required', method: 'GET' })({ ...served, url: `${served.url}/${'x'.repeat(200)}` });
    assert.equal(served.asked[1]?.request.method, 'POST');
  });
  test('comes from the next one when the first is away; there may be none at all', async (t) => {
    const [away, good] = [await serve(t, (_, response) => response.writeHead(503).end()), await serve(t, answering())];
    assert.ok(await source().ocspOf(naming({ ocspUrls: ['ldap://x', away.url, good.url] }), issuer));
    assert.equal(await source().ocspOf(naming({ ocspUrls: ['ldap://x'] }), issuer), undefined);
  });
  test('is not asked for where nothing may be dialled', async (t) => {
    const served = await serve(t, answering());
    const strict = openRevocationSource({}, openOutward());
    const asked = strict.ocspOf(naming({ ocspUrls: [served.url, 'http://169.254.169.254/'] }), issuer);
    await assert.rejects(asked, { code: 'forbidden' });
    assert.equal(served.asked.length, 0);
  });
});

describe('a list is refused', () => {
  test('that is none, or too long', async (t) => {
    await refused(t, 'malformed', sending('<html>'), crlFrom());
    await refused(t, 'malformed', sending(await list()), crlFrom({ largestList: 100 }));
    await refused(t, 'refused', (_, response) => response.writeHead(404).end(), crlFrom());
  });
  test('of somebody else, and one whose successor is due', async (t) => {
    await refused(t, 'malformed', sending(await list({}, await sampleRoot('Other'))), crlFrom());
    await refused(t, 'malformed', sending(await list({ nextUpdate: inHours(-1) })), crlFrom());
  });
});

describe('a list', () => {
  test('is taken, in PEM too', async (t) => {
    const der = await list();
    for (const body of [der, toPem('X509 CRL', der)])
      assert.deepEqual(await crlFrom()(await serve(t, sending(body))), der);
  });
  test('is fetched once until its successor is due, by many at the same time too', async (t) => {
    const served = await serve(t, sending(await list()));
    const kept = source();
    const certificate = naming({ crlUrls: [served.url] });
    await Promise.all(Array.from({ length: 5 }, () => kept.crlOf(certificate, issuer)));
    await kept.crlOf(certificate, issuer);
    assert.equal(served.asked.length, 1);
  });
  test('whose successor is due is fetched again', async () => {
    const [at, downloads] = [new Date('2026-06-01T12:00:00Z').getTime(), [] as string[]];
    let now = at;
    const lists = {
      'http://until': await list({ nextUpdate: new Date(at + hour / 2) }),
      'http://open': await buildRevocationList(
        { issuer, number: 1n, thisUpdate: new Date(at), revoked: [] },
        scheme,
        root.sign,
      ),
      'http://far': await list({ nextUpdate: new Date(at + 1000 * hour) }),
    };
    const download = async (url: string) => {
      downloads.push(url);
      return parseRevocationList(lists[url as keyof typeof lists]);
    };
    const cache = new ListCache(10_000, download, () => now);
    for (const hours of [0, 0.4, 0.6, 1.1, 167, 169]) {
      now = at + hours * hour;
      for (const url of Object.keys(lists)) await cache.at(url);
    }
    const fetched = (url: string) => downloads.filter((one) => one === url).length;
    // Every time after its end; every hour without an end; and after a week at the latest.
    assert.deepEqual(Object.keys(lists).map(fetched), [5, 4, 2]);
  });
  test('that could not be had is asked for again', async (t) => {
    let up = false;
    const body = await list();
    const served = await serve(t, (_, response) => (up ? response.end(body) : response.writeHead(503).end()));
    const kept = source();
    const certificate = naming({ crlUrls: [served.url] });
    await assert.rejects(kept.crlOf(certificate, issuer), { code: 'unreachable' });
    up = true;
    assert.deepEqual(await kept.crlOf(certificate, issuer), body);
  });
  test('not asked for longest goes first when there is no room', async (t) => {
    const body = await list();
    const served = await serve(t, sending(body));
    const kept = source({ keptLists: 2 * body.length });
    const ask = (name: string) => kept.crlOf(naming({ crlUrls: [`${served.url}/${name}`] }), issuer);
    for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(name);
    assert.deepEqual(
      served.asked.map(({ request }) => request.url),
      ['/a', '/b', '/c', '/b'],
    );
  });
});

describe('issuers', () => {
  test('that are neither a certificate nor several are refused', async (t) => {
    await refused(t, 'malformed', sending('<html>'), issuersFrom);
    await refused(t, 'refused', (_, response) => response.writeHead(404).end(), issuersFrom);
  });
  test('are read from DER, from PEM and from a CMS of openssl', async (t) => {
    const pems = [root, responder].map(({ certificate }) => toPem('CERTIFICATE', certificate.der));
    const file = join(folder, 'certificates');
    writeFileSync(file, pems.join(''));
    const p7c = execFileSync('openssl', ['crl2pkcs7', '-nocrl', '-certfile', file, '-outform', 'DER']);
    const [der, other] = [root.certificate.der, responder.certificate.der];
    assert.deepEqual(await issuersFrom(await serve(t, sending(der))), [der]);
    assert.deepEqual(await issuersFrom(await serve(t, sending(pems[0]!))), [der]);
    assert.deepEqual(await issuersFrom(await serve(t, sending(p7c))), [der, other]);
  });
  test('are none where the certificate names no place', async () => {
    assert.deepEqual(await source().issuersOf(naming({ caIssuerUrls: [] })), []);
  });
  test('are found where a place has moved to', async (t) => {
    const served = await serve(t, ({ request }, response) =>
      request.url === '/old' ? response.writeHead(301, { location: '/new' }).end() : response.end(root.certificate.der),
    );
    const found = await source().issuersOf(naming({ caIssuerUrls: [`${served.url}/old`] }));
    assert.deepEqual(found, [root.certificate.der]);
  });
});
