/** What applications ask for most: a token by client credentials, and credentials/info of CSC v1 with such a token and one of a login. */
import { createKey } from '../integration/world.ts';
import { measureCalls } from './call-rate.ts';
import { type CscEngine, lacking, openOverSoftHsm } from './over-softhsm.ts';
import type { Measurement } from './run.ts';

export function measureToken(): AsyncIterable<Measurement> {
  return overEngine('token', ({ world: { provider } }) => ({
    path: '/oauth2/token',
    headers: {
      authorization: `Basic ${btoa(`${provider.clientId}:${provider.clientSecret}`)}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: 'grant_type=client_credentials&scope=service',
  }));
}

export function measureCredentialsInfo(): AsyncIterable<Measurement> {
  return overEngine('credentials/info', async ({ world, signer, bearer }) => {
    const algorithm = { kind: 'ec', curve: 'P-256' } as const;
    const credentialID = await createKey(world, signer, { algorithm, scal: 1, pin: '482913' });
    return {
      path: '/csc/v1/credentials/info',
      headers: { authorization: bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ credentialID, certificates: 'chain', certInfo: true, authInfo: true }),
    };
  });
}

type Asked = Parameters<typeof measureCalls>[2];

async function* overEngine(
  name: string,
  asked: (engine: CscEngine) => Asked | Promise<Asked>,
): AsyncIterable<Measurement> {
  const why = lacking();
  if (why) return void process.stderr.write(`${name}: ${why}\n`);
  const engine = await openOverSoftHsm();
  try {
    yield* measureCalls(engine, name, await asked(engine));
  } finally {
    await engine.close();
  }
}
