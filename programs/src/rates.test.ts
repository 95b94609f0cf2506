/** The limit of an address, as the SSA is put together: on the paths of OAuth in the words of OAuth (RFC 6749, 5.2). */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { authorizationRoutes } from '@chancery/authorization';
import { createServer, limitAddresses, listedAddresses, rateLimits } from '@chancery/ssa';
import type { Store } from '@chancery/store';
import { ratesOf } from './rates.ts';

/** A database that would fail whoever asked it. */
const nobody = { db: {} } as Store;

test('an address that asks too often is told so by OAuth, whatever proxy it comes through, and nobody looks at its secret', async (t) => {
  // The minute of a limit does not end in between.
  t.mock.timers.enable({ apis: ['Date'], now: 1_800_000_000_000 });
  const app = createServer({ operator: 'Test', trusts: listedAddresses(['10.0.0.0/8']) });
  const limits = { address: rateLimits(nobody, ratesOf({ address: 2, client: 0, signer: 0 })).address };
  limitAddresses(app, { ...limits, client: async () => undefined, signer: async () => undefined });
  app.get('/', async () => 'here');
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  authorizationRoutes(app, {
    store: nobody,
    issuer: 'https://sign.example',
    cookieKeys: ['a key of the cookies'],
    jwks: { keys: [{ ...jwk, kid: 'k', use: 'sig', alg: 'ES256' } as never] },
    insecureHttp: false,
    messagePage: () => '',
  });
  const from = (address: string, proxy: string) => ({ remoteAddress: proxy, headers: { 'x-forwarded-for': address } });
  for (const proxy of ['10.0.0.1', '10.0.0.2'])
    assert.equal((await app.inject({ url: '/', ...from('192.0.2.1', proxy) })).statusCode, 200);
  const asked = { method: 'POST', url: '/oauth2/token', payload: 'grant_type=client_credentials' } as const;
  for (const path of ['/oauth2/token', '/oauth2/pushed_authorize', '/revoke', '//oauth2/token']) {
    const refused = await app.inject({ ...asked, url: path, ...from('192.0.2.1', '10.0.0.3') });
    assert.deepEqual([refused.statusCode, refused.json().error], [429, 'temporarily_unavailable'], path);
    assert.match(String(refused.headers['retry-after']), /^[1-9][0-9]?$/);
  }
  assert.equal((await app.inject({ url: '/', ...from('192.0.2.2', '10.0.0.1') })).statusCode, 200);
  await app.close();
});
