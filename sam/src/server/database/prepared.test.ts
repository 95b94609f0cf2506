import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { Audit } from '../audit/audit.ts';
import { postgres } from '../testing/bench.ts';
import { type OpenDatabase, openDatabase } from './database.ts';
import { migrateLedger } from './migrate.ts';

const skip = postgres.postgresPrograms() === undefined ? 'PostgreSQL is not installed' : false;

describe('statements that come again', { skip }, () => {
  let server: Awaited<ReturnType<typeof postgres.startPostgres>>;
  let open: OpenDatabase;
  before(async () => {
    server = await postgres.startPostgres();
    open = await openDatabase({ url: server.url() });
    await migrateLedger(open.db);
  });
  after(async () => {
    await open.close();
    await server.stop();
  });

  const preparedNow = async () =>
    (
      await sql<{
        statement: string;
      }>`select statement from pg_prepared_statements where statement like '%"epoch"%'`.execute(open.db)
    ).rows;
  const row = () => open.db.selectFrom('epoch').selectAll().where('epoch', '=', 1).executeTakeFirst();
  const widen = (name: string) => sql.raw(`alter table epoch add column ${name} text`).execute(open.db);

  test('are prepared once, and those without values or of great length not at all', async () => {
    for (let i = 0; i < 3; i++) await row();
    await open.db
      .selectFrom('epoch')
      .selectAll()
      .where(
        'epoch',
        'in',
        Array.from({ length: 900 }, (_, i) => i),
      )
      .execute();
    const statements = await preparedNow();
    assert.deepEqual(
      statements.map(({ statement }) => statement),
      ['select * from "epoch" where "epoch" = $1'],
    );
  });

  test('are answered when another node has migrated the table, alone and within an act', async () => {
    await row();
    await widen('more');
    assert.equal(await row(), undefined);
    assert.deepEqual(await preparedNow(), [], 'the connection was kept');
    await row();
    const audit = new Audit(open.db, () => new Date());
    await widen('yet_more');
    const read = await audit.commit(async (trx) => {
      const found = await trx.selectFrom('epoch').selectAll().where('epoch', '=', 1).execute();
      return { value: found, events: [{ ev: 'TEST', outcome: 'ok', actor: 'sam' }] };
    });
    assert.deepEqual(read, []);
  });
});
