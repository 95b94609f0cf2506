/** Public clients of CSC v1 that cannot be fetched as a package, by what they ask: a conformance tool and a key store, of the whole running engine. */
import { createKey, type Enrolled, enrol, openWorld, person, type World } from '../integration/world.ts';
import { askedByCsctester, type Findings } from './csctester.ts';
import type { Tally } from './matrix.ts';
import { signedByNetKeyStore } from './netkeystore.ts';

const pin = '48291357';
const user = { login: 'ana', password: 'a pass phrase of ana' };
const who = { user: user.login, password: user.password, pin };
const rsa = { kind: 'rsa', bits: 2048 } as const;

/** How many of their questions are answered as they want. */
export async function askedByClientsOfV1(): Promise<Tally> {
  const legacy = await inWorldOf({ legacyInsecureRsaSha1: true, legacyRsaSha224: true }, (world) =>
    csctester(world, 0),
  );
  const modern = await inWorldOf({}, async (world, ana) => {
    await createKey(world, ana, { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 1, pin });
    const confirmed = await signedByNetKeyStore({ base: world.engine.origins.ssa, ...who });
    process.stdout.write(`NetKeyStore: ${confirmed} of 2 values are confirmed by their certificates\n`);
    await createKey(world, ana, { algorithm: rsa, scal: 2 });
    const { passed, failed } = await csctester(world, 2);
    return { passed: passed + confirmed, failed: failed + 2 - confirmed };
  });
  return { passed: legacy.passed + modern.passed, failed: legacy.failed + modern.failed };
}

/** A person with an RSA key of a PIN, where this is switched on. */
async function inWorldOf(algorithms: Setting, ask: (world: World, ana: Enrolled) => Promise<Tally>): Promise<Tally> {
  const world = await openWorld({ algorithms });
  try {
    const ana = await enrol(world, person('ana'), user);
    await createKey(world, ana, { algorithm: rsa, scal: 1, pin });
    return await ask(world, ana);
  } finally {
    await world.close();
  }
}

type Setting = NonNullable<NonNullable<Parameters<typeof openWorld>[0]>['algorithms']>;

/** Its level is at most this, and nothing is found but what it wants without the switches: SHA-1, and OIDs of RSA in an order of its own. */
async function csctester(world: World, most: Findings['level']): Promise<Tally> {
  const { asked, level, complaints } = await askedByCsctester({ base: `${world.engine.origins.ssa}/csc/v1`, ...who });
  process.stdout.write(`csctester: level ${level} of ${most}, ${asked} questions, ${complaints.size} complaints\n`);
  const others = [...complaints].filter(
    (one) => !/key\.algo is not in its order|^signatures\/timestamp: with/.test(one),
  );
  return level <= most && others.length === 0 ? { passed: asked, failed: 0 } : { passed: 0, failed: asked };
}

if (import.meta.main) {
  const { passed, failed } = await askedByClientsOfV1();
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}
