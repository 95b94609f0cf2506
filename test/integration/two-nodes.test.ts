/** Two nodes of the SSA and two SAMs, on PostgreSQL and over mutual TLS, at work and killed at work. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ApiError } from '@chancery/api/client';
import { toPem } from '@chancery/pki';
import { SamError } from '@chancery/sam/client';
import { SandboxError, signerBrowser } from '@chancery/sandbox';
import pg from 'pg';
import { pdfsig } from '../pdfsig.ts';
import { postgresPrograms } from '../postgres.ts';
import { chancery } from './chancery-command.ts';
import { type Asked, ask, askAll, gather, type Signer, signAll, somePeople } from './crowd.ts';
import { openProduction, type Production } from './production.ts';
import { fetchSigned, ledgerOnServer, reckon, requireOneDocumentPerValue } from './reckoning.ts';

const skip = postgresPrograms() === undefined ? 'PostgreSQL is not installed' : false;

describe('two nodes of the SSA and two SAMs on PostgreSQL', { skip }, () => {
  let world: Production;
  let signers: Signer[];
  let ana: Signer;
  /** Whatever was asked for and is signed by now. */
  const done: Asked[] = [];
  before(async () => {
    const people = somePeople(10);
    world = await openProduction(people, { pair: true });
    signers = await gather(world, people);
    ana = signers[0] as Signer;
  });
  after(() => world.close());

  test('the role of the SSA cannot read the database of the SAM, nor could it if it came in', async () => {
    const asSsa = new URL(world.urls.sam);
    asSsa.username = 'ssa';
    await assert.rejects(query(asSsa.href, 'select 1'), /permission denied for database/);
    const asOwner = new URL(asSsa);
    asOwner.username = 'postgres';
    await query(asOwner.href, `grant connect on database ${asSsa.pathname.slice(1)} to ssa`);
    for (const table of ['signer', 'factor', 'key', 'challenge', 'slot', 'audit'])
      await assert.rejects(query(asSsa.href, `select * from ${table}`), /permission denied for table/);
    await query(asOwner.href, `revoke connect on database ${asSsa.pathname.slice(1)} from ssa`);
  });

  test('what one node has prepared, another one shows and embeds', async () => {
    const asked = await ask(world, ana, 1);
    const { 'ssa-1': one, 'ssa-2': two } = world.nodes;
    world.balancer.use([one]);
    const atApproval = (await ana.signer.browser.open(new URL(asked.url))).url;
    assert.match(atApproval.href, /^http:\/\/sic\.localhost:\d+\/approve\//);
    world.balancer.use([two]);
    const { steps } = await ana.signer.approve(asked.url, ana.person);
    assert.deepEqual(steps.map((step) => ('chal' in step ? step.chal : '')).filter(Boolean), [
      atApproval.pathname.split('/').at(-1),
    ]);
    await fetchSigned(world, asked);
    world.balancer.use([one, two]);
    done.push(asked);
  });

  test('a slot is spent once, though both nodes ask for it at once and a third caller asks again', async () => {
    const asked = await ask(world, ana, 2);
    let chal = '';
    const { authenticator } = ana.signer;
    const cutOff = signerBrowser({
      sicOrigin: world.engine.origins.sic,
      authenticator,
      withEvidence: (honest, { intent }) => {
        chal = String(intent['chal']);
        world.balancer.use([]);
        return honest;
      },
    });
    await assert.rejects(cutOff.approve(asked.url, ana.person), SandboxError);
    const ports = Object.values(world.nodes);
    const visits = Array.from({ length: 10 }, (_, i) => visit(`${asked.url}/return`, ports[i % 2] ?? 0));
    assert.deepEqual(new Set(await Promise.all(visits)), new Set([303]));
    world.balancer.use(ports);
    await fetchSigned(world, asked);
    done.push(asked);
    const sam = world.sam();
    const { sad = '', key = '' } = (await sam.status(chal)).result ?? {};
    const [digest = ''] = (await slotsOf(chal)).map(({ hash }) => hash.toString('base64url'));
    const again = {
      sad,
      key,
      callId: 'another',
      scheme: { kind: 'ecdsa', digest: 'sha256' },
      digests: [digest],
    } as const;
    await assert.rejects(sam.sign(again), (error) => error instanceof SamError && error.code === 'sad_used');
    sam.close();
    assert.equal((await slotsOf(chal)).length, 1);
  });

  test('fifty requests of ten people at once are all signed, each by its own signer and once', async () => {
    const asked = await askAll(world, signers, 5);
    await signAll(world, asked, (one) => done.push(one));
    const documents = await Promise.all(done.map((one) => fetchSigned(world, one)));
    const reckoning = reckon(await ledgerOnServer(world.urls.sam));
    assert.equal(reckoning.lost, 0);
    requireOneDocumentPerValue(reckoning, documents);
    judgeByPdfsig(documents.slice(-3));
  });

  test('kill -9 of a SAM and of a node in the middle: the other two do the rest, nothing is signed twice or by halves', async (t) => {
    const asked = await askAll(world, signers, 5);
    const started = Date.now();
    const early = Promise.withResolvers<void>();
    const before = done.length;
    const work = signAll(world, asked, (one) => {
      done.push(one);
      if (done.length === before + 10) early.resolve();
    });
    await Promise.race([early.promise, work]);
    await aSlotIsBeingSpent();
    const killed = ['sam-1', 'ssa-2'];
    await Promise.all(killed.map((name) => world.engine.children.get(name)?.kill()));
    t.diagnostic(`killed after ${Date.now() - started} ms, ${done.length - before} of ${asked.length} were signed`);
    await requireHonest(asked);
    await work;
    t.diagnostic(`all signed after ${Date.now() - started} ms`);
    await Promise.all(killed.map((name) => world.engine.restart(name)));
    const documents = await Promise.all(done.map((one) => fetchSigned(world, one)));
    const reckoning = reckon(await ledgerOnServer(world.urls.sam));
    requireOneDocumentPerValue(reckoning, documents);
    assert.equal(reckoning.lost, await lostApprovals());
    t.diagnostic(`${reckoning.lost} slots were lost and their signers asked again`);
  });

  test('no chain of the audit log is broken, and the ledger shows what it says', async () => {
    const told = await chancery(
      'audit',
      'verify',
      '--json',
      '--config',
      world.engine.data.path('config', 'sam-2.yaml'),
    );
    const { ok, chains, findings } = JSON.parse(told.stdout);
    assert.deepEqual([told.status, ok, findings], [0, true, []]);
    // One SAM ran twice; how many of its chains a run has written to depends on how much it had to do at once.
    const runs = chains.map(({ chain }: { chain: string }) => chain.split('.')[0]);
    assert.equal(new Set(runs).size, 3);
  });

  /**
   * While a SAM and a node are away: every request is where it says it is, and what it says is signed can be fetched whole. One that
   * had its value already may still become signed meanwhile.
   */
  async function requireHonest(asked: readonly Asked[]): Promise<void> {
    const rows = await query(world.urls.ssa, 'select id, state from signature_request');
    const states = new Map(rows.map(({ id, state }) => [id, String(state)]));
    for (const one of asked) {
      const state = states.get(one.id) ?? 'gone';
      assert.ok(['created', 'prepared', 'signing', 'signed'].includes(state), `${one.id} is ${state}`);
      const refused = await fetchSigned(world, one).then(() => undefined, refusalOf);
      if (state !== 'signed') continue;
      assert.ok(refused === undefined || refused === 'unreachable', `${one.id} is signed and ${refused}`);
      if (refused !== undefined) await fetchSigned(world, one);
    }
  }

  /** The word a document is refused with; a kept connection to the dead node is `unreachable`, once. */
  function refusalOf(error: unknown): string {
    if (error instanceof ApiError && ['not_signed', 'unavailable', 'unreachable'].includes(error.code))
      return error.code;
    throw error;
  }

  /** Resolves in the moment between spending and keeping the value, if it is met. */
  async function aSlotIsBeingSpent(): Promise<void> {
    const client = new pg.Client({ connectionString: world.urls.sam });
    await client.connect();
    const unfinished = "select 1 from slot where state = 'spent' and result is null limit 1";
    for (const end = Date.now() + 2_000; Date.now() < end; ) if ((await client.query(unfinished)).rowCount === 1) break;
    await client.end();
  }

  async function slotsOf(chal: string): Promise<readonly { readonly hash: Buffer }[]> {
    return (await query(world.urls.sam, `select hash from slot where chal = '${chal}'`)) as never;
  }

  async function lostApprovals(): Promise<number> {
    return (await query(world.urls.ssa, "select 1 from event where kind = 'request.approval-lost'")).length;
  }

  function judgeByPdfsig(documents: readonly Uint8Array[]): void {
    const folder = mkdtempSync(join(tmpdir(), 'chancery-judge-'));
    const root = join(folder, 'root.pem');
    writeFileSync(root, toPem('CERTIFICATE', world.engine.root));
    for (const document of documents) {
      writeFileSync(join(folder, 'a.pdf'), document);
      const said = pdfsig(join(folder, 'a.pdf'), root);
      assert.match(said, /Signature is Valid/);
      assert.match(said, /Total document signed/);
      assert.match(said, /Certificate is Trusted/);
    }
    rmSync(folder, { recursive: true });
  }
});

/** What a browser does that comes to this very node. */
async function visit(url: string, port: number): Promise<number> {
  const to = new URL(url);
  to.hostname = '127.0.0.1';
  to.port = String(port);
  return (await fetch(to, { redirect: 'manual' })).status;
}

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}
