/** What becomes of signed documents: a thousand of them under one approval, a ZIP with its report, and events as they happen. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { findRequest } from '@chancery/store';
import { createServer, ssaRoutes } from './index.ts';
import { Person, readStatement } from './person.test.ts';
import { resultArchive } from './results/archive.ts';
import { challengeIn, onePage, World } from './world.test.ts';

const requests = '/api/v1/signature-requests';

interface Report {
  readonly signer: { readonly name: string; readonly certificate: { readonly subject: string } };
  readonly asked: { readonly level: string };
  readonly documents: readonly {
    readonly name: string;
    readonly file: string;
    readonly level: string;
    readonly not_reached?: string;
    readonly uploaded: { readonly sha256: string };
    readonly signed: { readonly sha256: string; readonly size: number };
  }[];
}

describe('results', () => {
  let world: World;
  let token = '';
  let account = '';
  let person: Person;
  before(async () => {
    world = await World.open();
    ({ token } = await world.provider());
    person = new Person('results');
    account = await world.account(token, person);
    const enrolment = await world.call('POST', '/api/v1/enrollments', token, { account });
    await world.walk(String(enrolment.body['url']), '', person);
  });
  after(() => world.close());

  async function ask(documents: readonly object[], more: object = {}): Promise<{ id: string; url: string }> {
    const { body, status } = await world.call('POST', requests, token, { documents, ...more });
    assert.equal(status, 201, JSON.stringify(body));
    return { id: String(body['id']), url: String(body['authorization_url']) };
  }

  async function signed(documents: readonly object[], more: object = {}): Promise<string> {
    const { id, url } = await ask(documents, more);
    assert.match(await world.walk(url, account, person), /\/result$/);
    return id;
  }

  const base64 = (content: Uint8Array | string) => Buffer.from(content).toString('base64');
  const text = (name: string, content: string) => ({
    name,
    content: base64(content),
    signature: { format: 'cades', packaging: 'attached' },
  });

  function unpacked(archive: Uint8Array, name: string): { folder: string; report: Report; page: string } {
    const folder = join(world.folder, name);
    mkdirSync(folder);
    writeFileSync(`${folder}.zip`, archive);
    execFileSync('unzip', ['-q', `${folder}.zip`, '-d', folder]);
    const read = (file: string) => readFileSync(join(folder, file), 'utf8');
    return { folder, report: JSON.parse(read('report.json')) as Report, page: read('report.html') };
  }

  const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');

  test('nothing is packed of a request that is not signed, or of another client', async () => {
    const { id } = await ask([{ name: 'Offer.pdf', content: base64(await onePage()) }]);
    const early = await world.call('GET', `${requests}/${id}/documents.zip`, token);
    assert.deepEqual([early.status, early.body['code']], [409, 'not_signed']);
    const stranger = (await world.provider()).token;
    for (const what of ['documents.zip', 'events']) {
      const url = `${requests}/${id}/${what}`;
      assert.equal((await world.call('GET', url, stranger)).body['code'], 'not_found');
      const head = await world.app.inject({ method: 'HEAD', url, headers: { authorization: `Bearer ${token}` } });
      assert.equal(head.statusCode, 405, 'all of it is made for nobody');
    }
  });

  test('an archive has every signed document under a name of its own, and a report that is true', async () => {
    const pdf = await onePage();
    const documents = [
      { name: '../Offer <1>.pdf', content: base64(pdf) },
      text('same.txt', 'one'),
      text('Same.txt', 'two'),
    ];
    const level = { level: 'B-T', when_unavailable: 'lower' };
    await world.admin('tsas', { group: world.tokens.get(token)?.group, ...nobody() });
    const id = await signed(documents, { account, ...level });
    const answer = await world.call('GET', `${requests}/${id}/documents.zip`, token);
    assert.equal(answer.headers['content-type'], 'application/zip');
    const { folder, report, page } = unpacked(answer.bytes, 'archive');
    assert.deepEqual(
      report.documents.map(({ name, file }) => [name, file]),
      [
        ['../Offer <1>.pdf', '_Offer _1_.pdf'],
        ['same.txt', 'same.txt.p7s'],
        ['Same.txt', 'Same (2).txt.p7s'],
      ],
    );
    for (const { file, signed: told } of report.documents) {
      const content = readFileSync(join(folder, file));
      assert.deepEqual([sha256(content), content.length], [told.sha256, told.size]);
    }
    assert.equal(report.documents[0]?.uploaded.sha256, sha256(pdf));
    assert.deepEqual(
      report.documents.map((one) => [one.level, one.not_reached]),
      Array.from({ length: 3 }, () => ['B-B', 'B-T']),
    );
    assert.equal(report.signer.name, 'Ana results');
    assert.match(page, /The level that was asked for, B-T, was not reached by any document/);
    assert.match(page, /Offer &#60;1&#62;\.pdf/);
    assert.doesNotMatch(page, /<1>|<script|https?:/);
  });

  test('whoever leaves an archive, wherever in it, leaves no document open', async () => {
    const id = await signed([{ name: 'Offer.pdf', content: base64(await onePage()) }, text('a.txt', 'one')], {
      account,
    });
    const request = await findRequest(world.store.db, world.tokens.get(token)?.client ?? '', id);
    assert.ok(request);
    const open = new Set<object>();
    const { documents } = world.deps;
    const watched: typeof documents = {
      ...documents,
      open: async (...place) => {
        const document = await documents.open(...place);
        open.add(document);
        const close = () => {
          open.delete(document);
          document.close();
        };
        return { ...document, close };
      },
    };
    for (let pieces = 0, whole = false; !whole; pieces++) {
      const archive = await resultArchive({ ...world.deps, documents: watched }, request);
      const reading = archive[Symbol.asyncIterator]();
      for (let read = 0; read < pieces && !whole; read++) whole = (await reading.next()).done === true;
      archive.destroy();
      for (let waits = 0; open.size > 0 && waits < 200; waits++) await pause(5);
      assert.equal(open.size, 0, `after ${pieces} pieces`);
    }
  });

  /** An authority that is connected and never answers. */
  function nobody() {
    return { url: 'http://127.0.0.1:9/', roots: [base64(world.ca.root)] };
  }

  /** As a browser does that is told to try again: the SAM may need longer than one question waits. */
  async function comeBack(url: string): Promise<string> {
    for (;;) {
      const { status, location } = await world.visit(url, account);
      if (status !== 503) return location || String(status);
      await pause(1_000);
    }
  }

  test('a thousand documents of mixed formats are signed by one approval, and packed', async () => {
    const pdf = base64(await onePage());
    const kinds = [
      (i: number) => ({ name: `Contract ${i}.pdf`, content: pdf }),
      (i: number) => text(`Note ${i}.txt`, `note ${i}`),
      (i: number) => ({
        name: `Order ${i}.xml`,
        content: base64(`<order number="${i}"/>`),
        signature: { format: 'xades', packaging: 'enveloped' },
      }),
    ];
    const documents = Array.from({ length: 1_000 }, (_, i) => kinds[i % 3]?.(i) ?? {});
    const start = process.memoryUsage().rss;
    const { id, url } = await ask(documents, { account });
    const approval = (await world.visit(url, account)).location;
    const { intent } = await readStatement(world.sic, challengeIn(approval));
    assert.deepEqual([intent.dtbsr?.length, intent.display?.length], [1_000, 1_000]);
    const last = new URL(intent.display?.[999]?.viewUrl ?? '').pathname;
    assert.match(last, /\/999$/);
    assert.equal((await world.call('GET', last, '')).status, 200);
    assert.equal((await world.call('GET', `${last}/proof`, '')).status, 200);
    assert.equal((await world.call('GET', last.replace(/999$/, '1000'), '')).status, 404);
    assert.match(await comeBack(await person.approve(world.sic, challengeIn(approval))), /\/result$/);
    const { body } = await world.call('GET', `${requests}/${id}`, token);
    assert.equal(body['state'], 'signed');
    const shown = body['documents'] as { url: string }[];
    assert.equal((await world.call('GET', new URL(shown[999]?.url ?? '').pathname, token)).status, 200);
    const state = JSON.parse((await world.visit(`${url}/state.json`, account)).text);
    assert.equal(state.documents.length, 1_000);
    const verdict = (await world.visit(`${url}/documents/1/verdict.json`, account)).text;
    assert.deepEqual(JSON.parse(verdict), { level: 'B-B' }, 'what is no PDF is not judged there');
    const { report } = unpacked((await world.call('GET', `${requests}/${id}/documents.zip`, token)).bytes, 'thousand');
    assert.equal(new Set(report.documents.map(({ file }) => file)).size, 1_000);
    const grown = process.memoryUsage().rss - start;
    assert.ok(grown < 512 * 1024 * 1024, `${Math.round(grown / 1024 / 1024)} MiB more`);
    rmSync(join(world.folder, 'thousand'), { recursive: true });
  });

  /** The events of a request at one node, as they come; `stop` hangs up. */
  async function listen(port: number, id: string, last?: string) {
    const stop = new AbortController();
    const headers = { authorization: `Bearer ${token}`, ...(last === undefined ? {} : { 'last-event-id': last }) };
    const answer = await fetch(`http://127.0.0.1:${port}${requests}/${id}/events`, { headers, signal: stop.signal });
    return { answer, stop: () => stop.abort(), told: answer.ok && answer.body ? textOf(answer.body) : undefined };
  }

  async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const piece of body) text += decoder.decode(piece, { stream: true });
    } catch {
      return `${text}broken off`;
    }
    return text;
  }

  const statesIn = (text = '') => [...text.matchAll(/"state":"(\w+)"/g)].map(([, state]) => state);
  const idsIn = (text = '') => [...text.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? '');

  test('events are told by two nodes as they happen, end with the last, and go on where they broke off', async () => {
    const nodes = [createServer({ operator: 'One' }), createServer({ operator: 'Two' })];
    for (const node of nodes) {
      ssaRoutes(node, world.deps);
      await node.listen({ host: '127.0.0.1', port: 0 });
    }
    const [one = 0, two = 0] = nodes.map((node) => (node.server.address() as AddressInfo).port);
    const { id, url } = await ask([{ name: 'Offer.pdf', content: base64(await onePage()) }], { account });
    const [atOne, atTwo] = [await listen(one, id), await listen(two, id)];
    assert.equal(atOne.answer.headers.get('content-type'), 'text/event-stream');
    const gone = await listen(one, id);
    gone.stop();
    await gone.told;
    assert.match(await world.walk(url, account, person), /\/result$/);
    const [first, second] = [await atOne.told, await atTwo.told];
    assert.deepEqual(statesIn(first), ['created', 'prepared', 'signing', 'signed']);
    assert.equal(first, second);
    const [, prepared, , final] = idsIn(first);
    const resumed = await listen(two, id, prepared);
    assert.deepEqual(statesIn(await resumed.told), ['signing', 'signed']);
    assert.equal((await listen(two, id, final)).answer.status, 204);

    const waiting = await ask([{ name: 'Offer.pdf', content: base64(await onePage()) }], { account });
    const many = await Promise.all(Array.from({ length: 32 }, () => listen(two, waiting.id)));
    assert.ok(many.every(({ answer }) => answer.status === 200));
    assert.equal((await listen(two, waiting.id)).answer.status, 429);
    const begun = Date.now();
    await Promise.all(nodes.map((node) => node.close()));
    assert.ok(Date.now() - begun < 5_000, 'a server waits for its listeners');
    for (const { told } of many) assert.deepEqual(statesIn(await told), ['created']);
  });
});
