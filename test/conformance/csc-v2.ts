/** A client of CSC v2 in Python that knows the protocol alone goes through `csc/v2` of the whole running engine; people approve for it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createKey, type Enrolled, enrol, openWorld, person, type World } from '../integration/world.ts';
import { type Judge, openJudge } from './dss.ts';
import type { Tally } from './matrix.ts';
import { judgeWithPyhanko } from './pyhanko-pdf.ts';
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
    return await followed(child, ana, world.engine.root);
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

/** What was signed, as which level of its standard, and what it lies beside. Octets are base64. */
interface Signed {
  readonly judge: string;
  readonly level: string;
  readonly document: string;
  readonly signatures: number;
  readonly beside: { readonly name: string; readonly octets: string } | null;
}

type Line =
  | { readonly approve: string }
  | { readonly check: string; readonly passed: boolean; readonly why: string | null }
  | Signed;

async function followed(child: ChildProcess, { signer, person: who }: Enrolled, root: Uint8Array): Promise<Tally> {
  if (child.stdout === null) throw new Error('the client says nothing');
  const lines: Exclude<Line, { approve: string }>[] = [];
  for await (const text of createInterface(child.stdout)) {
    const line = JSON.parse(text) as Line;
    if (!('approve' in line)) {
      lines.push(line);
      continue;
    }
    const { page } = await signer.approve(line.approve, who);
    child.stdin?.write(`${JSON.stringify({ back: page.url.href })}\n`);
  }
  return judged(lines, root);
}

/** Once the client is through: what it has asked for waits for no judge. */
async function judged(lines: readonly Exclude<Line, { approve: string }>[], root: Uint8Array): Promise<Tally> {
  let [passed, failed] = [0, 0];
  const dss = await openJudge();
  for (const line of lines) {
    const complaints = 'judge' in line ? await complaintsOn(line, dss, root) : line.passed ? [] : [line.why];
    const name = 'judge' in line ? line.judge : line.check;
    process.stdout.write(`CSC v2: ${name}: ${complaints.length === 0 ? 'yes' : complaints.join('; ')}\n`);
    if (complaints.length === 0) passed++;
    else failed++;
  }
  await dss.close();
  return { passed, failed: passed === 0 ? failed + 1 : failed };
}

/** DSS finds as many signatures as there are, passed in full, of the level asked for; pyHanko says of a PDF that it is whole and trusted. */
async function complaintsOn(
  { document, level, beside, signatures: wanted }: Signed,
  dss: Judge,
  root: Uint8Array,
): Promise<string[]> {
  const bytes = Buffer.from(document, 'base64');
  const detached = beside ? { detached: [{ name: beside.name, bytes: Buffer.from(beside.octets, 'base64') }] } : {};
  const { signatures } = await dss.validate({ bytes }, { roots: [root], fetch: true, ...detached });
  const wrong = signatures.filter((one) => one.indication !== 'TOTAL_PASSED' || one.level !== level);
  const said = wrong.map((one) => [one.level, one.indication, one.subIndication, ...one.errors].join(' '));
  const counted = signatures.length === wanted ? [] : [`${signatures.length} signatures`];
  return [...counted, ...said, ...(level.startsWith('PAdES') ? await complaintsOfPyhanko(bytes, root) : [])];
}

async function complaintsOfPyhanko(bytes: Uint8Array, root: Uint8Array): Promise<string[]> {
  const found = await judgeWithPyhanko(bytes, root);
  return found
    .filter((one) => !(one.intact && one.valid && one.trusted && one.allowed))
    .map((one) => JSON.stringify(one));
}

if (import.meta.main) {
  const { passed, failed } = await spokenByCscV2();
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exit(failed === 0 ? 0 : 1);
}
