import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import {
  beginCredentialAuthorization,
  createAccount,
  createSession,
  grantCredentialAuthorization,
  migrate,
  openStore,
  type Store,
  saveArtifact,
  sweep,
} from './index.ts';

type PostgresPeer = {
  postgresPrograms(): string | undefined;
  startPostgres(): Promise<{ url(): string; stop(): Promise<void> }>;
};

// The helpers of the whole repository, outside this package's types.
const peer = (await import(new URL('../../test/postgres.ts', import.meta.url).href)) as PostgresPeer;
const template = new URL('../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as {
  folderOfDatabase(folder: string, shape: string): Promise<string>;
};

const minute = 60;
const hour = 60 * minute;
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

describe('on the embedded database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-sweep-'));
  let store: Store;
  before(async () => {
    store = await openStore({ folder: await folderOfDatabase(join(folder, 'data'), 'ssa') });
    await furnish(store);
  });
  after(() => store.close().finally(() => rmSync(folder, { recursive: true, force: true })));
  whatLivesStays(() => store);
});

describe('on PostgreSQL', { skip: peer.postgresPrograms() ? false : 'PostgreSQL is not installed' }, () => {
  let server: Awaited<ReturnType<PostgresPeer['startPostgres']>>;
  let nodes: [Store, Store];
  before(async () => {
    server = await peer.startPostgres();
    const url = server.url();
    nodes = [await openStore({ url }), await openStore({ url })];
    await furnish(nodes[0]);
  });
  after(async () => {
    for (const node of nodes) await node.close();
    await server.stop();
  });
  whatLivesStays(() => nodes[0]);

  test('a row that another node is renewing is left alone, then and afterwards', async () => {
    const [one, other] = nodes;
    await saveArtifact(one.db, 'Session', 'renewed', {}, -2 * hour);
    await saveArtifact(one.db, 'Session', 'over', {}, -2 * hour);
    await one.db.transaction().execute(async (db) => {
      await saveArtifact(db, 'Session', 'renewed', {}, minute);
      assert.equal(await sweep(other.db, 10), 1);
    });
    assert.equal(await sweep(other.db, 10), 0);
    assert.deepEqual(await artifacts(one), ['renewed']);
  });

  test('two nodes share the work: every row goes once, none that lives', async () => {
    const [one] = nodes;
    const rows = Array.from({ length: 3_000 }, (_, n) => ({
      model: 'AccessToken',
      id: `${n}`,
      payload: '{}',
      expires_at: n % 3 === 0 ? null : ago(2 * hour),
    }));
    await one.db.insertInto('oidc_artifact').values(rows).execute();
    const gone = await Promise.all([...nodes, ...nodes].map(({ db }) => sweptWhole(db)));
    assert.equal(sum(gone), 2_000);
    assert.equal((await artifacts(one)).length, 1_000);
  });
});

function whatLivesStays(open: () => Store): void {
  beforeEach(async () => {
    for (const table of ['oidc_artifact', 'session', 'credential_authorization'] as const)
      await open().db.deleteFrom(table).execute();
  });

  test('an artifact lives to its end and is kept an hour, consumed or not; one without an end for ever', async () => {
    const { db } = open();
    await saveArtifact(db, 'AuthorizationCode', 'alive', {}, minute);
    await saveArtifact(db, 'AuthorizationCode', 'consumed', {}, minute);
    await db
      .updateTable('oidc_artifact')
      .set({ consumed_at: ago(1) })
      .where('id', '=', 'consumed')
      .execute();
    await saveArtifact(db, 'AuthorizationCode', 'just over', {}, -59 * minute);
    await saveArtifact(db, 'Grant', 'without end', {}, undefined);
    await saveArtifact(db, 'AuthorizationCode', 'over', {}, -61 * minute);
    assert.equal(await sweptWhole(db), 1);
    assert.deepEqual(await artifacts(open()), ['alive', 'consumed', 'just over', 'without end']);
  });

  test('a session lives to its end', async () => {
    const { db } = open();
    const token = await createSession(db, 'a', new Date(), null);
    await createSession(db, 'a', ago(9 * 3600), null);
    assert.equal(await sweptWhole(db), 1);
    assert.equal((await db.selectFrom('session').select('token_hash').execute()).length, 1, token);
  });

  test('an approval lives while it may be given, its SAD spent, or a token under its grant used', async () => {
    const { db } = open();
    await asked(open(), 'not given yet', { interaction: minute });
    await asked(open(), 'just begun', { since: 5 });
    await asked(open(), 'given', { sad: minute });
    await asked(open(), 'spent, token lives', { sad: -5 * minute, token: minute });
    await asked(open(), 'given, interaction not ended', { sad: -5 * minute, interaction: minute });
    assert.equal(await sweptWhole(db), 0);
    await asked(open(), 'never given', {});
    await asked(open(), 'never given, interaction over', { interaction: -5 * minute });
    await asked(open(), 'over', { sad: -5 * minute, token: -5 * minute });
    await sweptWhole(db);
    const left = await db.selectFrom('credential_authorization').select('uid').orderBy('uid').execute();
    assert.deepEqual(
      left.map(({ uid }) => uid),
      ['given', 'given, interaction not ended', 'just begun', 'not given yet', 'spent, token lives'],
    );
  });

  test('goes in batches: no statement takes more than it may', async () => {
    const { db } = open();
    for (let n = 0; n < 25; n++) await saveArtifact(db, 'Session', `${n}`, {}, -2 * hour);
    const gone = [];
    for (let batch = 0; batch < 4; batch++) gone.push(await sweep(db, 10));
    assert.deepEqual(gone, [10, 10, 5, 0]);
  });
}

interface Asked {
  /** Seconds from now: when its interaction, its SAD, a token under its grant end. */
  readonly interaction?: number;
  readonly sad?: number;
  readonly token?: number;
  /** Seconds ago. */
  readonly since?: number;
}

async function asked({ db }: Store, uid: string, { interaction, sad, token, since = 7200 }: Asked): Promise<void> {
  const row = { uid, account_id: 'a', client_id: 'c', credential_id: 'k', chal: `chal of ${uid}` };
  await beginCredentialAuthorization(db, { ...row, token_type: 'SAD' });
  const set = { created_at: ago(since) };
  await db.updateTable('credential_authorization').set(set).where('uid', '=', uid).execute();
  if (interaction !== undefined) await saveArtifact(db, 'Interaction', uid, {}, interaction);
  const grant = `grant of ${uid}`;
  if (sad !== undefined) await grantCredentialAuthorization(db, uid, { grant, sad: 's', expires: ago(-sad) });
  // The grant itself is there for as long as any grant: it is no token.
  await saveArtifact(db, 'Grant', grant, {}, 3600);
  if (token !== undefined) await saveArtifact(db, 'AccessToken', `token of ${uid}`, { grantId: grant }, token);
}

async function furnish(store: Store): Promise<void> {
  await migrate(store);
  await createAccount(store.db, { id: 'a', name: 'Ana', identity: { issuer: 'i', subject: 's' } });
}

async function sweptWhole(db: Store['db']): Promise<number> {
  const gone = await sweep(db, 100);
  return gone === 0 ? 0 : gone + (await sweptWhole(db));
}

async function artifacts({ db }: Store): Promise<readonly string[]> {
  return (await db.selectFrom('oidc_artifact').select('id').orderBy('id').execute()).map(({ id }) => id);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
