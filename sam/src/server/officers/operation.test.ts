import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { OfficerSamClient, OperationRequest } from '../../client/index.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import { checkpointHash } from '../audit/checkpoint.ts';
import { writeCheckpoint } from '../audit/write-checkpoint.ts';
import { Bench, onEmbedded, onPostgres, refusedWith } from '../testing/bench.ts';
import { TestOfficers } from '../testing/officers.ts';
import { TestOrganization } from '../testing/organization.ts';
import { TestTimeStamping } from '../testing/time-stamping-authority.ts';

let officers: TestOfficers;
before(async () => {
  officers = await TestOfficers.make();
});
after(() => officers.remove());

async function withOfficers(bench: Bench, at = officers.door()): Promise<void> {
  const { listen, config } = bench.options;
  bench.options = {
    ...bench.options,
    listen: { ...listen, officer: at },
    config: { ...config, officers: officers.list },
  };
}

const stop = (id: string): OperationRequest => ({
  type: 'organization.stop',
  params: { id },
  reason: 'They asked us to.',
});

/** Everybody's client for the time of one test. */
async function asOfficers<T>(use: (as: (name: string) => OfficerSamClient) => Promise<T>): Promise<T> {
  const clients = new Map<string, OfficerSamClient>();
  const as = (name: string) => {
    const client = clients.get(name) ?? officers.client(name);
    clients.set(name, client);
    return client;
  };
  try {
    return await use(as);
  } finally {
    for (const client of clients.values()) await client.close();
  }
}

onEmbedded('dual control', (bench) => {
  let organization: TestOrganization;
  before(async () => {
    organization = await TestOrganization.make();
    await bench().stop();
    const { config } = bench().options;
    const trust = { ...config.trust, organizations: [organization.trusted('nobody', 'https://idp.example')] };
    bench().options = { ...bench().options, config: { ...config, trust } };
    await withOfficers(bench());
    await bench().start();
  });
  const stopped = async () => {
    const row = await bench()
      .sam.db.selectFrom('trust')
      .select('data')
      .where('id', '=', organization.id)
      .executeTakeFirst();
    return JSON.parse(row?.data ?? '{}').stopped === true;
  };

  test('test 8: one officer does not approve his own request', () =>
    asOfficers(async (as) => {
      const asked = await as('ada').request(stop(organization.id));
      await assert.rejects(as('ada').approve(asked), refusedWith('policy'));
      assert.deepEqual((await as('berta').operation(asked.op)).approvedBy, []);
    }));

  test('G3: one approval does not execute, nor the same officer’s twice; the second officer’s does', () =>
    asOfficers(async (as) => {
      const asked = await as('olga').request(stop(organization.id));
      await as('ada').approve(asked);
      await assert.rejects(as('ada').approve(asked), refusedWith('policy'));
      assert.equal(await stopped(), false);
      const { state, approvedBy } = await as('berta').approve(asked);
      assert.deepEqual([state, approvedBy, await stopped()], ['executed', ['ada', 'berta'], true]);
      await assert.rejects(as('carl').approve(asked), refusedWith('expired'));
      const back = await as('olga').request({ ...stop(organization.id), type: 'organization.resume' });
      for (const name of ['ada', 'berta']) await as(name).approve(back);
      assert.equal(await stopped(), false);
    }));

  test('only security officers approve, and an auditor asks for nothing', () =>
    asOfficers(async (as) => {
      const asked = await as('olga').request(stop(organization.id));
      for (const name of ['rita', 'udo', 'olga']) await assert.rejects(as(name).approve(asked), refusedWith('policy'));
      await assert.rejects(as('udo').request(stop(organization.id)), refusedWith('policy'));
      await assert.rejects(as('rita').request(stop(organization.id)), refusedWith('policy'));
      const mallory = { ...(await officers.person('mallory', 'security-officer')) };
      const add = { type: 'officer.add', params: mallory, reason: 'More hands.' } as const;
      await assert.rejects(as('olga').request(add), refusedWith('policy'));
    }));

  test('an approval of other parameters, of another operation or type is refused', () =>
    asOfficers(async (as) => {
      const [one, other] = [
        await as('olga').request(stop(organization.id)),
        await as('olga').request(stop(organization.id)),
      ];
      const others = { paramsSha256: 'A'.repeat(43), type: 'organization.resume' as const };
      for (const [name, value] of Object.entries(others))
        await assert.rejects(as('ada').approve({ ...one, [name]: value }), refusedWith('evidence_invalid'), name);
      const { aud } = bench().sam.config;
      const { op, type, paramsSha256 } = other;
      const proof = await officers.sign('ada', { act: 'approve', aud, officer: 'ada', op, type, paramsSha256 });
      await bench()
        .sam.db.insertInto('approval')
        .values({ op: one.op, officer: 'ada', proof: JSON.stringify(proof), at: new Date() })
        .execute();
      const { approvedBy } = await as('berta').approve(one);
      assert.deepEqual(approvedBy, ['berta'], 'what was planted does not count');
      assert.equal(await stopped(), false);
    }));

  test('an edited operation is refused', () =>
    asOfficers(async (as) => {
      const asked = await as('olga').request(stop(organization.id));
      const edit = { params: '{"id":"o_else"}' };
      await bench().sam.db.updateTable('operation').set(edit).where('op', '=', asked.op).execute();
      await assert.rejects(as('ada').approve(asked), refusedWith('not_found'));
      await bench().sam.db.deleteFrom('operation').where('op', '=', asked.op).execute();
    }));

  test('what would mean nothing is refused when it is asked for', () =>
    asOfficers(async (as) => {
      const idp = { ...bench().idp.trusted, authorizeUrl: 'nowhere' };
      const set = { type: 'trust.set', params: { kind: 'idp', data: idp as never }, reason: 'x' } as const;
      await assert.rejects(as('olga').request(set), refusedWith('invalid'));
      const none = { type: 'trust.set', params: { kind: 'tax', data: {} }, reason: 'x' } as const;
      await assert.rejects(as('olga').request(none), refusedWith('invalid'));
      await assert.rejects(as('olga').request(stop('o_nobody')), refusedWith('not_found'));
    }));

  test('a new identity provider is trusted by two, and forgotten by two', () =>
    asOfficers(async (as) => {
      const data = { ...bench().idp.trusted, issuer: 'https://second.example' };
      const set = await as('olga').request({
        type: 'trust.set',
        params: { kind: 'idp', data: data as never },
        reason: 'New.',
      });
      for (const name of ['ada', 'carl']) await as(name).approve(set);
      const ids = async () =>
        (await bench().sam.db.selectFrom('trust').select('id').where('kind', '=', 'idp').execute()).map(({ id }) => id);
      assert.ok((await ids()).includes(data.issuer));
      const remove = { type: 'trust.remove', params: { kind: 'idp', id: data.issuer }, reason: 'Over.' } as const;
      const gone = await as('olga').request(remove);
      for (const name of ['ada', 'carl']) await as(name).approve(gone);
      assert.ok(!(await ids()).includes(data.issuer));
      assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
    }));

  test('a time-stamping authority is believed when two trust it, and no more when two have taken it out', () =>
    asOfficers(async (as) => {
      const { sam, ssa } = bench();
      const tsa = await TestTimeStamping.make();
      const { cp = 0, jws = '' } = (await writeCheckpoint(sam)) ?? {};
      const stamp = Buffer.from(await tsa.stamp(checkpointHash(jws))).toString('base64url');
      const hand = () => ssa.stampCheckpoint({ cp, token: stamp });
      const certificate = Buffer.from(tsa.root).toString('base64url');
      const set = { type: 'trust.set', reason: 'Their audit was good.' } as const;
      const nothing = { kind: 'tsa', data: { id: 'clock', certificate: 'MAAA' } };
      await assert.rejects(as('olga').request({ ...set, params: nothing }), refusedWith('invalid'));
      const asked = await as('olga').request({ ...set, params: { kind: 'tsa', data: { id: 'clock', certificate } } });
      await as('ada').approve(asked);
      await assert.rejects(hand(), refusedWith('policy'));
      await as('berta').approve(asked);
      assert.equal((await ssa.checkpointsToStamp()).checkpoints.length, 1);
      const gone = await as('olga').request({
        type: 'trust.remove',
        params: { kind: 'tsa', id: 'clock' },
        reason: 'x',
      });
      for (const name of ['ada', 'berta']) await as(name).approve(gone);
      await assert.rejects(hand(), refusedWith('policy'));
      const back = await as('olga').request({ ...set, params: { kind: 'tsa', data: { id: 'clock', certificate } } });
      for (const name of ['ada', 'berta']) await as(name).approve(back);
      await hand();
      assert.deepEqual((await verifyAudit(sam.db)).findings, []);
    }));

  test('the list of officers changes by the quorum of the old one, never below what can decide, never into conflicting roles', () =>
    asOfficers(async (as) => {
      const dora = await officers.person('dora', 'security-officer');
      await assert.rejects(
        as('ada').request({
          type: 'officer.add',
          params: { ...dora, roles: ['security-officer', 'auditor'] },
          reason: 'x',
        }),
        refusedWith('policy'),
      );
      const remove = { type: 'officer.remove', params: { officer: 'carl' }, reason: 'He left.' } as const;
      const early = await as('ada').request(remove);
      await as('berta').approve(early);
      await assert.rejects(as('carl').approve(early), refusedWith('policy'));
      const add = await as('ada').request({ type: 'officer.add', params: dora, reason: 'She joined.' });
      await as('berta').approve(add);
      await assert.rejects(as('dora').approve(add), refusedWith('policy'));
      await as('carl').approve(add);
      const gone = await as('ada').request(remove);
      for (const name of ['berta', 'dora']) await as(name).approve(gone);
      await assert.rejects(as('carl').officers(), refusedWith('policy'));
      const states = (await as('ada').officers()).map(({ officer, state }) => `${officer} ${state}`);
      assert.ok(states.includes('carl removed') && states.includes('dora active'));
    }));

  test('an officer put back to what he was in the database is found by verification', () =>
    asOfficers(async (as) => {
      const { db } = bench().sam;
      const before = await db.selectFrom('officer').selectAll().where('officer', '=', 'olga').executeTakeFirstOrThrow();
      const change = { ...officers.get('olga'), roles: ['administrator'] } as const;
      const asked = await as('ada').request({ type: 'officer.change', params: change, reason: 'A new post.' });
      for (const name of ['berta', 'dora']) await as(name).approve(asked);
      const after = await db.selectFrom('officer').selectAll().where('officer', '=', 'olga').executeTakeFirstOrThrow();
      const rolledBack = async () =>
        (await verifyAudit(db)).findings.filter(({ finding }) => finding === 'rolled-back').length;
      assert.deepEqual([after.roles, await rolledBack()], ['["administrator"]', 0]);
      await db.updateTable('officer').set(before).where('officer', '=', 'olga').execute();
      assert.equal(await rolledBack(), 1);
      await db.updateTable('officer').set(after).where('officer', '=', 'olga').execute();
    }));

  test('it is open for a day, and until it is withdrawn', () =>
    asOfficers(async (as) => {
      const [late, back] = [
        await as('olga').request(stop(organization.id)),
        await as('olga').request(stop(organization.id)),
      ];
      await assert.rejects(as('rita').withdraw(back.op), refusedWith('policy'));
      assert.equal((await as('olga').withdraw(back.op)).state, 'withdrawn');
      await assert.rejects(as('ada').approve(back), refusedWith('expired'));
      bench().ahead += 24 * 3_600_000;
      await asOfficers(async (anew) => {
        await assert.rejects(anew('ada').approve(late), refusedWith('expired'));
        assert.equal((await anew('ada').operation(late.op)).state, 'expired');
      });
    }));
});

onPostgres('dual control on two SAMs', (bench) => {
  test('50 parallel approvals carry an operation out once', async () => {
    await bench().stop();
    await withOfficers(bench());
    await bench().start();
    const otherDoor = { ...officers.door(), socket: `${(officers.door() as { socket: string }).socket}2` };
    const second = new Bench(
      bench().idp,
      `${bench().options.moduleFolder}-2`,
      bench().options.database,
      bench().options.moduleFolder,
    );
    const listen = { ssa: { socket: `${otherDoor.socket}a` }, sic: { socket: `${otherDoor.socket}b` } };
    second.options = { ...second.options, listen };
    await withOfficers(second, otherDoor);
    await second.start();
    const idp = { ...bench().idp.trusted, issuer: 'https://once.example' };
    const olga = officers.client('olga');
    const asked = await olga.request({
      type: 'trust.set',
      params: { kind: 'idp', data: idp as never },
      reason: 'Once.',
    });
    const clients = ['ada', 'berta', 'carl'].flatMap((name) => [
      officers.client(name),
      officers.client(name, name, otherDoor),
    ]);
    const all = Array.from({ length: 50 }, (_, i) => clients[i % clients.length]?.approve(asked));
    const done = await Promise.allSettled(all);
    assert.equal(done.filter(({ status }) => status === 'fulfilled').length, 2);
    const { rows } = {
      rows: await bench()
        .sam.db.selectFrom('audit')
        .select('record')
        .where('record', 'like', '%"ev":"OPERATION_EXECUTED"%')
        .execute(),
    };
    assert.equal(rows.length, 1);
    for (const client of [olga, ...clients]) await client.close();
    assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
    await second.stop();
  });
});
