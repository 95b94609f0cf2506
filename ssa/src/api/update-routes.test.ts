import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { World } from '../world.test.ts';

const update = '/api/v1/signatures/update';
const stamps = '/api/v1/timestamps';
const base64 = (octets: Uint8Array) => Buffer.from(octets).toString('base64');
const document = base64(Buffer.from('%PDF-1.7\n'));
const hash = base64(randomBytes(32));

describe('signature update and time-stamps', () => {
  let world: World;
  let token = '';
  let group = '';
  before(async () => {
    world = await World.open();
    ({ token, group } = await world.provider());
  });
  after(() => world.close());

  async function refuses(code: string, answer: ReturnType<World['call']>): Promise<void> {
    const { body } = await answer;
    assert.equal(body['code'], code, JSON.stringify(body));
  }
  const post = (path: string, body: object, by = token) => world.call('POST', path, by, body);
  const connect = (change: object = {}) =>
    post('/admin/v1/tsas', { group, url: world.ca.url, roots: [base64(world.ca.root)], ...change }, 'operators-only');

  test('are for applications alone, and connecting an authority for operators', async () => {
    world.tokens.set('person', { client: 'c', clientName: 'c', group, account: 'a', scopes: ['service'] });
    for (const [path, body] of [
      [update, { document, level: 'B-T' }],
      [stamps, { hash, algorithm: 'sha256' }],
    ] as const) {
      await refuses('unauthorized', post(path, body, ''));
      await refuses('insufficient_scope', post(path, body, 'person'));
    }
    const authority = { group, url: world.ca.url, roots: [base64(world.ca.root)] };
    await refuses('unauthorized', post('/admin/v1/tsas', authority));
  });

  test('of a group without an authority are refused', async () => {
    await refuses('conflict', post(update, { document, level: 'B-T' }));
    await refuses('conflict', post(stamps, { hash, algorithm: 'sha256' }));
  });

  test('an authority whose root is no certificate, without a root, or with a password over http is not connected', async () => {
    await refuses('invalid_request', connect({ roots: [base64(randomBytes(20))] }));
    await refuses('invalid_request', connect({ roots: [] }));
    await refuses('invalid_request', connect({ group: 'nobody' }));
    await refuses('invalid_request', connect({ credentials: { user: 'us', password: 'secret' } }));
  });

  test('what nobody could update or stamp is refused for what it is', async () => {
    assert.equal((await connect()).status, 201);
    await refuses('invalid_request', post(update, { document: '?', level: 'B-T' }));
    await refuses('invalid_request', post(update, { document, level: 'B-T', roots: [base64(randomBytes(20))] }));
    await refuses('invalid_request', post(update, { document, level: 'B-B' }));
    await refuses('document_damaged', post(update, { document, level: 'B-T' }));
    await refuses('document_damaged', post(update, { document: base64(randomBytes(50)), level: 'B-T' }));
    await refuses('invalid_request', post(stamps, { hash, algorithm: 'sha384' }));
    await refuses('invalid_request', post(stamps, { hash: '?', algorithm: 'sha256' }));
  });

  async function form(parts: Readonly<Record<string, string | readonly string[]>>) {
    const body = new FormData();
    for (const [name, contents] of Object.entries(parts))
      for (const content of [contents].flat()) body.append(name, new Blob([content]), 'file.bin');
    const sent = new Response(body);
    const type = { 'content-type': sent.headers.get('content-type') };
    return world.call('POST', update, token, Buffer.from(await sent.arrayBuffer()), type);
  }

  test('as a form needs its request and one document, and is refused for what it is', async () => {
    const request = JSON.stringify({ level: 'B-T' });
    await refuses('invalid_request', form({ document: '%PDF-1.7' }));
    await refuses('invalid_request', form({ request }));
    await refuses('invalid_request', form({ request: '{}', document: '%PDF-1.7' }));
    await refuses('invalid_request', form({ request, document: '%PDF-1.7', other: 'x' }));
    await refuses(
      'invalid_request',
      form({ request: JSON.stringify({ level: 'B-T', document }), document: '%PDF-1.7' }),
    );
    await refuses('invalid_request', form({ request: [request, request], document: '%PDF-1.7' }));
    await refuses('invalid_request', form({ request, document: ['%PDF-1.7', '%PDF-1.7'] }));
    await refuses('document_damaged', form({ request, document: '%PDF-1.7' }));
    await refuses('unsupported_media_type', world.call('POST', update, token));
  });

  test('of another client’s upload, an unknown one or one beside a document is refused; what fails spends none', async () => {
    const octets = { 'content-type': 'application/octet-stream' };
    const { body } = await world.call('POST', '/api/v1/uploads', token, Buffer.from('%PDF-1.7'), octets);
    const upload = String(body['id']);
    const other = await world.provider();
    await world.admin('tsas', { group: other.group, url: world.ca.url, roots: [base64(world.ca.root)] });
    await refuses('not_found', post(update, { upload, level: 'B-T' }, other.token));
    await refuses('not_found', post(update, { upload: 'unknown', level: 'B-T' }));
    await refuses('invalid_request', post(update, { upload, document, level: 'B-T' }));
    await refuses('document_damaged', post(update, { upload, level: 'B-T' }));
    await refuses('document_damaged', post(update, { upload, level: 'B-T' }));
  });

  test('an authority that answers something else is not available', async () => {
    await refuses('unavailable', post(stamps, { hash, algorithm: 'sha256' }));
  });
});
