import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { digestOf } from '@chancery/pki';
import { timeStampTransportCases } from '../kit/index.ts';
import { openOutsideRevocationSource } from '../revocation/index.ts';
import { below, sampleRoot } from '../testing/sample-authority.ts';
import { type Answer, nearby, serve } from '../testing/serve.ts';
import { stampedBy } from '../testing/stamping.ts';
import { type OutsideModule, openTimeStamping } from '../tsa/index.ts';
import { openOutsideTransport } from '../tsa/outside-transport.ts';

const root = await sampleRoot();
const tsa = await below(root, 'Time', { profile: { kind: 'tsa' } });
const example = join(import.meta.dirname, '../../examples/time-stamps-in-json.mjs');
const imprint = digestOf('sha256', Buffer.from('what is stamped'));
const folder = mkdtempSync(join(tmpdir(), 'outside-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');
const named = (file: string, options?: unknown): OutsideModule => ({
  type: 'module',
  file,
  sha256: sha256(file),
  options,
});

/** A module of one file with this text. */
function written(text: string): OutsideModule {
  const file = join(folder, `${files++}.mjs`);
  writeFileSync(file, text);
  return named(file);
}

const inJson: Answer = async ({ request, body }, response) => {
  if (request.headers['x-api-key'] !== 'secret') return response.writeHead(401).end();
  const { request: asked } = JSON.parse(Buffer.from(body).toString());
  const reply = await stampedBy(tsa, new Uint8Array(Buffer.from(asked, 'base64'))).catch(() => undefined);
  if (!reply) return response.writeHead(400).end();
  return response.end(JSON.stringify({ response: Buffer.from(reply).toString('base64') }));
};

describe('a module is refused at the start', () => {
  const opening = (module: OutsideModule) => () =>
    assert.rejects(openOutsideTransport(module, nearby), { name: 'ConnectorError', code: 'configuration' });
  const options = { url: 'http://127.0.0.1/', apiKey: 'secret' };

  test('whose file is not there', opening({ ...named(example, options), file: join(folder, 'none.mjs') }));
  test('whose file has another digest', opening({ ...named(example, options), sha256: '0'.repeat(64) }));
  test('whose file was changed by one octet', async () => {
    const { file, sha256: known } = written(readFileSync(example, 'utf8'));
    writeFileSync(file, `${readFileSync(file, 'utf8')}\n`);
    await opening({ type: 'module', file, sha256: known, options })();
  });
  test('that is no JavaScript', opening(written('export function {')));
  test('that imports what was not hashed', async () => {
    writeFileSync(join(folder, 'other.mjs'), 'export const x = 1;');
    await opening(
      written("import { x } from './other.mjs'; export const openTimeStampTransport = () => ({ exchange: x });"),
    )();
  });
  test('that is a connector of something else', opening(written('export const openInvoices = () => ({});')));
  test('that opens nothing', opening(written('export const openTimeStampTransport = () => undefined;')));
  test(
    'that opens something without the method',
    opening(written('export const openTimeStampTransport = () => ({});')),
  );
  test('that does not like its options', opening(named(example, { url: 'nowhere' })));
  test('that fails', opening(written("export const openTimeStampTransport = () => { throw new TypeError('x'); };")));
});

describe('what a module brings is bounded', () => {
  const transport = (body: string) =>
    openOutsideTransport(
      written(`export const openTimeStampTransport = () => ({ exchange: async () => ${body} });`),
      nearby,
    );
  const brings = async (body: string, code: string) =>
    assert.rejects((await transport(body)).exchange(imprint), { name: 'ConnectorError', code });

  test('to octets', () => brings('"text"', 'malformed'));
  test('to so many octets', () => brings('new Uint8Array(300_000)', 'malformed'));
  test('to errors that are understood', () => brings('Promise.reject(new TypeError())', 'unreachable'));
  test('and verified: a token of its own invention is none', async () => {
    const module = written(
      'export const openTimeStampTransport = () => ({ exchange: async () => new Uint8Array(100) });',
    );
    const { stamp } = await openTimeStamping([{ ...module, roots: [root.certificate.der] }], nearby);
    await assert.rejects(stamp(imprint, 'sha256'), { code: 'malformed' });
  });
  test('a source of revocation data likewise', async () => {
    const text =
      'export const openRevocationSource = () => ({ ocspOf: () => "x", crlOf: () => undefined, issuersOf: () => [new Uint8Array(2)] });';
    const source = await openOutsideRevocationSource(written(text), nearby);
    const { certificate } = root;
    await assert.rejects(source.ocspOf(certificate, certificate), { code: 'malformed' });
    assert.equal(await source.crlOf(certificate, certificate), undefined);
    assert.deepEqual(await source.issuersOf(certificate), [new Uint8Array(2)]);
    await assert.rejects(openOutsideRevocationSource(named(example), nearby), { code: 'configuration' });
  });
});

describe('the example', () => {
  const stop = Promise.withResolvers<void>();
  let url = '';
  before(async () => {
    const context = { after: (end: () => void) => void stop.promise.then(end) } as unknown as TestContext;
    ({ url } = await serve(context, inJson));
  });
  after(() => stop.resolve());
  const open = (to: string, apiKey = 'secret') => openOutsideTransport(named(example, { url: to, apiKey }), nearby);
  const later = (to: () => string) => ({
    exchange: async (request: Uint8Array) => (await open(to())).exchange(request),
  });

  const peer = { transport: later(() => url), away: later(() => 'http://127.0.0.1:1/'), roots: [root.certificate.der] };
  for (const { name, run } of timeStampTransportCases(peer)) test(name, run);

  test('is named in the configuration with its digest, and its tokens are taken', async () => {
    const configured = { ...named(example, { url, apiKey: 'secret' }), roots: [root.certificate.der] };
    const { signer } = await (await openTimeStamping([configured], nearby)).stamp(imprint, 'sha256');
    assert.deepEqual(signer.der, tsa.certificate.der);
  });
  test('is refused with another key', async () => {
    await assert.rejects((await open(url, 'other')).exchange(imprint), { code: 'refused' });
  });
});
