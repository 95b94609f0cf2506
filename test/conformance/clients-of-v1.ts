/** Public clients of CSC v1 that cannot be fetched as a package, by what they ask: a conformance tool and a key store, of the whole running engine. */
import { createKey, enrol, openWorld, person } from '../integration/world.ts';
import { askedByCsctester } from './csctester.ts';
import type { Tally } from './matrix.ts';
import { signedByNetKeyStore } from './netkeystore.ts';

const pin = '48291357';
const user = { login: 'ana', password: 'a pass phrase of ana' };

/** How many of their questions are answered as they want; SHA-1 is switched on, since the tool asks for it. */
export async function askedByClientsOfV1(): Promise<Tally> {
  const world = await openWorld({ algorithms: { legacyInsecureRsaSha1: true } });
  try {
    const ana = await enrol(world, person('ana'), user);
    const base = world.engine.origins.ssa;
    const who = { user: user.login, password: user.password, pin };
    await createKey(world, ana, { algorithm: { kind: 'rsa', bits: 2048 }, scal: 1, pin });
    await createKey(world, ana, { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 1, pin });
    // The tool wants SHA-224 between two others, which is never signed here, and the OIDs of RSA for every key.
    const differs = ['key.algo is not in its order'];
    const { passed, failed } = await askedByCsctester({ base: `${base}/csc/v1`, ...who, differs });
    const confirmed = await signedByNetKeyStore({ base, ...who });
    process.stdout.write(`NetKeyStore: ${confirmed} of 2 values are confirmed by their certificates\n`);
    return { passed: passed + confirmed, failed: failed + 2 - confirmed };
  } finally {
    await world.close();
  }
}

if (import.meta.main) {
  const { passed, failed } = await askedByClientsOfV1();
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}
