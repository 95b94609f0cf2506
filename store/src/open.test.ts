import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { openStore, type Store } from './index.ts';

// The helper of the whole repository, outside this package's types.
const { postgresPrograms, startPostgres } = (await import(new URL('../../test/postgres.ts', import.meta.url).href)) as {
  postgresPrograms(): string | undefined;
  startPostgres(): Promise<{ url(): string; stop(): Promise<void> }>;
};

const root = mkdtempSync(join(tmpdir(), 'store-'));
after(() => rmSync(root, { recursive: true, force: true }));
const folder = join(root, 'data');

test('a folder in use is refused with one sentence, and free again after closing', async () => {
  const first = await openStore({ folder });
  await assert.rejects(openStore({ folder }), { code: 'in-use', message: /is in use by process \d+/ });
  await first.close();
  await (await openStore({ folder })).close();
});

test('the lock of a dead process is taken over', async () => {
  writeFileSync(join(folder, 'lock'), '999999999 1');
  await (await openStore({ folder })).close();
});

test('a database whose making was interrupted is made anew; a finished one never is', async () => {
  const begun = join(root, 'begun');
  mkdirSync(join(begun, 'pg'), { recursive: true });
  writeFileSync(join(begun, 'pg', 'PG_VERSION'), '17');
  await assert.rejects(openStore({ folder: begun }), { code: 'damaged' });
  writeFileSync(join(begun, 'unfinished'), '');
  await (await openStore({ folder: begun })).close();
  assert.equal(existsSync(join(begun, 'unfinished')), false);
});

/** Refused as what they are; a value of another type than its column stays an error of our own. */
async function requireTextsRefused({ db }: Store): Promise<void> {
  await assert.rejects(sql`select ${'a\0b'}::text`.execute(db), { code: 'text' });
  for (const json of [{ a: 'b\0' }, { a: '\ud83d' }, ['\udc00']])
    await assert.rejects(sql`select ${JSON.stringify(json)}::jsonb`.execute(db), { code: 'text' });
  await assert.rejects(sql`select ${'a'}::integer`.execute(db), { code: '22P02' });
  await assert.rejects(
    db.transaction().execute((trx) => sql`select ${'\0'}::text`.execute(trx)),
    { code: 'text' },
  );
  await sql`select 1`.execute(db);
}

test('a text that PostgreSQL cannot keep is refused as such, in the embedded database', async () => {
  const store = await openStore({ folder });
  await requireTextsRefused(store);
  await store.close();
});

test('a damaged folder is refused as damaged', async () => {
  rmSync(join(folder, 'pg', 'global'), { recursive: true });
  await assert.rejects(openStore({ folder }), { code: 'damaged' });
});

const skip = postgresPrograms() === undefined ? 'PostgreSQL is not installed' : false;
test('a text that PostgreSQL cannot keep is refused as such, on a server', { skip }, async () => {
  const server = await startPostgres();
  const store = await openStore({ url: server.url() });
  await requireTextsRefused(store);
  await store.close();
  await server.stop();
});

test('a server that goes away is unreachable, in the middle of a transaction too; a wrong statement is not', {
  skip,
}, async () => {
  const server = await startPostgres();
  const { db, close } = await openStore({ url: server.url() });
  await assert.rejects(sql`select nothing`.execute(db), { code: '42703' });
  const inTransaction = db.transaction().execute(async (trx) => {
    await sql`select 1`.execute(trx);
    await server.stop();
    await sql`select 1`.execute(trx);
  });
  await assert.rejects(inTransaction, { code: 'unreachable' });
  await assert.rejects(sql`select 1`.execute(db), { code: 'unreachable' });
  await close();
});

test('statements that come again are prepared once, and answered when another node has migrated', {
  skip,
}, async () => {
  const server = await startPostgres();
  const store = await openStore({ url: server.url() });
  await sql`create table thing (id text primary key)`.execute(store.db);
  const read = () => sql`select * from thing where id = ${'a'}`.execute(store.db);
  const prepared = () =>
    sql`select statement from pg_prepared_statements where statement like '%thing%'`.execute(store.db);
  for (let i = 0; i < 3; i++) assert.deepEqual((await read()).rows, []);
  assert.equal((await prepared()).rows.length, 1);
  await sql`alter table thing add column more text`.execute(store.db);
  assert.deepEqual((await read()).rows, []);
  assert.deepEqual((await prepared()).rows, [], 'the connection was kept');
  await store.close();
  await server.stop();
});
