/** Our own connectors keep what the kit asks of others. */
import { after, before, describe, type TestContext, test } from 'node:test';
import {
  buildOcspResponse,
  buildRevocationList,
  type Certificate,
  parseOcspRequest,
  timeStampRefusal,
} from '@chancery/pki';
import { type Outward, openOutward } from '../outward/outward.ts';
import { openRevocationSource } from '../revocation/index.ts';
import { below, sampleRoot, scheme } from '../testing/sample-authority.ts';
import { type Answer, nearby, serve } from '../testing/serve.ts';
import { stampedBy } from '../testing/stamping.ts';
import { openHttpTransport } from '../tsa/http-transport.ts';
import { revocationSourceCases, timeStampTransportCases } from './index.ts';

const root = await sampleRoot();
const tsa = await below(root, 'Time', { profile: { kind: 'tsa' } });
const stopped = Promise.withResolvers<void>();
after(() => stopped.resolve());

/** A server for the whole file. */
async function serving(answer: Answer): Promise<string> {
  const context = { after: (end: () => void) => void stopped.promise.then(end) } as unknown as TestContext;
  return (await serve(context, answer)).url;
}

const stamping: Answer = async ({ body }, response) => {
  const reply = await stampedBy(tsa, body).catch(() => timeStampRefusal('badDataFormat', 'No.'));
  response.setHeader('content-type', 'application/timestamp-reply').end(reply);
};

describe('RFC 3161 over HTTP', () => {
  let url = '';
  before(async () => {
    url = await serving(stamping);
  });
  const to = (address: () => string) => ({
    exchange: (request: Uint8Array) => openHttpTransport({ url: address() }, nearby).exchange(request),
  });
  const peer = { transport: to(() => url), away: to(() => 'http://127.0.0.1:1/'), roots: [root.certificate.der] };
  for (const { name, run } of timeStampTransportCases(peer)) test(name, run);
});

describe('status, lists and issuers from where certificates say', async () => {
  const hour = 3_600_000;
  const revokedAt = new Date(Date.now() - hour);
  const nextUpdate = new Date(Date.now() + hour);
  const url = await serving(async (asked, response) =>
    response.end(await answerAt(asked.request.url ?? '', asked.body)),
  );
  const port = new URL(url).port;
  const at = (path: string) => `http://status.example.org:${port}/${path}`;
  const places = { kind: 'signer', ocspUrl: at('ocsp'), crlUrl: at('crl'), caIssuersUrl: at('issuer') } as const;
  const [good, revoked, nowhere] = await Promise.all([
    below(root, 'Ana', { profile: places }),
    below(root, 'Luis', { profile: places }),
    below(root, 'Mei'),
  ]);

  async function answerAt(path: string, body: Uint8Array): Promise<Uint8Array> {
    if (path === '/issuer') return root.certificate.der;
    const { certificate } = root;
    const { serialHex } = revoked.certificate;
    if (path === '/crl') {
      const list = { issuer: certificate, number: 1n, thisUpdate: new Date(), nextUpdate };
      return buildRevocationList({ ...list, revoked: [{ serialHex, at: revokedAt }] }, scheme, root.sign);
    }
    const { id, nonce } = parseOcspRequest(body);
    const status =
      id.serialHex === serialHex ? ({ kind: 'revoked', at: revokedAt } as const) : ({ kind: 'good' } as const);
    const times = { producedAt: new Date(), thisUpdate: new Date(), nextUpdate };
    const answer = { id, status, ...times, responder: certificate, certificates: [] };
    return buildOcspResponse({ ...answer, ...(nonce ? { nonce } : {}) }, scheme, root.sign);
  }

  const outward = (resolve: () => Promise<{ address: string; family: number }[]>): Outward =>
    openOutward({ privateHosts: ['status.example.org'] }, resolve);
  const here = outward(async () => [{ address: '127.0.0.1', family: 4 }]);
  const gone = outward(() => Promise.reject(new Error('ENOTFOUND')));
  const certificates: Record<'good' | 'revoked' | 'nowhere' | 'issuer', Certificate> = {
    good: good.certificate,
    revoked: revoked.certificate,
    nowhere: nowhere.certificate,
    issuer: root.certificate,
  };
  const peer = { source: openRevocationSource({}, here), away: openRevocationSource({}, gone), ...certificates };
  for (const { name, run } of revocationSourceCases(peer)) test(name, run);
});
