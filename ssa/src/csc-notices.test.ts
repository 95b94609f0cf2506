import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { openOutward } from '@chancery/connectors/tsa';
import { cscNotices } from './index.ts';

interface Heard {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const heard: Heard[] = [];
/** What the application answers, in turn. */
let answers: number[] = [];
let server: Server;
let at = '';
before(async () => {
  server = createServer(async (request, response) => {
    heard.push({ line: `${request.method} ${request.url}`, headers: request.headers, body: await text(request) });
    response.writeHead(answers.shift() ?? 204, { location: `${at}/elsewhere` }).end();
    server.emit('answered');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

const nearby = openOutward({ privateHosts: ['127.0.0.1'] });
const soon = [0, 1, 1];

/** What was heard of one answer, and why it was given up where it was. */
async function told(until: number, statuses: number[], outward = nearby): Promise<unknown> {
  heard.length = 0;
  answers = statuses;
  const untold = Promise.withResolvers<unknown>();
  cscNotices(outward, untold.resolve, soon).tell(`${at}/answers?of=ana`, 'u8kSgV0h');
  const enough = new Promise<undefined>((resolve) => {
    server.on('answered', () => heard.length === until && resolve(undefined));
  });
  return Promise.race([enough, untold.promise]);
}

test('an application is told the id of its answer at its address, and nothing else', async () => {
  assert.equal(await told(1, []), undefined);
  const [{ line, headers, body } = { line: '', headers: {}, body: '' }] = heard;
  assert.equal(line, 'POST /answers?of=ana');
  assert.deepEqual([headers['content-type'], headers.authorization], ['application/json', undefined]);
  assert.deepEqual(JSON.parse(body), { responseID: 'u8kSgV0h' });
});

test('one that does not hear is told again, and then no more', async () => {
  assert.equal(await told(2, [500]), undefined);
  assert.match(String(await told(9, [500, 404, 302])), /answered 302/);
  assert.deepEqual(new Set(heard.map(({ line }) => line)), new Set(['POST /answers?of=ana']));
  assert.equal(heard.length, 3, 'a redirection is not followed');
});

test('an address of this network is not dialled unless the operator allows its host', async () => {
  assert.deepEqual([((await told(1, [], openOutward())) as { code: string }).code, heard.length], ['forbidden', 0]);
});

test('a server that leaves tells nobody any more', async () => {
  heard.length = 0;
  const untold = Promise.withResolvers<unknown>();
  const notices = cscNotices(nearby, untold.resolve, [60_000]);
  notices.tell(at, 'x');
  notices.close();
  assert.equal(((await untold.promise) as Error).name, 'AbortError');
  assert.equal(heard.length, 0);
});
