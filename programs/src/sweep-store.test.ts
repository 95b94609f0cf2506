import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { migrate, openStore, type Store, saveArtifact } from '@chancery/store';
import { sweepStore } from './sweep-store.ts';

// The helper of the whole repository, outside this package's types.
const template = new URL('../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as {
  folderOfDatabase(folder: string, shape: string): Promise<string>;
};

const folder = mkdtempSync(join(tmpdir(), 'programs-sweep-'));
const warnings: unknown[] = [];
const logger = { warn: (...said: unknown[]) => void warnings.push(said) };
const now = { pause: 0, batch: 2, breath: 0 };
let store: Store;

before(async () => {
  store = await openStore({ folder: await folderOfDatabase(join(folder, 'data'), 'ssa') });
  await migrate(store);
});
after(() => rmSync(folder, { recursive: true, force: true }));

beforeEach(async () => {
  warnings.length = 0;
  await store.db.deleteFrom('oidc_artifact').execute();
  await saveArtifact(store.db, 'Session', 'alive', {}, 3600);
  for (let n = 0; n < 7; n++) await saveArtifact(store.db, 'Session', `${n}`, {}, -7200);
});

async function left(): Promise<number> {
  return (await store.db.selectFrom('oidc_artifact').select('id').execute()).length;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await wait(5);
}

test('what is over goes, batch after batch, and what lives stays', async () => {
  const stop = sweepStore(store, logger, now);
  await until(async () => (await left()) === 1);
  await stop();
  assert.deepEqual([await left(), warnings], [1, []]);
});

test('stopped before its time it has done nothing; stopped, it does nothing more', async () => {
  await sweepStore(store, logger, { ...now, pause: 3_600_000 })();
  assert.equal(await left(), 8);
});

test('a database that does not answer is a warning, and it is tried again', async () => {
  await store.close();
  const stop = sweepStore(store, logger, now);
  await until(() => warnings.length > 1);
  await stop();
  assert.match(JSON.stringify(warnings[0]), /what is over was not removed/);
});
