import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { verifyAudit } from '../audit/audit-verification.ts';
import { raiseEpoch } from '../database/epoch.ts';
import type { PooledKeyTable } from '../database/ledger.ts';
import type { Sam } from '../sam.ts';
import { digest, ecdsa, onEmbedded } from '../testing/bench.ts';
import { emptied, handFilled, inPool, pooledKind as kind, logged, pooled } from '../testing/pool.ts';
import { loadKey } from './key-store.ts';
import { claimPooled, countPooled, discardUnfit } from './pooled-key.ts';
import { rewrapKeys } from './rewrap.ts';

onEmbedded('a key of the pool', (bench) => {
  const stored = (key: string) => loadKey(bench().sam.db, bench().sam.module, key);
  /** Whether somebody who asks now gets this row's key. */
  const isGiven = async ({ spki }: Pick<PooledKeyTable, 'spki'>) => {
    const { key } = await bench().oneTimeKey(await bench().enrol());
    return Buffer.from((await stored(key)).spki).equals(spki);
  };
  const putBack = (row: PooledKeyTable) => bench().sam.db.insertInto('pooled_key').values(row).execute();
  const findings = async () => (await verifyAudit(bench().sam.db)).findings.map(({ finding }) => finding);

  test('whose row was edited or given another’s content is nobody’s: it is named, and a key is made', async () => {
    const { sam } = bench();
    await handFilled(sam);
    const { key } = await bench().oneTimeKey(await bench().enrol());
    const assigned = await stored(key);
    const { header, blob, mac } = assigned.record;
    const other = await pooled(sam);
    await emptied(sam);
    const edits: Readonly<Record<string, Partial<PooledKeyTable>>> = {
      'the public key of another': { spki: other.spki },
      'the key of another': { blob: other.blob },
      'the record of another': { header: other.header, blob: other.blob, record_mac: other.record_mac },
      'an assigned key': { header, blob: blob ?? other.blob, record_mac: mac, spki: assigned.spki },
      'a longer life': { created: new Date(Date.now() + 3_600_000) },
      'another generation': { generation: 2 },
      'another’s row under its own name': { ...other, id: 'p_copied' },
    };
    for (const [what, edit] of Object.entries(edits)) {
      const row = { ...(await pooled(sam)), ...edit };
      await emptied(sam);
      await putBack(row);
      assert.equal(await isGiven(row), false, what);
      assert.deepEqual(await inPool(sam), [], what);
      const said = (await logged(sam, 'KEY_CLAIMED')).filter(({ object }) => object === row.id);
      const refused = said.filter(({ outcome }) => outcome === 'refused').map(({ reason }) => reason);
      assert.deepEqual(refused, ['edited row: pooled_key'], what);
    }
  });

  test('put back after it was taken is found by verification, and is nobody’s: two credentials never share a key', async () => {
    await handFilled(bench().sam);
    const row = await pooled(bench().sam);
    assert.equal(await isGiven(row), true);
    await putBack(row);
    assert.deepEqual(await findings(), ['rolled-back']);
    assert.equal(await isGiven(row), false);
    assert.deepEqual(await findings(), []);
    const lost = (await logged(bench().sam, 'POOLED_KEY_DESTROYED')).filter(({ object }) => object === row.id);
    assert.deepEqual(
      lost.map(({ reason }) => reason),
      ['another key has its name or public key'],
    );
  });

  test('of a time before a restore is given to nobody, be its row edited, and destroyed', async () => {
    const { sam } = bench();
    await handFilled(sam);
    const [old, edited] = [await pooled(sam), await pooled(sam)];
    const epoch = await raiseEpoch(sam.db, sam.module);
    await sam.db.updateTable('pooled_key').set({ epoch }).where('id', '=', edited.id).execute();
    assert.equal(await isGiven(edited), false);
    assert.equal(await claimPooled(sam, kind, nobody), undefined);
    assert.deepEqual(await inPool(sam), [old.id]);
    await requireDestroyed(sam, old, 'of another epoch');
  });

  test('too old is given to nobody, and destroyed', async () => {
    const sam = { ...bench().sam, clock: () => new Date(Date.now() + 31 * 24 * 3_600_000) };
    const row = await pooled(sam);
    assert.equal((await countPooled(bench().sam))(kind), 1);
    assert.equal((await countPooled(sam))(kind), 0);
    assert.equal(await claimPooled(sam, kind, nobody), undefined);
    await requireDestroyed(sam, row, 'too old');
  });

  test('under an older key-encryption key is destroyed by the rewrap, and never given beside a newer one', async () => {
    const { sam, options } = bench();
    const row = await pooled(sam);
    writeFileSync(join(options.moduleFolder, 'kek-2.g2'), randomBytes(32), { mode: 0o600 });
    const newer = [await pooled(sam), await pooled(sam)];
    assert.deepEqual(
      [row, ...newer].map(({ generation }) => generation),
      [1, 2, 2],
    );
    const taken = await claimPooled(sam, kind, nobody);
    assert.ok(
      newer.some(({ id }) => id === taken?.id),
      'the older one is given, which a rewrap may have missed',
    );
    await requireDestroyed(sam, row, 'of an older generation');
    await putBack(row);
    await rewrapKeys(sam, { scal: 2, generation: 2 }, async () => {});
    assert.ok(!(await inPool(sam)).includes(row.id));
    await emptied(sam);
  });

  test('becomes its owner’s: the log says from where, its hour begins then, and it signs', async () => {
    const { sam } = bench();
    await handFilled(sam);
    const row = await pooled(sam);
    const person = await bench().enrol();
    const { key, parent } = await bench().oneTimeKey(person);
    const { header, spki } = await stored(key);
    assert.deepEqual([header.keyId, header.owner, header.policy], [key, person.signer, 'scal2-once']);
    assert.ok(Buffer.from(spki).equals(row.spki));
    const made = await logged(sam, 'KEY_GENERATED');
    assert.ok(made.some(({ detail }) => detail['pooled'] === row.id && detail['key'] === key));
    const hash = digest();
    const { chal } = await bench().prepareSign(person, key, [hash], { parent, lifetime: 3600 });
    assert.equal((await bench().question(chal)).intent.exp, (header.assignedAt ?? 0) + 3600);
    await bench().approve(person, chal);
    const sad = (await bench().ssa.status(chal)).result?.sad ?? '';
    const call = { sad, key, callId: digest(), scheme: ecdsa, digests: [hash] };
    assert.equal((await bench().ssa.sign(call)).signatures.length, 1);
    assert.deepEqual(await findings(), []);
  });

  test('given twice by a database that was made to allow it is found by verification', async () => {
    await handFilled(bench().sam);
    const row = await pooled(bench().sam);
    assert.equal(await isGiven(row), true);
    await sql`drop index key_of_one_public_key`.execute(bench().sam.db);
    await putBack(row);
    assert.equal(await isGiven(row), true);
    assert.deepEqual([...new Set(await findings())], ['rolled-back']);
  });
});

const nobody = { signer: 'sgn_nobody', key: 'k_nobody' };

async function requireDestroyed(sam: Sam, { id }: PooledKeyTable, reason: string): Promise<void> {
  await discardUnfit(sam);
  assert.ok(!(await inPool(sam)).includes(id));
  const said = (await logged(sam, 'POOLED_KEY_DESTROYED')).filter(({ object }) => object === id);
  assert.equal(said.at(-1)?.reason, reason);
}
