import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openSoftwareModule } from '@chancery/crypto-module';
import { openDatabase } from '../database/database.ts';
import { raiseEpoch } from '../database/epoch.ts';
import type { AuditTable } from '../database/ledger.ts';
import type { Sam } from '../sam.ts';
import { Bench, onEachDatabase, onPostgres } from '../testing/bench.ts';
import type { AuditTrust } from './audit-checkpoints.ts';
import { verifyAudit } from './audit-verification.ts';
import { recordHash } from './chain.ts';
import { readCheckpoint } from './checkpoint.ts';
import { lastCheckpoint, writeCheckpoint } from './write-checkpoint.ts';

onEachDatabase('a checkpoint of the log', (bench) => {
  const db = () => bench().sam.db;
  const findings = async (trust: AuditTrust = {}) => (await verifyAudit(db(), trust)).findings;
  const kid = async () => (await bench().sam.module.call({ command: 'attest-public', key: 'checkpoint' })).jwk.kid;

  test('is signed by the module over everything written since the one before, and again only when more is', async () => {
    await bench().sam.audit.record(event);
    const first = await writeCheckpoint(bench().sam);
    assert.deepEqual(await writeCheckpoint(bench().sam), first);
    await bench().enrol();
    const second = readCheckpoint((await writeCheckpoint(bench().sam))?.jws ?? '');
    assert.deepEqual([second?.cp, second?.signed], [(first?.cp ?? 0) + 1, true]);
    const verdict = await verifyAudit(db(), { keys: [await kid()] });
    assert.deepEqual([verdict.findings, verdict.keys, verdict.last?.cp], [[], [await kid()], second?.cp]);
  });

  test('that is missing, forged, of another place or by another key is named', async () => {
    const { cp, jws, ...row } = await checkpointed();
    const { jws: other } = await checkpointed();
    const forged = jws.replace(/\.[\w-]{5}/, '.eyJjc');
    const tampers: readonly [AuditTrust, string, string][] = [
      [{}, forged, 'checkpoint-content'],
      [{}, changed(jws, '"epoch":1', '"epoch":2'), 'checkpoint-signature'],
      [{}, other, 'checkpoint-content'],
      [{}, byAnother(jws), 'checkpoint-link'],
      [{ keys: [await kid()] }, byAnother(jws), 'checkpoint-key'],
      [{ keys: ['A'.repeat(43)] }, jws, 'checkpoint-key'],
    ];
    for (const [trust, tampered, finding] of tampers) {
      await db().updateTable('checkpoint').set({ jws: tampered }).where('cp', '=', cp).execute();
      const [first] = await findings(trust);
      const named = finding === 'checkpoint-link' ? cp + 1 : trust.keys?.[0]?.startsWith('AA') ? 1 : cp;
      assert.deepEqual(first, { cp: named, finding });
    }
    await db().deleteFrom('checkpoint').where('cp', '=', cp).execute();
    assert.deepEqual(await findings(), [{ cp, finding: 'checkpoint-gap' }]);
    await db()
      .insertInto('checkpoint')
      .values({ cp, jws, ...row })
      .execute();
    assert.deepEqual(await findings(), []);
  });

  test('makes the tail of a running chain evident: cut off, or its last record rewritten with its hash', async () => {
    await checkpointed();
    const last = await lastRecord();
    const named = [{ chain: last.chain, seq: last.seq, finding: 'missing-head' }];
    await remove(last);
    assert.deepEqual(await findings(), named);
    const record = last.record.replace('"ok"', '"no"');
    await db()
      .insertInto('audit')
      .values({ ...last, record, h: recordHash(record) })
      .execute();
    assert.deepEqual(await findings(), named);
    await remove(last);
    await db().insertInto('audit').values(last).execute();
    assert.deepEqual(await findings(), []);
  });

  test('that leaves records out is named, though the module signed it', async () => {
    const row = await checkpointed();
    const { chain } = bench().sam.audit;
    await bench().sam.audit.record(event);
    await bench().sam.audit.record(event);
    const { seq } = await lastRecord();
    await db()
      .insertInto('checkpoint_head')
      .values({ chain, seq: seq - 1, cp: row.cp })
      .execute();
    const { cp } = (await writeCheckpoint(bench().sam)) ?? {};
    assert.deepEqual(await findings(), [{ cp, finding: 'checkpoint-interval' }]);
    await db()
      .deleteFrom('checkpoint_head')
      .where('chain', '=', chain)
      .where('seq', '>=', seq - 1)
      .execute();
    await db()
      .deleteFrom('checkpoint')
      .where('cp', '=', cp ?? 0)
      .execute();
    await writeCheckpoint(bench().sam);
    assert.deepEqual(await findings(), []);
  });

  test('is not made over a log with a gap', async () => {
    await bench().sam.audit.record(event);
    const last = await lastRecord();
    await bench().sam.audit.record(event);
    await remove(last);
    await assert.rejects(writeCheckpoint(bench().sam), /gap in chain/);
    await db().insertInto('audit').values(last).execute();
    await writeCheckpoint(bench().sam);
  });

  test('that somebody has kept is missed when the end of the log is cut with its checkpoints', async () => {
    await checkpointed();
    const before = await lastRecord();
    const kept = await checkpointed();
    const after = await lastRecord();
    await remove(after);
    await db().deleteFrom('checkpoint').where('cp', '=', kept.cp).execute();
    assert.deepEqual(await findings(), []);
    assert.deepEqual(await findings({ anchors: [`${kept.jws}\n`] }), [{ cp: kept.cp, finding: 'anchor' }]);
    await db().insertInto('audit').values(after).execute();
    await db().insertInto('checkpoint').values(kept).execute();
    assert.equal(after.seq, before.seq + 1);
    assert.deepEqual(await findings({ anchors: [kept.jws] }), []);
  });

  test('a log whose end says nothing is silent, and one that nobody covers is uncovered', async () => {
    await checkpointed();
    const { chain, seq } = await lastRecord();
    const later = new Date(Date.now() + 200_000);
    assert.deepEqual((await verifyAudit(db(), {}, later)).findings, [{ chain, seq, finding: 'silent' }]);
    assert.deepEqual((await verifyAudit(db(), {}, new Date())).findings, []);
    bench().ahead = 200_000;
    await bench().sam.audit.record(event);
    bench().ahead = 0;
    assert.deepEqual(await findings(), [{ chain, seq: seq + 1, finding: 'uncovered' }]);
    await writeCheckpoint(bench().sam);
    assert.deepEqual(await findings(), []);
  });

  const event = { ev: 'TEST', outcome: 'ok', actor: 'sam' } as const;

  async function checkpointed() {
    await bench().sam.audit.record(event);
    const { cp } = (await writeCheckpoint(bench().sam)) ?? {};
    return db()
      .selectFrom('checkpoint')
      .selectAll()
      .where('cp', '=', cp ?? 0)
      .executeTakeFirstOrThrow();
  }

  function lastRecord(): Promise<AuditTable> {
    const own = db().selectFrom('audit').selectAll().where('chain', '=', bench().sam.audit.chain);
    return own.orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow();
  }

  function remove({ chain, seq }: AuditTable) {
    return db().deleteFrom('audit').where('chain', '=', chain).where('seq', '=', seq).execute();
  }
});

onPostgres('a SAM whose log is behind what was attested', (bench) => {
  const anchorFile = join(mkdtempSync(join(tmpdir(), 'chancery-anchor-')), 'last-checkpoint');
  after(() => rmSync(join(anchorFile, '..'), { recursive: true }));

  /** The database of a SAM that is stopped. */
  async function whileStopped(change: (db: Sam['db']) => Promise<unknown>): Promise<void> {
    const { db, close } = await openDatabase(bench().options.database);
    await change(db).finally(close);
  }

  test('does not start: its last record is gone', async () => {
    await bench().stop();
    let record: AuditTable | undefined;
    await whileStopped(async (db) => {
      [record] = await db.deleteFrom('audit').where('record', 'like', '%"SAM_STOPPED"%').returningAll().execute();
    });
    await assert.rejects(bench().start(), { code: 'restored' });
    await whileStopped((db) =>
      db
        .insertInto('audit')
        .values(record ?? assert.fail())
        .execute(),
    );
    bench().options = { ...bench().options, anchorFile };
    await bench().start();
  });

  test('does not start from an older database, log and checkpoints alike, until a new epoch declares the restore', async () => {
    const { sam } = bench();
    const { cp = 0 } = (await lastCheckpoint(sam.db)) ?? {};
    await sam.audit.record({ ev: 'TEST', outcome: 'ok', actor: 'sam' });
    await bench().stop();
    const anchor = readCheckpoint(readFileSync(anchorFile, 'utf8').trim());
    await whileStopped(async (db) => {
      await db
        .deleteFrom('audit')
        .where('chain', '=', sam.audit.chain)
        .where('record', '~', '"(TEST|SAM_STOPPED)"')
        .execute();
      for (const table of ['checkpoint', 'checkpoint_head'] as const)
        await db.deleteFrom(table).where('cp', '>', cp).execute();
    });
    await assert.rejects(bench().start(), { code: 'restored' });
    const declared = openSoftwareModule(bench().options.moduleFolder, { lanes: 1 });
    await whileStopped(async (db) => raiseEpoch(db, await declared));
    await (await declared).close();
    await bench().start();
    const began = await bench()
      .sam.db.selectFrom('audit')
      .select('record')
      .where('chain', '=', bench().sam.audit.chain)
      .orderBy('seq')
      .limit(1)
      .executeTakeFirstOrThrow();
    assert.equal(JSON.parse(began.record).detail.left, anchor?.jws);
    assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
    assert.equal(readCheckpoint(readFileSync(anchorFile, 'utf8').trim())?.epoch, (anchor?.epoch ?? 0) + 1);
  });

  test('is told by an anchor that the log never had, and by one that is none', async () => {
    await bench().stop();
    const kept = readFileSync(anchorFile, 'utf8');
    writeFileSync(anchorFile, byAnother(kept.trim()));
    await assert.rejects(bench().start(), { code: 'restored' });
    writeFileSync(anchorFile, 'nothing');
    await assert.rejects(bench().start(), { code: 'damaged' });
    writeFileSync(anchorFile, kept);
    await bench().start();
  });
});

onPostgres('checkpoints of two SAMs on one database', (bench) => {
  test('have one number each, without gap, whoever comes first', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chancery-two-'));
    const other = new Bench(bench().idp, folder, bench().options.database, bench().options.moduleFolder);
    await other.start();
    const each = [bench(), other].flatMap((one) => Array.from({ length: 10 }, () => one));
    await Promise.all(
      each.map(async ({ sam }) => {
        await sam.audit.record({ ev: 'TEST', outcome: 'ok', actor: 'sam' });
        await writeCheckpoint(sam);
      }),
    );
    await other.stop();
    await writeCheckpoint(bench().sam);
    const verdict = await verifyAudit(bench().sam.db);
    assert.deepEqual(verdict.findings, []);
    assert.ok(verdict.chains.length > 2);
    rmSync(folder, { recursive: true });
  });
});

/** The same with another payload, under the signature it had. */
function changed(jws: string, from: string, to: string): string {
  const [header = '', payload = '', signature] = jws.split('.');
  const text = Buffer.from(payload, 'base64url').toString('utf8');
  assert.ok(text.includes(from));
  return `${header}.${Buffer.from(text.replace(from, to)).toString('base64url')}.${signature}`;
}

/** The same, signed by somebody who says who he is. */
function byAnother(jws: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const header = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString('utf8'));
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y }))
    .digest('base64url');
  const jwk = { ...header.jwk, x, y, kid };
  const signed = `${Buffer.from(JSON.stringify({ ...header, kid, jwk })).toString('base64url')}.${jws.split('.')[1]}`;
  const value = sign('sha256', Buffer.from(signed), { key: privateKey, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${value.toString('base64url')}`;
}
