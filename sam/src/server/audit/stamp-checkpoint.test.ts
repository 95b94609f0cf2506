import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCertificate } from '@chancery/pki';
import { checkConfig } from '../config.ts';
import { type Bench, onEachDatabase, refusedWith } from '../testing/bench.ts';
import { TestTimeStamping } from '../testing/time-stamping-authority.ts';
import { verifyAudit } from './audit-verification.ts';
import { checkpointHash } from './checkpoint.ts';
import { writeCheckpoint } from './write-checkpoint.ts';

onEachDatabase('the time-stamp of a checkpoint', (bench) => {
  let tsa: TestTimeStamping;
  const findings = async () => (await verifyAudit(bench().sam.db, { tsaRoots: [parseCertificate(tsa.root)] })).findings;

  test('is wanted by no SAM whose officers trust no authority, and none is taken', async () => {
    tsa = await TestTimeStamping.make();
    assert.deepEqual(await bench().ssa.checkpointsToStamp(), { checkpoints: [] });
    const { cp, sha256 } = await fresh(bench());
    await assert.rejects(bench().ssa.stampCheckpoint(await stamped(tsa, cp, sha256)), refusedWith('policy'));
    await bench().stop();
    const { config } = bench().options;
    bench().options = { ...bench().options, config: { ...config, trust: { ...config.trust, tsas: [trusting(tsa)] } } };
    await bench().start();
  });

  test('of another checkpoint, by another authority, too early or of a time to come is refused', async () => {
    const first = await fresh(bench());
    const { cp, sha256 } = await fresh(bench());
    const wrong = [
      stamped(tsa, cp, first.sha256),
      stamped(await TestTimeStamping.make(), cp, sha256),
      stamped(tsa, cp, sha256, new Date(Date.now() - 120_000)),
      stamped(tsa, cp, sha256, new Date(Date.now() + 120_000)),
      Promise.resolve({ cp, token: 'AAAA' }),
    ];
    for (const each of wrong) await assert.rejects(bench().ssa.stampCheckpoint(await each), refusedWith('policy'));
    await assert.rejects(bench().ssa.stampCheckpoint(await stamped(tsa, 1e6, sha256)), refusedWith('not_found'));
    const [wanted] = (await bench().ssa.checkpointsToStamp()).checkpoints;
    assert.deepEqual(wanted, { cp, sha256 });
  });

  test('put into the database beside the SAM is named by the verification', async () => {
    const { cp, sha256 } = await fresh(bench());
    const set = (token: Uint8Array | null) =>
      bench().sam.db.updateTable('checkpoint').set({ token }).where('cp', '=', cp).execute();
    const other = await TestTimeStamping.make();
    const tokens = [
      await tsa.stamp(Buffer.alloc(32)),
      await other.stamp(Buffer.from(sha256, 'base64url')),
      Buffer.from('nothing'),
    ];
    for (const token of tokens) {
      await set(token);
      assert.deepEqual(await findings(), [{ cp, finding: 'stamp' }]);
    }
    await set(null);
    assert.deepEqual(await findings(), []);
  });

  test('leads to a root that is a certificate, or the SAM does not start', () => {
    const { config } = bench().options;
    const trust = { ...config.trust, tsas: [{ id: 'tsa', certificate: 'root' }] };
    assert.throws(() => checkConfig({ ...config, trust }), /config\.trust: the certificate of the time-stamping/);
  });

  test('is kept once, recorded, and wanted again after an hour', async () => {
    const { cp, sha256 } = await fresh(bench());
    const token = await stamped(tsa, cp, sha256);
    await bench().ssa.stampCheckpoint(token);
    await bench().ssa.stampCheckpoint(await stamped(tsa, cp, sha256));
    const { db } = bench().sam;
    const kept = await db.selectFrom('checkpoint').select('token').where('cp', '=', cp).executeTakeFirstOrThrow();
    assert.equal(Buffer.from(kept.token ?? []).toString('base64url'), token.token);
    const records = await db
      .selectFrom('audit')
      .select('record')
      .where('record', 'like', '%CHECKPOINT_STAMPED%')
      .execute();
    assert.deepEqual(
      records.map(({ record }) => JSON.parse(record).detail.cp),
      [cp],
    );
    assert.deepEqual((await bench().ssa.checkpointsToStamp()).checkpoints, []);
    bench().ahead = 3_700_000;
    const later = await fresh(bench());
    assert.deepEqual((await bench().ssa.checkpointsToStamp()).checkpoints, [later]);
    bench().ahead = 0;
    const { stamped: told } = await verifyAudit(db, {});
    assert.equal(told?.cp, cp);
  });
});

function trusting({ root }: TestTimeStamping) {
  return { id: 'tsa', certificate: Buffer.from(root).toString('base64url') };
}

async function fresh({ sam }: Bench): Promise<{ cp: number; sha256: string }> {
  await sam.audit.record({ ev: 'TEST', outcome: 'ok', actor: 'sam' });
  const { cp = 0, jws = '' } = (await writeCheckpoint(sam)) ?? {};
  return { cp, sha256: checkpointHash(jws).toString('base64url') };
}

async function stamped(tsa: TestTimeStamping, cp: number, sha256: string, time?: Date) {
  const token = await tsa.stamp(Buffer.from(sha256, 'base64url'), time);
  return { cp, token: Buffer.from(token).toString('base64url') };
}
