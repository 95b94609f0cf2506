import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CscDeps, CscServiceInfo } from '../csc-deps.ts';
import { Parameters } from '../parameters.ts';
import { info } from './info.ts';

const service: CscServiceInfo = {
  name: 'Test service',
  description: 'A service',
  region: 'ES',
  languages: ['en-US'],
  baseUrl: 'https://sign.example/',
  logo: 'https://sign.example/logo.png',
};

async function told(more: Partial<CscServiceInfo>): Promise<Readonly<Record<string, unknown>>> {
  const call = {
    dialect: 'v2',
    parameters: new Parameters({}),
    authorization: undefined,
    idempotencyKey: undefined,
    gone: AbortSignal.any([]),
  } as const;
  return (await info(call, { info: { ...service, ...more } } as CscDeps)) as Readonly<Record<string, unknown>>;
}

for (const by of ['baseUri', 'issuerIdentifier'] as const)
  test(`the list of authorization servers, where the operator wants it (${by}), stands without what 2.2 forbids beside it`, async () => {
    const { oauth2Servers, ...rest } = await told({ oauth2Servers: by });
    const server = { [by]: 'https://sign.example', authType: ['oauth2code', 'oauth2client'], supportsRar: true };
    assert.deepEqual(oauth2Servers, [server]);
    for (const name of ['oauth2', 'oauth2Issuer', 'supportsRar']) assert.ok(!(name in rest), name);
  });

test('else there is one base, which every client knows', async () => {
  const { oauth2, supportsRar, ...rest } = await told({});
  assert.deepEqual([oauth2, supportsRar, 'oauth2Servers' in rest], ['https://sign.example', true, false]);
});
