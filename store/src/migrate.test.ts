/** Migrations only add: whatever ran on the schema before one of them runs on the schema after it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { createClient, createGroup, createProvider, findClient, openStore, type Store, secretDigest } from './index.ts';
import { migrations } from './migrate.ts';

type PostgresPeer = {
  postgresPrograms(): string | undefined;
  startPostgres(): Promise<{ url(): string; stop(): Promise<void> }>;
};

// The helper of the whole repository, outside this package's types.
const peer = (await import(new URL('../../test/postgres.ts', import.meta.url).href)) as PostgresPeer;
const steps = Object.values(migrations);

test('step by step on the embedded database: columns stay as they were, new ones may be left out, rows stay', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'store-steps-'));
  const store = await openStore({ folder });
  await stepByStep(store).finally(() => store.close());
  rmSync(folder, { recursive: true });
});

describe('on a server', { skip: peer.postgresPrograms() ? false : 'PostgreSQL is not installed' }, () => {
  test('step by step: columns stay as they were, new ones may be left out, rows stay', async () => {
    const server = await peer.startPostgres();
    const store = await openStore({ url: server.url() });
    await stepByStep(store).finally(() => store.close());
    await server.stop();
  });
});

async function stepByStep(store: Store): Promise<void> {
  let before: readonly Column[] = [];
  for (const [done, step] of steps.entries()) {
    await step.up(store.db as never);
    const after = await columns(store);
    requireOnlyAdded(before, after);
    before = after;
    if (done === 0) await register(store);
  }
  // Kept in the clear by the first schema; since then by its digest.
  const { client_secret: digest } = (await findClient(store.db, 'c'))?.metadata ?? {};
  assert.equal(digest, secretDigest('hush'));
}

async function register({ db }: Store): Promise<void> {
  await createGroup(db, { id: 'g', name: 'G' });
  await createProvider(db, { id: 'p', group_id: 'g', name: 'Bank' });
  await createClient(db, 'c', 'p', {});
  await sql`update client set metadata = '{"client_secret": "hush"}'`.execute(db);
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
}

async function columns({ db }: Store): Promise<readonly Column[]> {
  const { rows } = await sql<Column>`select table_name || '.' || column_name as name, data_type as type,
      is_nullable = 'NO' and column_default is null as required
    from information_schema.columns where table_schema = 'public' order by 1`.execute(db);
  return rows;
}

function requireOnlyAdded(before: readonly Column[], after: readonly Column[]): void {
  for (const column of before) {
    assert.deepEqual(
      after.find(({ name }) => name === column.name),
      column,
      `${column.name} was changed`,
    );
  }
  const tables = new Set(before.map(tableOf));
  const added = after.filter(({ name }) => !before.some((column) => column.name === name));
  const missed = added.filter((column) => tables.has(tableOf(column)) && column.required).map(({ name }) => name);
  assert.deepEqual(missed, [], 'code of before cannot write these rows any more');
}

function tableOf({ name }: Column): string {
  return name.split('.')[0] ?? '';
}
