/** Documents that come in by themselves or as a form: every refusal, what is left behind, and what is signed in the end. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { type ClientRequest, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { isProblem, problems } from '@chancery/api';
import { forgetUploads } from './index.ts';
import { largestDocument, onePage, World } from './world.test.ts';

const uploads = '/api/v1/uploads';
const requests = '/api/v1/signature-requests';
const gibibyte = 1024 ** 3;

type Answer = Awaited<ReturnType<World['call']>>;
type Parts = readonly (readonly [name: string, content: Uint8Array | string])[];

describe('documents on their way in', () => {
  let world: World;
  let token = '';
  let client = '';
  let pdf: Uint8Array;
  before(async () => {
    world = await World.open();
    ({ token, client } = await world.provider());
    pdf = await onePage();
    mkdirSync(join(world.folder, 'documents'));
    await world.app.listen({ host: '127.0.0.1', port: 0 });
  });
  after(() => world.close());

  const octets = { 'content-type': 'application/octet-stream' };
  const upload = (content: Uint8Array, more: object = {}, by = token) =>
    world.call('POST', uploads, by, Buffer.from(content), { ...octets, ...more });
  const uploaded = async (content: Uint8Array = pdf) => String((await upload(content)).body['id']);
  const ask = (documents: readonly object[], by = token, more: object = {}) =>
    world.call('POST', requests, by, { documents, ...more });

  async function form(parts: Parts, more: object = {}): Promise<Answer> {
    const body = new FormData();
    for (const [name, content] of parts) {
      if (typeof content === 'string') body.append(name, content);
      else body.append(name, new Blob([new Uint8Array(content)]), 'file.bin');
    }
    const sent = new Response(body);
    const type = { 'content-type': sent.headers.get('content-type') };
    return world.call('POST', requests, token, Buffer.from(await sent.arrayBuffer()), { ...type, ...more });
  }

  const wanting = (...documents: object[]) => JSON.stringify({ documents });
  const offer = { name: 'Offer.pdf' };
  const cades = { name: 'Note.txt', signature: { format: 'cades', packaging: 'detached' } };

  async function refuses(code: string, answer: Promise<Answer>, words = /./): Promise<void> {
    const { status, body } = await answer;
    assert.ok(isProblem(body), JSON.stringify(body));
    assert.equal(body.code, code, body.detail);
    assert.equal(status, problems[body.code].status);
    assert.match(body.detail, words);
  }

  const kept = () => {
    const folder = join(world.folder, 'documents');
    return readdirSync(folder, { recursive: true }).map(String).sort();
  };
  const rows = async () =>
    (await world.store.db.selectFrom('upload').select('id').where('used_by', 'is', null).execute()).length;

  /** Whatever it refuses leaves no file and no row. */
  async function leavesNothing(work: () => Promise<void>): Promise<void> {
    const before = [kept(), await rows()];
    await work();
    assert.deepEqual([kept(), await rows()], before);
  }

  test('an upload without a token or of another type is refused', async () => {
    await refuses('unauthorized', upload(pdf, {}, 'unknown'));
    await refuses('unsupported_media_type', upload(pdf, { 'content-type': 'application/pdf' }));
    await refuses('unsupported_media_type', world.call('POST', uploads, token, { content: 'JVBE' }));
    await refuses('unsupported_media_type', world.call('POST', requests, token, Buffer.from(pdf), octets));
    await refuses('unsupported_media_type', world.call('POST', requests, token));
  });

  test('what says that it is too large, or is without saying so, is refused and leaves nothing', async () => {
    await leavesNothing(async () => {
      await refuses('too_large', upload(pdf, { 'content-length': String(largestDocument + 1) }));
      const { status, code } = await stream(function* () {
        for (let sent = 0; sent <= largestDocument; sent += zeros.length) yield zeros;
      });
      assert.deepEqual([status, code], [413, 'too_large']);
    });
  });

  test('an upload whose sender goes away leaves nothing', async () => {
    await leavesNothing(async () => {
      const sending = open({ 'content-length': String(4 * zeros.length) });
      sending.on('error', () => undefined).write(zeros);
      while ((await rows()) === 0) await pause(5);
      sending.destroy();
      while ((await rows()) > 0) await pause(5);
    });
  });

  test('a form whose sender goes away leaves nothing', async () => {
    await leavesNothing(async () => {
      const head = '--X\r\nContent-Disposition: form-data; name="documents[0]"\r\n\r\n';
      const sending = open({ 'content-type': 'multipart/form-data; boundary=X' }, requests);
      sending.on('error', () => undefined).write(Buffer.concat([Buffer.from(head), zeros]));
      while (!kept().some((name) => name.includes('0.original'))) await pause(5);
      sending.destroy();
      while ((await rows()) > 0) await pause(5);
    });
  });

  test('a form that goes on after its time is refused and leaves nothing, also what came last', async () => {
    await leavesNothing(async () => {
      const part = (position: number) =>
        `--X\r\nContent-Disposition: form-data; name="documents[${position}]"\r\n\r\nsomething\r\n`;
      const answer = Promise.withResolvers<{ code: string }>();
      const type = { 'content-type': 'multipart/form-data; boundary=X' };
      const sending = open(type, requests, answer.resolve).on('error', answer.reject);
      sending.write(`${part(0)}--X\r\n`);
      while (!kept().some((name) => name.endsWith('0.original'))) await pause(5);
      world.ahead = 86_400_000 + 61_000;
      await forgetUploads(world.deps);
      const request = 'Content-Disposition: form-data; name="request"\r\n\r\n';
      sending.end(`${request}${wanting(cades, cades)}\r\n${part(1)}--X--\r\n`);
      assert.equal((await answer.promise).code, 'not_found');
      world.ahead = 0;
    });
  });

  test('an upload that goes on after its time is refused for that, and leaves nothing', async () => {
    const removed = () => forgetUploads(world.deps);
    for (const remove of [removed, async () => 0]) {
      await leavesNothing(async () => {
        const answer = Promise.withResolvers<{ status: number; code: string }>();
        const sending = open({}, uploads, answer.resolve).on('error', answer.reject);
        const before = kept().length;
        sending.write(zeros);
        while (kept().length < before + 2) await pause(5);
        world.ahead = 86_400_000 + 61_000;
        await remove();
        sending.end(zeros);
        assert.deepEqual(await answer.promise, { status: problems.expired.status, code: 'expired' });
        world.ahead = 0;
      });
    }
  });

  test('an upload of another client, an unknown one, and one named twice are refused', async () => {
    const id = await uploaded();
    const other = (await world.provider()).token;
    await refuses('not_found', ask([{ ...offer, upload: id }], other));
    await refuses('not_found', ask([{ ...offer, upload: 'unknown' }]));
    await refuses('invalid_request', ask([1, 2].map(() => ({ ...offer, upload: id }))), /named twice/);
    assert.equal((await ask([{ ...offer, upload: id }])).status, 201);
  });

  test('an upload is used once, and it is gone', async () => {
    const id = await uploaded();
    const all = await Promise.all(Array.from({ length: 10 }, () => ask([{ ...offer, upload: id }])));
    assert.deepEqual(all.map(({ status }) => status).sort(), [201, ...Array.from({ length: 9 }, () => 409)]);
    await refuses('conflict', ask([{ ...offer, upload: id }]), /used/);
    assert.ok(!kept().includes(id));
  });

  test('an upload is not used up by a request that is refused', async () => {
    const [good, bad] = [await uploaded(), await uploaded(Buffer.from('no PDF'))];
    const documents = [good, bad].map((upload) => ({ ...offer, upload }));
    await refuses('document_not_pdf', ask(documents), /documents\[1\]/);
    assert.equal((await ask(documents.slice(0, 1))).status, 201);
  });

  test('an upload past its time is refused, and removed with what came in by halves', async () => {
    const id = await uploaded();
    const half = { id: 'half', client_id: client, document_key: new Uint8Array(32), size: 9 };
    const times = { created_at: new Date(), expires_at: new Date(Date.now() + 86_400_000) };
    await world.store.db
      .insertInto('upload')
      .values({ ...half, ...times })
      .execute();
    await world.deps.documents.put(half.document_key, 'half', 'upload', pdf);
    world.ahead = 86_400_000 + 1_000;
    await refuses('expired', ask([{ ...offer, upload: id }]));
    assert.equal(await forgetUploads(world.deps), 0, 'the clocks of two nodes may differ');
    world.ahead += 60_000;
    assert.ok((await forgetUploads(world.deps)) >= 2);
    world.ahead = 0;
    assert.ok(!kept().some((name) => name.startsWith(id) || name.startsWith('half')));
    await refuses('not_found', ask([{ ...offer, upload: id }]));
  });

  test('a client has only so much waiting', async () => {
    const miser = await world.provider();
    const times = { created_at: new Date(), expires_at: new Date(Date.now() + 60_000) };
    const row = { id: 'much', client_id: miser.client, document_key: new Uint8Array(32), size: 32 * gibibyte };
    await world.store.db
      .insertInto('upload')
      .values({ ...row, ...times })
      .execute();
    await refuses('too_many_requests', upload(pdf, {}, miser.token));
    assert.equal((await upload(pdf)).status, 201);
  });

  test('what waits can be used, however much it is', async () => {
    const rich = await world.provider();
    const waiting = (await upload(pdf, {}, rich.token)).body['id'];
    const about = { client_id: rich.client, document_key: new Uint8Array(32), size: 13 * 1024 * 1024 };
    const times = { created_at: new Date(), expires_at: new Date(Date.now() + 60_000) };
    const many = Array.from({ length: 2_499 }, (_, i) => ({ id: `rich-${i}`, ...about, ...times }));
    await world.store.db.insertInto('upload').values(many).execute();
    await refuses('too_many_requests', upload(pdf, {}, rich.token));
    assert.equal((await ask([{ ...offer, upload: waiting }], rich.token)).status, 201);
  });

  test('1,001 documents are refused', async () => {
    await refuses('invalid_request', ask(Array.from({ length: 1_001 }, () => ({ ...offer, content: 'JVBE' }))), /1000/);
    await leavesNothing(() => refuses('invalid_request', form([['documents[1000]', pdf]]), /Parts are named/));
  });

  test('a form without its request, without a document, with one too many or one twice is refused', async () => {
    const request = ['request', wanting(offer)] as const;
    const document = ['documents[0]', pdf] as const;
    await leavesNothing(async () => {
      await refuses('invalid_request', form([document]), /no part named request/);
      await refuses('invalid_request', form([request]), /documents\[0\] has no content/);
      await refuses('invalid_request', form([request, document, document]), /more than one part named documents\[0\]/);
      await refuses('invalid_request', form([request, request, document]), /more than one part named request/);
      await refuses('invalid_request', form([request, document, ['documents[1]', pdf]]), /knows no documents\[1\]/);
      await refuses('invalid_request', form([request, ['Offer.pdf', pdf]]), /Parts are named/);
      const both = wanting({ ...offer, content: Buffer.from(pdf).toString('base64') });
      await refuses('invalid_request', form([['request', both], document]), /more than one way/);
      await refuses('invalid_request', ask([offer]), /has no content/);
    });
  });

  test('a form with a document or a request that is too large is refused, and leaves nothing', async () => {
    const large = ['documents[0]', Buffer.alloc(largestDocument + 1)] as const;
    const long = ['request', ' '.repeat(16 * 1024 * 1024 + 1)] as const;
    await leavesNothing(async () => {
      await refuses('too_large', form([['request', wanting(offer)], large]));
      await refuses('too_large', form([['documents[0]', pdf], long]));
    });
  });

  test('a form whose request is no JSON, or not what is expected, is refused', async () => {
    const document = ['documents[0]', pdf] as const;
    await leavesNothing(async () => {
      await refuses('invalid_request', form([['request', '{'], document]), /not JSON/);
      await refuses('invalid_request', form([['request', wanting({ nome: 'x' })], document]), /request\/documents\/0/);
      await refuses('invalid_request', form([['request', '{"documents":[]}'], document]), /request\/documents/);
      await refuses(
        'document_not_pdf',
        form([
          ['request', wanting(offer)],
          ['documents[0]', ''],
        ]),
      );
    });
  });

  test('the same key gets the same answer, and with other octets none', async () => {
    const key = { 'idempotency-key': 'upload-1' };
    const first = await upload(pdf, key);
    assert.deepEqual((await upload(pdf, key)).body, first.body);
    await refuses('idempotency_mismatch', upload(Buffer.from('other'), key));
    const parts: Parts = [
      ['request', wanting(offer)],
      ['documents[0]', pdf],
    ];
    const made = await form(parts, { 'idempotency-key': 'form-1' });
    assert.equal(made.status, 201);
    await leavesNothing(async () => {
      const again = await form(parts.toReversed(), { 'idempotency-key': 'form-1' });
      assert.deepEqual(again.body, made.body);
      const other = form(
        [
          ['request', wanting(offer)],
          ['documents[0]', await onePage('Other')],
        ],
        {
          'idempotency-key': 'form-1',
        },
      );
      await refuses('idempotency_mismatch', other);
    });
  });

  test('one request takes its documents from its JSON, from its form and from an upload', async () => {
    const content = Buffer.from(await onePage('First')).toString('base64');
    const documents = [{ name: '1.pdf', content }, { name: '2.pdf' }, { name: '3.pdf', upload: await uploaded() }];
    const second = await onePage('Second');
    const { body, status } = await form([
      ['documents[1]', second],
      ['request', wanting(...documents)],
    ]);
    assert.equal(status, 201);
    const shown = body['documents'] as { name: string; size: number }[];
    assert.deepEqual(
      shown.map(({ name, size }) => [name, size]),
      [
        ['1.pdf', Buffer.from(content, 'base64').length],
        ['2.pdf', second.length],
        ['3.pdf', pdf.length],
      ],
    );
  });

  const zeros = Buffer.alloc(1024 * 1024);

  function open(
    more: object,
    path = uploads,
    done?: (answer: { status: number; code: string }) => void,
  ): ClientRequest {
    const { port } = world.app.server.address() as AddressInfo;
    const headers = { authorization: `Bearer ${token}`, ...octets, ...more };
    return httpRequest({ host: '127.0.0.1', port, method: 'POST', path, headers }, async (answer) => {
      let text = '';
      for await (const piece of answer) text += piece;
      done?.({ status: answer.statusCode ?? 0, code: String(JSON.parse(text).code) });
    });
  }

  /** Sends until it is answered. */
  function stream(pieces: () => Iterable<Uint8Array>): Promise<{ status: number; code: string }> {
    return new Promise((resolve, reject) => {
      let answered = false;
      const sending = open({}, uploads, (answer) => {
        answered = true;
        resolve(answer);
      });
      sending.on('error', (error) => answered || reject(error));
      const send = async () => {
        for (const piece of pieces()) {
          if (answered || sending.destroyed) return;
          if (!sending.write(piece))
            await new Promise((drained) => sending.once('drain', drained).once('close', drained));
        }
        sending.end();
      };
      void send();
    });
  }
});
