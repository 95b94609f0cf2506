import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
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
