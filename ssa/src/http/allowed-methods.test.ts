import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { described } from '../api/operation.ts';
import { createServer } from './server.ts';

const app = createServer({ operator: 'Test' });
const operation = {
  id: 'it',
  tag: 'User accounts',
  summary: 'It',
  description: 'As it is.',
  reply: 'application/pdf',
} as const;
app.register(
  async (scope) => {
    scope.get('/accounts', described(operation), async () => 'all');
    scope.post('/accounts', described(operation), async () => 'made');
    scope.get('/accounts/:id/one.json', described(operation), async () => 'one');
    scope.get('/page', async () => 'a page');
  },
  { prefix: '/api' },
);
after(() => app.close());

test('an operation that is asked for by another method says which it takes; anything else is not there', async () => {
  for (const [method, url, status, allow] of [
    ['DELETE', '/api/accounts?all', 405, 'GET, HEAD, POST'],
    ['PUT', '//api/accounts', 405, 'GET, HEAD, POST'],
    ['POST', '/api/accounts/7/one.json', 405, 'GET, HEAD'],
    ['POST', '/api/accounts/7/8/one.json', 404, undefined],
    ['POST', '/api/accounts/7/onexjson', 404, undefined],
    ['POST', '/api/page', 404, undefined],
    ['DELETE', '/api/accounts/', 404, undefined],
  ] as const) {
    const { statusCode, headers, body } = await app.inject({ method, url });
    assert.deepEqual([statusCode, headers['allow']], [status, allow], url);
    assert.equal(JSON.parse(body).code, status === 405 ? 'method_not_allowed' : 'not_found');
  }
});
