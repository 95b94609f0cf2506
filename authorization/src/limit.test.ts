/** A client that asks for tokens too often, in the words of RFC 6749, 5.2. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, onBothDatabases } from './world.test.ts';

let asked = 0;
const limit = async (client: string) => {
  assert.equal(client, 'c1');
  if (++asked > 1) throw Object.assign(new Error('Please wait.'), { statusCode: 429, retryAfter: 17 });
};

onBothDatabases(
  (open) =>
    test('a client that asked too often gets 429 and how long to wait; one that has not proven who it is is not counted', async () => {
      asked = 0;
      const ask = (authorization: string) => {
        const body = new URLSearchParams({ grant_type: 'client_credentials' });
        return fetch(`${open().issuer}/oauth2/token`, { method: 'POST', headers: { authorization }, body });
      };
      for (let i = 0; i < 3; i++) assert.equal((await ask(`Basic ${btoa('c1:wrong')}`)).status, 401);
      assert.equal((await ask(basic)).status, 200);
      const refused = await ask(basic);
      assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '17']);
      const body = await refused.json();
      assert.deepEqual(body, { error: 'temporarily_unavailable', error_description: 'Please wait.' });
    }),
  () => ({ limit }),
);
