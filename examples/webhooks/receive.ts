// WEBHOOK_SECRET=whsec_… node receive.ts 8080 (with the one before after a blank, while the secret changes)
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

const keys = (process.env['WEBHOOK_SECRET'] ?? '').split(' ').map((one) => Buffer.from(one.slice(6), 'base64'));

/** Whether the engine has sent it, within the last five minutes: the octets as they came, before anything parses them. */
function isGenuine(headers: IncomingHttpHeaders, body: string): boolean {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = headers;
  if (!(Math.abs(Date.now() / 1000 - Number(timestamp)) < 300)) return false;
  const expected = keys.map((key) => createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest());
  const given = String(signatures)
    .split(' ')
    .filter((one) => one.startsWith('v1,'));
  const decoded = given.map((one) => Buffer.from(one.slice(3), 'base64'));
  return decoded.some((one) => expected.some((mac) => one.length === mac.length && timingSafeEqual(one, mac)));
}

/** In a database of yours: a delivery may come twice, under the same id. */
const known = new Set<string>();

const server = createServer(async (request, response) => {
  const body = await text(request);
  if (!isGenuine(request.headers, body)) return void response.writeHead(401).end();
  const id = String(request.headers['webhook-id']);
  if (!known.has(id)) console.log(`told: ${body}`);
  known.add(id);
  // Soon, and before the work begins: an answer that takes ten seconds is none.
  response.writeHead(204).end();
});
server.listen(Number(process.argv[2] ?? 8080), '127.0.0.1', () => console.log('listening'));
