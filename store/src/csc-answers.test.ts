import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { expectCscAnswer, findCscAnswer, keepCscAnswer, openStore, type Store, sweep } from './index.ts';

// The helper of the whole repository, outside this package's types.
const template = new URL('../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as {
  folderOfDatabase(folder: string, shape: string): Promise<string>;
};

const folder = mkdtempSync(join(tmpdir(), 'store-answers-'));
let store: Store;
before(async () => {
  store = await openStore({ folder: await folderOfDatabase(folder, 'ssa') });
});
after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const minute = 60_000;
const at = (ahead: number) => new Date(Date.now() + ahead);

async function expected(ahead = minute) {
  const row = { id: randomBytes(32), client_id: 'app', account_id: 'a1' };
  await expectCscAnswer(store.db, { ...row, expires_at: at(ahead) });
  return row;
}

test('an answer is waited for, then there, and the first that came stays', async () => {
  const row = await expected();
  assert.equal((await findCscAnswer(store.db, row, at(0)))?.sealed, null);
  const kept = await Promise.all(
    ['one', 'two', 'three'].map((text) => keepCscAnswer(store.db, row.id, Buffer.from(text))),
  );
  assert.equal(kept.filter(Boolean).length, 1);
  const { sealed } = (await findCscAnswer(store.db, row, at(0))) ?? {};
  assert.equal(Buffer.from(sealed ?? []).toString(), ['one', 'two', 'three'][kept.indexOf(true)]);
});

test('it is of its client and account, and of nobody else', async () => {
  const row = await expected();
  for (const other of [{ client_id: 'other' }, { account_id: 'a2' }, { account_id: null }, { id: randomBytes(32) }])
    assert.equal(await findCscAnswer(store.db, { ...row, ...other }, at(0)), undefined);
});

test('past its time it is not found, and goes', async () => {
  const row = await expected(-2 * minute);
  assert.equal(await findCscAnswer(store.db, row, at(0)), undefined);
  assert.ok((await sweep(store.db, 100)) >= 1);
  assert.equal(await findCscAnswer(store.db, row, at(-3 * minute)), undefined);
});
