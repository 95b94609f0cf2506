/** Webhooks on two nodes over one PostgreSQL, with receivers over HTTP: what is owed, signed, tried again, given up and replayed. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Delivery, Webhook } from '@chancery/api';
import { openOutward } from '@chancery/connectors/revocation';
import {
  createClient,
  createGroup,
  createProvider,
  leaseWebhooks,
  migrate,
  openStore,
  recordEvent,
  type Store,
  sweep,
} from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import { webhookRoutes } from '../api/webhook-routes.ts';
import type { SsaDeps } from '../deps.ts';
import { createServer } from '../http/server.ts';
import { beginDeliveries } from './deliver.ts';
import { nextTry } from './pauses.ts';
import { schemesOf } from './receiver.ts';
import { secretText, signedHeaders } from './signature.ts';

type PostgresPeer = {
  postgresPrograms(): string | undefined;
  startPostgres(): Promise<{ url(): string; stop(): Promise<void> }>;
};

// The helpers of the whole repository, outside this package's types.
const peer = (await import(new URL('../../../test/postgres.ts', import.meta.url).href)) as PostgresPeer;

test('the signature is that of the public example of Standard Webhooks', () => {
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
  const at = new Date(1_614_265_330_000);
  assert.deepEqual(signedHeaders([key], 'msg_p5jXN8AQM9LWM0D4loKWxJek', at, '{"test": 2432232314}'), {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  assert.equal(secretText(key), 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
});

test('eight tries take about a day, each pause longer than the one before, and never the same for all', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7].map((tries) => nextTry(tries, new Date(0), 0)?.getTime() ?? 0);
  assert.deepEqual(
    pauses,
    [...pauses].sort((a, b) => a - b),
  );
  const day = pauses.reduce((sum, one) => sum + one, 0) / 3_600_000;
  assert.ok(day > 21 && day < 24, String(day));
  assert.equal(nextTry(8, new Date(0), 0), undefined);
  assert.equal(nextTry(1, new Date(0), 1)?.getTime(), (pauses[0] ?? 0) * 1.2);
});

test('only a sandbox posts without TLS', () => {
  assert.deepEqual(schemesOf({ sandbox: false }), ['https']);
});

interface Got {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

describe('webhooks', { skip: peer.postgresPrograms() ? false : 'PostgreSQL is not installed' }, () => {
  let server: Awaited<ReturnType<PostgresPeer['startPostgres']>>;
  let nodes: [Store, Store];
  let app: FastifyInstance;
  let origin = '';
  let ahead = 0;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let got: Got[] = [];
  /** How many are asked now, and were at most, by path. */
  const asked = new Map<string, { now: number; most: number }>();
  const outward = openOutward({ privateHosts: ['127.0.0.1'] });
  const clock = () => new Date(Date.now() + ahead);
  const receiver = createHttpServer(async (request, response) => {
    const path = request.url ?? '';
    const busy = asked.get(path) ?? { now: 0, most: 0 };
    asked.set(path, busy);
    busy.most = Math.max(busy.most, ++busy.now);
    response.on('close', () => void busy.now--);
    let body = '';
    for await (const part of request) body += part;
    got.push({ path, headers: request.headers as Got['headers'], body });
    answer(request, response);
  });
  const yes = (_: unknown, response: ServerResponse) => void response.writeHead(204).end();

  before(async () => {
    server = await peer.startPostgres();
    const url = server.url();
    nodes = [await openStore({ url }), await openStore({ url })];
    await migrate(nodes[0]);
    await createGroup(nodes[0].db, { id: 'g', name: 'Group' });
    await createProvider(nodes[0].db, { id: 'p', group_id: 'g', name: 'Bank' });
    for (const id of ['bank', 'shop']) await createClient(nodes[0].db, id, 'p', {});
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
    app = createServer({ operator: 'Test' });
    webhookRoutes(app, depsOf(nodes[0]) as unknown as SsaDeps);
  });
  after(async () => {
    await app?.close();
    receiver.closeAllConnections();
    receiver.close();
    for (const node of nodes ?? []) await node.close();
    await server?.stop();
  });
  beforeEach(async () => {
    [ahead, answer, got] = [0, yes, []];
    asked.clear();
    await nodes[0].db.deleteFrom('webhook').execute();
    await nodes[0].db.deleteFrom('event').execute();
  });

  function depsOf(store: Store) {
    const bearer = async (client: string) => ({ client, clientName: client, group: 'g', scopes: ['service'] });
    return { store, outward, clock, bearer } satisfies Partial<SsaDeps>;
  }

  async function call(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object, client = 'bank') {
    const headers = { authorization: `Bearer ${client}` };
    const sent = payload === undefined ? {} : { payload };
    const reply = await app.inject({ method, url: `/api/v1/webhooks${path}`, headers, ...sent });
    return { status: reply.statusCode, body: (reply.payload === '' ? {} : reply.json()) as Record<string, unknown> };
  }

  async function hook(path = '/', more: object = {}, client = 'bank'): Promise<Webhook> {
    const { status, body } = await call('POST', '', { url: origin + path, ...more }, client);
    assert.equal(status, 201, JSON.stringify(body));
    return body as unknown as Webhook;
  }

  const ended = (object: string, state = 'signed', client = 'bank') =>
    recordEvent(nodes[0].db, { kind: 'request.ended', at: clock(), client, object, detail: { state } });

  /** One look of a node, and all that it began. */
  const look = async (node = nodes[0]) => void (await Promise.all(await beginDeliveries(depsOf(node), 64)));

  const deliveriesOf = async ({ id }: Webhook, search = '') =>
    (await call('GET', `/${id}/deliveries${search}`)).body['deliveries'] as Delivery[];

  test('an address that nothing could be posted to is refused, and so is a state that there is not', async () => {
    for (const url of ['http://10.0.0.1/', 'http://localhost/', 'http://u:p@8.8.8.8/', 'http://printer/', 'ftp://a.b/'])
      assert.deepEqual([url, (await call('POST', '', { url })).status], [url, 400]);
    assert.equal((await call('POST', '', { url: `${origin}/`, events: ['singed'] })).status, 400);
    const { id } = await hook();
    assert.equal((await call('PATCH', `/${id}`, { url: 'http://169.254.169.254/' })).status, 400);
  });

  test('an application has ten webhooks at most, and those of another are as if there were none', async () => {
    for (let i = 0; i < 10; i++) await hook(`/${i}`);
    assert.equal((await call('POST', '', { url: `${origin}/10` })).status, 409);
    const { id, secret } = await hook('/', {}, 'shop');
    assert.match(secret ?? '', /^whsec_\S{44}$/);
    const span = { from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
    for (const [method, path, body] of [
      ['GET', ''],
      ['PATCH', '', { events: ['signed'] }],
      ['DELETE', ''],
      ['POST', '/secrets', {}],
      ['GET', '/deliveries'],
      ['POST', '/deliveries/x/replay'],
      ['POST', '/replay', span],
    ] as const)
      assert.deepEqual([path, (await call(method, `/${id}${path}`, body)).status], [path, 404]);
    assert.doesNotMatch(JSON.stringify(await call('GET', '', undefined, 'shop')), /whsec/);
    assert.deepEqual((await call('PATCH', `/${id}`, { events: ['failed'] }, 'shop')).body['events'], ['failed']);
    assert.equal((await call('DELETE', `/${id}`, undefined, 'shop')).status, 204);
    assert.deepEqual((await call('GET', '', undefined, 'shop')).body, { items: [] });
  });

  test('of fifty made at once ten are, each act on one is told of by one event, and an act on none by no event', async () => {
    const made = await Promise.all(Array.from({ length: 50 }, (_, i) => call('POST', '', { url: `${origin}/${i}` })));
    const there = made.filter(({ status }) => status === 201).map(({ body }) => body as unknown as Webhook);
    assert.equal(there.length, 10);
    const { id } = there[0] as Webhook;
    await call('PATCH', `/${id}`, { events: ['signed'] });
    await call('POST', `/${id}/secrets`, {});
    const removals = await Promise.all(Array.from({ length: 5 }, () => call('DELETE', `/${id}`)));
    assert.equal(removals.filter(({ status }) => status === 204).length, 1);
    const events = await nodes[0].db.selectFrom('event').select(['kind', 'object']).execute();
    assert.equal(events.filter(({ kind }) => kind === 'webhook.created').length, 10);
    const ofOne = events.filter(({ object }) => object === id).map(({ kind }) => kind.replace('webhook.', ''));
    assert.deepEqual(ofOne.sort(), ['changed', 'changed', 'created', 'removed']);
  });

  test('what is owed is written with the event or not at all, to those who asked for it', async () => {
    const [all, some] = [await hook('/all'), await hook('/some', { events: ['prepared', 'refused'] })];
    await hook('/other', {}, 'shop');
    const undone = nodes[0].db.transaction().execute(async (trx) => {
      await recordEvent(trx, { kind: 'request.ended', at: clock(), client: 'bank', object: 'r0', detail: {} });
      throw new Error('undone');
    });
    await assert.rejects(undone, /undone/);
    await recordEvent(nodes[0].db, { kind: 'request.prepared', at: clock(), client: 'bank', object: 'r1' });
    await recordEvent(nodes[0].db, { kind: 'csc.signed', at: clock(), client: 'bank', object: 'r1' });
    await ended('r1');
    assert.deepEqual(
      (await deliveriesOf(all)).map(({ request, event }) => [request, event]),
      [['r1', 'signed']],
    );
    assert.deepEqual(
      (await deliveriesOf(some)).map(({ event }) => event),
      ['prepared'],
    );
    await look();
    assert.deepEqual(got.map(({ path }) => path).sort(), ['/all', '/some']);
  });

  test('a delivery is what the event stream says, signed for this time', async () => {
    const made = await hook('/in?x=1');
    await ended('r1');
    await look();
    await look();
    assert.equal(got.length, 1);
    const [{ headers, body }, [delivery]] = [got[0] as Got, await deliveriesOf(made)];
    assert.deepEqual(JSON.parse(body), { request: 'r1', state: 'signed', at: delivery?.at });
    assert.equal(headers['webhook-id'], delivery?.id);
    assert.ok(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1000) < 60);
    assert.ok(verifies(made.secret, got[0] as Got));
    assert.deepEqual([delivery?.state, delivery?.tries, delivery?.last?.status], ['delivered', 1, 204]);
  });

  test('only 2xx is an answer: another status, a redirect, too much or nobody is a try in vain', async () => {
    const elsewhere = await hook('/elsewhere', { events: ['failed'] });
    const answers: Record<string, typeof answer> = {
      '/500': (_, response) => void response.writeHead(500).end('a stack trace'),
      '/302': (_, response) => void response.writeHead(302, { location: `${origin}/elsewhere` }).end(),
      '/long': (_, response) => void response.writeHead(200).end('x'.repeat(70_000)),
      '/hangs-up': (_, response) => void response.destroy(),
    };
    answer = (request, response) => answers[request.url ?? '']?.(request, response);
    const hooks = await Promise.all(Object.keys(answers).map((path) => hook(path)));
    await ended('r1');
    await look();
    const told = (await Promise.all(hooks.map((one) => deliveriesOf(one)))).flat();
    assert.deepEqual(
      told.map(({ state, tries, last }) => [state, tries, last?.status ?? last?.error]),
      [500, 302, 'malformed', 'unreachable'].map((what) => ['waiting', 1, what]),
    );
    assert.deepEqual(await deliveriesOf(elsewhere), []);
    assert.ok(!got.some(({ path }) => path === '/elsewhere'));
    assert.doesNotMatch(JSON.stringify(told), /stack trace/);
  });

  test('a receiver that is down for an hour loses nothing', async () => {
    const made = await hook();
    answer = (_, response) => void response.writeHead(503).end();
    for (let minutes = 0; minutes < 60; minutes += 5) {
      ahead = minutes * 60_000;
      await ended(`r${minutes}`);
      await look();
    }
    [answer, got] = [yes, []];
    for (let hours = 1; hours < 5; hours++) {
      ahead = hours * 3_600_000;
      await look();
    }
    assert.equal(new Set(got.map(({ headers }) => headers['webhook-id'])).size, 12);
    assert.deepEqual(new Set((await deliveriesOf(made)).map(({ state }) => state)), new Set(['delivered']));
  });

  test('after eight tries it is given up, seen, and delivered when it is asked for', async () => {
    const made = await hook();
    answer = (_, response) => void response.writeHead(500).end();
    await ended('r1');
    for (let tries = 0; tries < 12; tries++) {
      await look();
      ahead += 16 * 3_600_000;
    }
    assert.equal(got.length, 8);
    const [failed] = await deliveriesOf(made, '?state=failed');
    assert.deepEqual([failed?.tries, failed?.due, failed?.last?.status], [8, undefined, 500]);
    answer = yes;
    const again = await call('POST', `/${made.id}/deliveries/${failed?.id}/replay`);
    assert.deepEqual([again.status, again.body['state'], again.body['tries']], [200, 'waiting', 0]);
    await look();
    assert.equal((await deliveriesOf(made))[0]?.state, 'delivered');
    assert.equal(got[8]?.headers['webhook-id'], got[0]?.headers['webhook-id']);
    assert.equal((await call('POST', `/${made.id}/deliveries/unknown/replay`)).status, 404);
  });

  test('what happened in a time is delivered again, also what happened before there was the webhook', async () => {
    const start = clock();
    await ended('r1');
    const made = await hook();
    await ended('r2');
    await ended('r3', 'refused', 'shop');
    await look();
    const replay = (from: Date, to: Date) => call('POST', `/${made.id}/replay`, { from, to });
    const to = new Date(clock().getTime() + 1);
    assert.deepEqual((await replay(start, to)).body, { deliveries: 2 });
    ahead = 1000;
    await look();
    assert.deepEqual(
      got.map(({ body }) => (JSON.parse(body) as { request: string }).request),
      ['r2', 'r1', 'r2'],
    );
    assert.deepEqual((await replay(new Date(start.getTime() - 1000), start)).body, { deliveries: 0 });
    for (const [from, until] of [
      [to, start],
      [start, new Date(start.getTime() + 32 * 86_400_000)],
    ] as const)
      assert.equal((await replay(from, until)).status, 400);
    const [newest] = await deliveriesOf(made, '?limit=1');
    assert.equal((await deliveriesOf(made, `?before=${newest?.id}`)).length, 1);
  });

  test('of two nodes each delivery is made by one, and no receiver is asked for more than four at once', async () => {
    const hooks = [];
    for (let i = 0; i < 5; i++) hooks.push(await hook(`/${i}`));
    for (let i = 0; i < 20; i++) await ended(`r${i}`);
    const waiting = new Map<string, ServerResponse[]>();
    answer = ({ url = '' }, response) => {
      const all = [...(waiting.get(url) ?? []), response];
      waiting.set(url, all.length === 4 ? [] : all);
      if (all.length === 4) for (const one of all) one.writeHead(200).end();
    };
    await Promise.all([...nodes, ...nodes, ...nodes].map((node) => look(node)));
    const times = got.map(({ path, headers }) => `${path} ${headers['webhook-id']}`);
    assert.deepEqual([times.length, new Set(times).size], [100, 100]);
    assert.deepEqual(new Set([...asked.values()].map(({ most }) => most)), new Set([4]));
  });

  test('a slow receiver holds up nobody but itself', async () => {
    const [slow, quick] = [await hook('/slow'), await hook('/quick')];
    const waiting: ServerResponse[] = [];
    answer = ({ url }, response) => void (url === '/slow' ? waiting.push(response) : response.writeHead(204).end());
    for (let i = 0; i < 6; i++) await ended(`r${i}`);
    const begun = await beginDeliveries(depsOf(nodes[0]), 64);
    await Promise.race(begun);
    await ended('later');
    await look();
    assert.equal((await deliveriesOf(quick, '?state=delivered')).length, 7);
    assert.deepEqual([asked.get('/slow')?.most, await deliveriesOf(slow, '?state=delivered')], [4, []]);
    answer = yes;
    for (const response of waiting) response.writeHead(204).end();
    await Promise.all(begun);
    assert.equal((await deliveriesOf(slow, '?state=delivered')).length, 7);
  });

  test('what a node that died had begun is taken up when its lease is over', async () => {
    const made = await hook();
    await ended('r1');
    await leaseWebhooks(nodes[1].db, clock(), new Date(clock().getTime() + 60_000), 10);
    await look();
    assert.equal((await deliveriesOf(made))[0]?.tries, 0);
    ahead = 61_000;
    await look();
    assert.equal((await deliveriesOf(made))[0]?.state, 'delivered');
  });

  test('while a secret changes deliveries carry both signatures, then one', async () => {
    const made = await hook();
    const { body, status } = await call('POST', `/${made.id}/secrets`, { overlap: 60 });
    assert.equal(status, 201);
    const secret = String(body['secret']);
    await ended('r1');
    await look();
    const [both] = got as [Got];
    assert.deepEqual([verifies(made.secret, both), verifies(secret, both)], [true, true]);
    assert.equal(both.headers['webhook-signature']?.split(' ').length, 2);
    ahead = 61_000;
    await ended('r2');
    await look();
    const [, later] = got as [Got, Got];
    assert.deepEqual([verifies(made.secret, later), verifies(secret, later)], [false, true]);
  });

  test('a month later nobody is told any more', async () => {
    const made = await hook();
    ahead = -31 * 86_400_000;
    await ended('r1');
    ahead = 0;
    await ended('r2');
    await sweep(nodes[0].db, 100);
    assert.deepEqual(
      (await deliveriesOf(made)).map(({ request }) => request),
      ['r2'],
    );
  });
});

/** As a receiver does it: the key out of its text, and one of the signatures. */
function verifies(secret = '', { headers, body }: Got): boolean {
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const mac = createHmac('sha256', key).update(signed).digest('base64');
  return (headers['webhook-signature'] ?? '').split(' ').includes(`v1,${mac}`);
}
