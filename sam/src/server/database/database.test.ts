import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { postgres } from '../testing/bench.ts';
import { openDatabase } from './database.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-ledger-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a damaged ledger is refused, never replaced by an empty one; one whose making was interrupted is made anew', async () => {
  mkdirSync(join(folder, 'pg'));
  writeFileSync(join(folder, 'pg', 'PG_VERSION'), '17');
  await assert.rejects(openDatabase({ folder }), { code: 'damaged', message: /cannot be opened\. Restore it/ });
  writeFileSync(join(folder, 'unfinished'), '');
  await (await openDatabase({ folder })).close();
  assert.equal(existsSync(join(folder, 'unfinished')), false);
  rmSync(join(folder, 'pg', 'global', 'pg_control'));
  await assert.rejects(openDatabase({ folder }), { code: 'damaged' });
});

const skip = postgres.postgresPrograms() === undefined ? 'PostgreSQL is not installed' : false;
test('a server that goes away in the middle of a transaction ends the transaction, not the process', {
  skip,
}, async () => {
  const server = await postgres.startPostgres();
  const { db, close } = await openDatabase({ url: server.url() });
  const interrupted = db.transaction().execute(async (trx) => {
    await sql`select 1`.execute(trx);
    await server.stop();
    await sql`select 1`.execute(trx);
  });
  await assert.rejects(interrupted);
  await assert.rejects(sql`select 1`.execute(db));
  await close();
});
