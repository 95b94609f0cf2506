/** pyHanko signs through `csc/v1`, and unchanged through `csc/v2`, of the whole running engine, whose people and keys come to be over its public APIs alone. */
import { createKey, type Enrolled, enrol, openWorld, person, type World } from '../integration/world.ts';
import type { Tally } from './matrix.ts';
import { allGood, type PyhankoTask, signWithPyhanko } from './pyhanko.ts';

const pin = '482913';
const user = { login: 'ana', password: 'a pass phrase of ana' };
const keys = {
  'RSA-2048': { kind: 'rsa', bits: 2048 },
  'P-256': { kind: 'ec', curve: 'P-256' },
} as const;

/** How many kinds of key signed so that pyHanko calls every document intact, valid and trusted. */
export async function signedByPyhanko(): Promise<Tally> {
  const world = await openWorld();
  let [passed, failed] = [0, 0];
  try {
    const ana = await enrol(world, person('ana'), user);
    const approve = async (url: string) => (await ana.signer.approve(url, ana.person)).page.url.href;
    for (const [name, task] of await tasks(world, ana)) {
      const verdicts = await signWithPyhanko(task, approve);
      for (const verdict of verdicts) process.stdout.write(`pyHanko ${name} ${JSON.stringify(verdict)}\n`);
      if (allGood(verdicts)) passed++;
      else failed++;
    }
  } finally {
    await world.close();
  }
  return { passed, failed };
}

/** One SCAL1 credential with a PIN for each kind of key, used in each dialect, and one of SCAL2, whose person approves in her browser. */
async function tasks(world: World, ana: Enrolled): Promise<[string, PyhankoTask][]> {
  const base = world.engine.origins.ssa;
  const root = Buffer.from(world.engine.root).toString('base64');
  const common = { base, root, user: user.login, password: user.password, pin };
  const made: [string, PyhankoTask][] = [];
  for (const [name, algorithm] of Object.entries(keys)) {
    const credentialID = await createKey(world, ana, { algorithm, scal: 1, pin });
    for (const dialect of ['v1', 'v2'] as const)
      made.push([`${name} ${dialect}`, { ...common, credentialID, dialect }]);
  }
  const { clientId: id, clientSecret: secret } = world.provider;
  const client = { id, secret, redirect: world.redirectUri };
  const credentialID = await createKey(world, ana, { algorithm: keys['RSA-2048'], scal: 2 });
  made.push(['RSA-2048 SCAL2 v1', { base, root, client, credentialID }]);
  return made;
}
