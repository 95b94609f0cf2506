/** A client of CSC v2 in Python that knows the protocol alone goes through `csc/v2` of the whole running engine; people approve for it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createKey, type Enrolled, enrol, openWorld, person, type World } from '../integration/world.ts';
import type { Tally } from './matrix.ts';
import { pythonWith } from './python.ts';

const pin = '482913';

/** How many of its checks passed. */
export async function spokenByCscV2(): Promise<Tally> {
  const world = await openWorld();
  try {
    const ana = await enrol(world, person('ana'));
    const task = await taskOf(world, ana);
    const child = spawn(pythonWith('pyhanko'), ['-I', join(import.meta.dirname, 'csc_v2.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    child.stdin.write(`${JSON.stringify(task)}\n`);
    return await followed(child, ana);
  } finally {
    await world.close();
  }
}

async function taskOf(world: World, owner: Enrolled) {
  const { clientId: id, clientSecret: secret } = world.provider;
  const far = await createKey(world, owner, { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 });
  const explicit = await createKey(world, owner, { algorithm: { kind: 'rsa', bits: 2048 }, scal: 1, pin });
  return {
    base: world.engine.origins.ssa,
    client: { id, secret, redirect: world.redirectUri },
    far: { credentialID: far },
    explicit: { credentialID: explicit, pin },
  };
}

type Line =
  | { readonly approve: string }
  | { readonly check: string; readonly passed: boolean; readonly why: string | null };

async function followed(child: ChildProcess, { signer, person: who }: Enrolled): Promise<Tally> {
  let [passed, failed] = [0, 0];
  if (child.stdout === null) throw new Error('the client says nothing');
  for await (const text of createInterface(child.stdout)) {
    const line = JSON.parse(text) as Line;
    if ('approve' in line) {
      const { page } = await signer.approve(line.approve, who);
      child.stdin?.write(`${JSON.stringify({ back: page.url.href })}\n`);
      continue;
    }
    process.stdout.write(`CSC v2: ${line.check}: ${line.passed ? 'yes' : line.why}\n`);
    if (line.passed) passed++;
    else failed++;
  }
  return { passed, failed: passed === 0 ? failed + 1 : failed };
}

if (import.meta.main) {
  const { passed, failed } = await spokenByCscV2();
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}
