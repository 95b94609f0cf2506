/** The embedded engine, killed at work: a folder per database, one node. It survives a killed process, not a power cut. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chancery } from './chancery-command.ts';
import { askAll, gather, type Signer, signAll, somePeople } from './crowd.ts';
import { fetchSigned, ledgerInFolder, reckon, requireOneDocumentPerValue } from './reckoning.ts';
import { openWorld, type World } from './world.ts';

describe('the embedded engine', () => {
  let world: World;
  let signers: Signer[];
  let documents: Uint8Array[];
  before(async () => {
    const people = somePeople(3);
    world = await openWorld({ people });
    signers = await gather(world, people);
  });
  after(() => world.close());

  test('kill -9 of the SAM and of the SSA in the middle: the rest goes on', async () => {
    const asked = await askAll(world, signers, 4);
    const early = Promise.withResolvers<void>();
    const work = signAll(world, asked, () => early.resolve());
    await Promise.race([early.promise, work]);
    await Promise.all(['sam', 'ssa'].map((name) => world.engine.children.get(name)?.kill()));
    await Promise.all(['sam', 'ssa'].map((name) => world.engine.restart(name)));
    await work;
    documents = await Promise.all(asked.map((one) => fetchSigned(world, one)));
  });

  test('stopped, its ledger has one value for each document, and no chain of its log is broken', async () => {
    await world.engine.stop();
    const config = world.engine.data.path('config', 'sam.yaml');
    const { status, stdout, stderr } = await chancery('audit', 'verify', '--json', '--config', config);
    assert.equal(status, 0, stdout + stderr);
    requireOneDocumentPerValue(reckon(await ledgerInFolder(world.engine.data.path('sam-db', 'pg'))), documents);
  });
});
