import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  beginUpload,
  completeUpload,
  findUpload,
  isKept,
  migrate,
  openStore,
  overdueUploads,
  removeUpload,
  type Store,
  spendUploads,
  takeOver,
} from './index.ts';

const template = new URL('../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as {
  folderOfDatabase(folder: string, shape: string): Promise<string>;
};

const root = mkdtempSync(join(tmpdir(), 'store-uploads-'));
const now = new Date('2026-11-24T12:00:00Z');
const later = new Date('2026-11-24T13:00:00Z');
const wide = { count: 100, octets: 1_000 };
let store: Store;

before(async () => {
  store = await openStore({ folder: await folderOfDatabase(join(root, 'data'), 'ssa') });
  await migrate(store);
});
after(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

function begin(id: string, size = 10, limits = wide, client = 'bank', at = now): Promise<boolean> {
  const row = { id, client_id: client, document_key: new Uint8Array(32), created_at: at, expires_at: later };
  return beginUpload(store.db, { ...row, size }, limits);
}

async function complete(id: string, client = 'bank'): Promise<void> {
  assert.ok(await begin(id, 10, wide, client));
  assert.ok(await completeUpload(store.db, id, 7, 'digest', now));
}

const use = (ids: string[], request: string, at = now, client = 'bank') =>
  spendUploads(store.db, client, ids, request, at);

test('an upload of another client, one that is still coming in and one past its time are not used', async () => {
  await complete('of-bank');
  assert.equal(await use(['of-bank'], 'r', now, 'eve'), false);
  assert.equal(await findUpload(store.db, 'eve', 'of-bank'), undefined);
  await begin('coming');
  assert.equal(await use(['coming'], 'r'), false);
  assert.equal(await findUpload(store.db, 'bank', 'coming'), undefined);
  assert.equal(await use(['of-bank'], 'r', later), false);
});

test('an upload is used by one request of twenty, and its key is gone', async () => {
  await complete('wanted');
  const all = await Promise.all(Array.from({ length: 20 }, (_, i) => use(['wanted'], `r${i}`)));
  assert.equal(all.filter(Boolean).length, 1);
  const used = await findUpload(store.db, 'bank', 'wanted');
  assert.deepEqual([used?.used_by, used?.document_key.length], [`r${all.indexOf(true)}`, 0]);
});

test('what is over before it is complete is neither completed nor taken over', async () => {
  await begin('slow');
  assert.equal(await completeUpload(store.db, 'slow', 7, 'digest', later), false);
  assert.equal(await takeOver(store.db, 'slow', later), false);
  assert.equal(await isKept(store.db, 'slow'), false);
});

test('what a request took over is no upload any more, and a complete one is not taken over', async () => {
  await begin('request');
  assert.ok(await takeOver(store.db, 'request', now));
  assert.equal(await takeOver(store.db, 'request', now), false);
  assert.equal(await isKept(store.db, 'request'), false, 'there is no request yet');
  await complete('whole');
  assert.equal(await completeUpload(store.db, 'whole', 8, 'another', now), false, 'it is complete already');
  assert.ok(await isKept(store.db, 'whole'));
  assert.equal(await takeOver(store.db, 'whole', now), false);
});

test('a client has so many uploads waiting, of so many octets, and no more', async () => {
  assert.ok(await begin('m1', 10, { count: 1, octets: 100 }, 'miser'));
  assert.equal(await begin('m2', 10, { count: 1, octets: 100 }, 'miser'), false);
  assert.equal(await begin('m2', 91, { count: 9, octets: 100 }, 'miser'), false);
  assert.ok(await begin('m2', 90, { count: 9, octets: 100 }, 'miser'));
  await completeUpload(store.db, 'm2', 1, 'digest', now);
  assert.ok(await begin('m3', 80, { count: 9, octets: 100 }, 'miser'));
});

test('what is used, or past its time, waits no longer', async () => {
  const one = { count: 1, octets: 100 };
  await complete('u1', 'spender');
  assert.equal(await begin('u2', 10, one, 'spender'), false);
  assert.ok(await use(['u1'], 'r', now, 'spender'));
  assert.ok(await begin('u2', 10, one, 'spender'));
  assert.equal(await begin('u3', 10, one, 'spender'), false);
  assert.ok(await begin('u3', 10, one, 'spender', later));
});

test('whatever became of it, it is overdue at its time', async () => {
  await complete('left');
  assert.ok(!(await overdueUploads(store.db, now, 100)).includes('left'));
  assert.ok((await overdueUploads(store.db, later, 100)).includes('left'));
  await removeUpload(store.db, 'left');
  assert.ok(!(await overdueUploads(store.db, later, 100)).includes('left'));
});
