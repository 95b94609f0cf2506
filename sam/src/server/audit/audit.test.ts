import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrustedOrganization } from '../config.ts';
import type { AuditTable } from '../database/ledger.ts';
import type { Sam } from '../sam.ts';
import { type Bench, digest, ecdsa, onEachDatabase } from '../testing/bench.ts';
import { TestOrganization } from '../testing/organization.ts';
import { replaceTrust, sealTrust } from '../trust/trust.ts';
import type { AuditFinding, RecordFinding } from './audit-finding.ts';
import { verifyAudit } from './audit-verification.ts';
import { recordHash } from './chain.ts';

onEachDatabase('the audit chain', (bench) => {
  test('is sound after work and over restarts, each run weaving in the one before', async () => {
    await bench().enrol();
    await bench().stop();
    await bench().start();
    await bench().enrol();
    const verdict = await verifyAudit(bench().sam.db);
    assert.deepEqual(verdict.findings, []);
    const first = await rows(bench());
    assert.equal(first.filter((row) => row.seq === 1).length, 2);
  });

  test('parallel acts make chains without gaps', async () => {
    await Promise.all(Array.from({ length: 10 }, () => bench().enrol()));
    assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
  });

  test('a refusal is written with its reason, without what was secret in it', async () => {
    await assert.rejects(
      bench().ssa.sign({
        sad: 'c_x.secretsecret',
        key: 'k',
        callId: 'call',
        scheme: { kind: 'ecdsa', digest: 'sha256' },
        digests: ['A'.repeat(43)],
      }),
    );
    const last = (await rows(bench())).filter((row) => row.chain === bench().sam.audit.chain).pop();
    assert.match(last?.record ?? '', /"outcome":"refused".*sad_invalid/);
    assert.ok(!last?.record.includes('secretsecret'));
  });

  const tampers: [string, AuditFinding['finding'], (bench: Bench, row: AuditTable) => Promise<unknown>][] = [
    ['an edited record', 'hash', (b, row) => edit(b, row, { record: row.record.replace('"ok"', '"no"') })],
    ['an edited record with its hash', 'link', (b, row) => rehash(b, row, row.record.replace('"ok"', '"no"'))],
    [
      'a removed record',
      'gap',
      (b, row) => b.sam.db.deleteFrom('audit').where('chain', '=', row.chain).where('seq', '=', row.seq).execute(),
    ],
    [
      'a record renumbered in its text',
      'content',
      (b, row) => rehash(b, row, row.record.replace(`"seq":${row.seq}`, '"seq":77')),
    ],
    ['a record that is no record', 'content', (b, row) => rehash(b, row, 'nonsense')],
  ];
  for (const [title, finding, tamper] of tampers) {
    test(`verification names ${title}`, async () => {
      await bench().enrol();
      await bench().enrol();
      const before = (await rows(bench())).filter((row) => row.chain === bench().sam.audit.chain);
      const victim = before.at(-3);
      assert.ok(victim !== undefined);
      await tamper(bench(), victim);
      const { ok, findings } = await verifyAudit(bench().sam.db);
      const seq = finding === 'gap' || finding === 'link' ? victim.seq + 1 : victim.seq;
      assert.deepEqual([ok, findings], [false, [{ chain: victim.chain, seq, finding }]]);
      await bench()
        .sam.db.deleteFrom('audit')
        .where('chain', '=', victim.chain)
        .where('seq', '=', victim.seq)
        .execute();
      await bench().sam.db.insertInto('audit').values(victim).execute();
      assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
    });
  }

  const rollbacks: [string, string, (db: Sam['db'], made: Made) => Promise<unknown>][] = [
    [
      'a spent slot that is free again',
      'SIGN_STARTED',
      (db, { chal }) => db.updateTable('slot').set({ state: 'free', call_id: null }).where('chal', '=', chal).execute(),
    ],
    [
      'a certificate that is bound no longer',
      'CERT_BOUND',
      (db, { key }) => db.updateTable('key').set({ chain: null }).where('key', '=', key).execute(),
    ],
    [
      'an approval that is open again',
      'CHALLENGE_ACTIVATED',
      (db, { chal }) => db.updateTable('challenge').set({ state: 'open' }).where('chal', '=', chal).execute(),
    ],
  ];
  for (const [title, ev, rollBack] of rollbacks) {
    test(`verification names ${title}`, async () => {
      const made = await signature(bench());
      await rollBack(bench().sam.db, made);
      const { findings } = await verifyAudit(bench().sam.db);
      await putBack(bench().sam.db, made);
      assert.deepEqual(
        findings.map(({ finding }) => finding),
        ['rolled-back'],
      );
      const named = (await rows(bench())).find(
        ({ chain, seq }) => chain === recordOf(findings[0])?.chain && seq === recordOf(findings[0])?.seq,
      );
      assert.ok(named?.record.includes(`"ev":"${ev}"`));
      assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
    });
  }

  test('an organisation put back to what officers said before is found by the log', async () => {
    const { organization } = await bench().organization();
    const { db } = bench().sam;
    const row = db.selectFrom('trust').selectAll().where('id', '=', organization.id);
    const before = await row.executeTakeFirstOrThrow();
    const trusted = organization.trusted('nobody', bench().idp.trusted.issuer);
    await bench().trust({ ...trusted, stopped: true });
    assert.deepEqual((await verifyAudit(db)).findings, []);
    await db.updateTable('trust').set(before).where('id', '=', organization.id).execute();
    assert.deepEqual(await namedBy(bench()), ['TRUST_SET']);
    await db.deleteFrom('trust').where('id', '=', organization.id).execute();
    assert.deepEqual(await namedBy(bench()), ['TRUST_SET']);
    await bench().trust(trusted);
    await bench().trust();
    await db.insertInto('trust').values(before).execute();
    assert.deepEqual(await namedBy(bench()), ['TRUST_REMOVED']);
    await db.deleteFrom('trust').where('id', '=', organization.id).execute();
    assert.deepEqual((await verifyAudit(db)).findings, []);
  });

  test('an identity provider put back is found as well: nothing of its name and nothing older hides it', async () => {
    const { trusted } = bench().idp;
    const same = { ...(await TestOrganization.make()).trusted('nobody', trusted.issuer), id: trusted.issuer };
    const officersSay = async (...organizations: readonly TrustedOrganization[]) => {
      const { module, audit } = bench().sam;
      const rows = await sealTrust(module, { idps: [{ ...trusted, loa: 'low' }], organizations });
      await audit.commit((trx) => replaceTrust(trx, rows));
    };
    const idp = () =>
      bench().sam.db.selectFrom('trust').selectAll().where('kind', '=', 'idp').executeTakeFirstOrThrow();
    const putBack = (row: Awaited<ReturnType<typeof idp>>) =>
      bench().sam.db.updateTable('trust').set(row).where('kind', '=', 'idp').execute();
    const before = await idp();
    await officersSay();
    await officersSay(same);
    const low = await idp();
    assert.deepEqual(await namedBy(bench()), []);
    await putBack(before);
    assert.deepEqual(await namedBy(bench()), ['TRUST_SET']);
    await putBack(low);
    await bench().stop();
    await bench().start();
    assert.deepEqual(await namedBy(bench()), []);
    await putBack(low);
    assert.deepEqual(await namedBy(bench()), ['TRUST_SET']);
    await putBack(before);
  });

  test('verification names the tail cut off a chain that a later run wove in', async () => {
    const { chain } = bench().sam.audit;
    await bench().stop();
    await bench().start();
    const last = (await rows(bench())).filter((row) => row.chain === chain).pop();
    await bench()
      .sam.db.deleteFrom('audit')
      .where('chain', '=', chain)
      .where('seq', '=', last?.seq ?? 0)
      .execute();
    const { findings } = await verifyAudit(bench().sam.db);
    assert.deepEqual(findings, [{ chain, seq: last?.seq, finding: 'missing-head' }]);
  });
});

/** What the records are about that the ledger no longer shows. */
async function namedBy(bench: Bench): Promise<string[]> {
  const { findings } = await verifyAudit(bench.sam.db);
  const all = await rows(bench);
  return findings.map((found) => {
    const { chain, seq } = recordOf(found) ?? {};
    const { finding } = found;
    const record = all.find((row) => row.chain === chain && row.seq === seq)?.record ?? '';
    return finding === 'rolled-back' ? (/"ev":"(\w+)"/.exec(record)?.[1] ?? '') : finding;
  });
}

function recordOf(finding: AuditFinding | undefined): RecordFinding | undefined {
  return finding !== undefined && 'chain' in finding ? finding : undefined;
}

type Made = { readonly key: string; readonly chal: string; readonly chain: string | null };

/** One signature, and what it stands on. */
async function signature(bench: Bench): Promise<Made> {
  const person = await bench.enrol();
  const key = await bench.key(person);
  const digests = [digest()];
  const sad = await bench.sad(person, key, digests);
  await bench.ssa.sign({ sad, key, callId: 'once', scheme: ecdsa, digests });
  const { chain } = await bench.sam.db
    .selectFrom('key')
    .select('chain')
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  return { key, chal: sad.split('.')[0] ?? '', chain };
}

async function putBack(db: Sam['db'], { key, chal, chain }: Made): Promise<void> {
  await db.updateTable('slot').set({ state: 'spent', call_id: 'once' }).where('chal', '=', chal).execute();
  await db.updateTable('key').set({ chain }).where('key', '=', key).execute();
  await db.updateTable('challenge').set({ state: 'activated' }).where('chal', '=', chal).execute();
}

function rows(bench: Bench): Promise<AuditTable[]> {
  return bench.sam.db.selectFrom('audit').selectAll().orderBy('chain').orderBy('seq').execute();
}

function edit(bench: Bench, row: AuditTable, change: Partial<AuditTable>): Promise<unknown> {
  return bench.sam.db
    .updateTable('audit')
    .set(change)
    .where('chain', '=', row.chain)
    .where('seq', '=', row.seq)
    .execute();
}

function rehash(bench: Bench, row: AuditTable, record: string): Promise<unknown> {
  return edit(bench, row, { record, h: recordHash(record) });
}
