import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  beginAttempt,
  choose,
  claimRequest,
  createAccount,
  createCredential,
  createErrand,
  createRequest,
  documentsOf,
  dropLease,
  endRequest,
  findErrand,
  findRequest,
  finishErrand,
  forgetReplies,
  forgettableRequests,
  freezeRequest,
  keepReply,
  keptDocumentsOf,
  loseApproval,
  migrate,
  openStore,
  releaseReply,
  renewLease,
  renewReply,
  reserveReply,
  type Store,
  setErrandChallenge,
  takeLease,
} from './index.ts';

const template = new URL('../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as {
  folderOfDatabase(folder: string, shape: string): Promise<string>;
};

const root = mkdtempSync(join(tmpdir(), 'store-requests-'));
const now = new Date('2026-11-24T12:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
let store: Store;

before(async () => {
  store = await openStore({ folder: await folderOfDatabase(join(root, 'data'), 'ssa') });
  await migrate(store);
  for (const id of ['ana', 'eve']) await createAccount(store.db, { id, name: id });
  const names = { id: 'k', account_id: 'ana', key: 'k', scal: 2 as const, status: 'active' as const };
  await createCredential(store.db, { ...names, algorithm: {}, chain: [] });
});
after(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

async function fresh(id: string): Promise<void> {
  const none = { account_id: null, credential_id: null, redirect_uri: null, reason: null, location: null };
  const times = { created_at: now, expires_at: later(60) };
  const names = { id, token: `t-${id}`, view_token: `v-${id}`, client_id: 'bank', document_key: new Uint8Array(32) };
  await createRequest(store.db, { ...names, ...none, ...times }, [{ position: 0, name: 'a', size: 1, sha256: 'x' }]);
}

async function prepared(id: string): Promise<void> {
  await fresh(id);
  await freezeRequest(store.db, id, 'k', [{ position: 0, state: { name: 'p', dtbsr: 'd', docSha256: 'x' } }]);
}

/** How many of many calls at once won. */
async function winners(call: (n: number) => Promise<unknown>): Promise<number> {
  return (await Promise.all(Array.from({ length: 20 }, (_, n) => call(n)))).filter(Boolean).length;
}

test('a request belongs to the first who claims it, and stays hers', async () => {
  await fresh('claim');
  assert.equal(await claimRequest(store.db, 'claim', 'ana'), true);
  assert.equal(await claimRequest(store.db, 'claim', 'eve'), false);
  assert.equal(await claimRequest(store.db, 'claim', 'ana'), true);
});

test('it is frozen by one of many, with what that one prepared', async () => {
  await fresh('freeze');
  const frozen = (n: number) => [{ position: 0, state: { name: `p-${n}`, dtbsr: 'd', docSha256: 'x' } }];
  assert.equal(
    await winners((n) => store.db.transaction().execute((trx) => freezeRequest(trx, 'freeze', 'k', frozen(n)))),
    1,
  );
  assert.match(String((await documentsOf(store.db, 'freeze'))[0]?.prepared?.name), /^p-\d+$/);
});

test('of many choices at once one counts, and leaves out only what may be left out', async () => {
  await fresh('choose');
  const more = (position: number) => ({
    request_id: 'choose',
    position,
    name: 'b',
    size: 1,
    sha256: 'x',
    optional: true,
  });
  const rows = [more(1), more(2)].map((row) => ({ ...row, prepared: null, level: null }));
  await store.db.insertInto('document').values(rows).execute();
  const chosen = (n: number) =>
    store.db.transaction().execute((trx) => choose(trx, 'choose', { credential: `k-${n}`, places: {} }, [0, 1]));
  assert.equal(await winners(chosen), 1);
  assert.match(String((await findRequest(store.db, 'bank', 'choose'))?.choices?.credential), /^k-\d+$/);
  const kept = await keptDocumentsOf(store.db, 'choose');
  assert.deepEqual(
    kept.map(({ position }) => position),
    [0, 2],
  );
});

test('nothing is chosen any more once it is frozen', async () => {
  await prepared('chosen-late');
  assert.equal(await choose(store.db, 'chosen-late', { places: {} }, []), false);
});

test('of many challenges at once one begins the attempt', async () => {
  await prepared('attempt');
  assert.equal(await winners((n) => beginAttempt(store.db, 'attempt', null, `c-${n}`)), 1);
  const request = await findRequest(store.db, 'bank', 'attempt');
  assert.equal(request?.attempt, 1);
  assert.equal(await beginAttempt(store.db, 'attempt', 'c-stale', 'c-next'), undefined);
  assert.equal(await beginAttempt(store.db, 'attempt', request?.chal ?? null, 'c-next'), 2);
});

test('one of many holds the lease; it is free again when dropped or over, and for its own challenge alone', async () => {
  await prepared('lease');
  await beginAttempt(store.db, 'lease', null, 'c');
  assert.equal(await takeLease(store.db, 'lease', 'other', now, later(60)), false);
  assert.equal(await winners(() => takeLease(store.db, 'lease', 'c', now, later(60))), 1);
  assert.equal(await takeLease(store.db, 'lease', 'c', later(60), later(120)), true);
  assert.equal(await dropLease(store.db, 'lease', later(60)), false);
  assert.equal(await dropLease(store.db, 'lease', later(120)), true);
  assert.equal(await takeLease(store.db, 'lease', 'c', later(61), later(120)), true);
  assert.equal(await beginAttempt(store.db, 'lease', 'c', 'c-2'), undefined);
});

test('a lease is renewed by its holder alone, and by nobody once another one has taken it', async () => {
  await prepared('renew');
  await beginAttempt(store.db, 'renew', null, 'c');
  await takeLease(store.db, 'renew', 'c', now, later(10));
  assert.equal(await renewLease(store.db, 'renew', later(9), later(20)), false);
  assert.equal(await winners(() => renewLease(store.db, 'renew', later(10), later(20))), 1);
  assert.equal(await takeLease(store.db, 'renew', 'c', later(19), later(30)), false);
  assert.equal(await takeLease(store.db, 'renew', 'c', later(20), later(30)), true);
  assert.equal(await renewLease(store.db, 'renew', later(20), later(40)), false);
});

test('a lost approval leads back to the signer, once and by the holder of the lease alone', async () => {
  await prepared('lost');
  await beginAttempt(store.db, 'lost', null, 'c');
  assert.equal(await loseApproval(store.db, 'lost', later(10)), false);
  await takeLease(store.db, 'lost', 'c', now, later(10));
  assert.equal(await loseApproval(store.db, 'lost', later(9)), false);
  assert.equal(await winners(() => loseApproval(store.db, 'lost', later(10))), 1);
  const request = await findRequest(store.db, 'bank', 'lost');
  assert.deepEqual([request?.state, request?.chal, request?.lease], ['prepared', null, null]);
  assert.equal(await beginAttempt(store.db, 'lost', null, 'c-2'), 2);
});

test('what is being signed can neither be withdrawn nor refused nor expire; it ends once', async () => {
  await prepared('end');
  assert.equal(await endRequest(store.db, 'end', 'signed'), false);
  await beginAttempt(store.db, 'end', null, 'c');
  await takeLease(store.db, 'end', 'c', now, later(60));
  for (const state of ['cancelled', 'refused', 'expired'] as const) {
    assert.equal(await endRequest(store.db, 'end', state), false);
  }
  assert.equal(await winners(() => endRequest(store.db, 'end', 'signed')), 1);
  assert.equal(await endRequest(store.db, 'end', 'failed', 'late'), false);
});

test("another client's request is as if there were none", async () => {
  assert.equal(await findRequest(store.db, 'other', 'end'), undefined);
});

test('only what is past its time may be forgotten', async () => {
  await prepared('late');
  const names = (await forgettableRequests(store.db, later(61), 50)).map(({ id }) => id);
  assert.ok(names.includes('late') && names.includes('end'));
  assert.deepEqual(await forgettableRequests(store.db, later(59), 50), []);
});

test('an errand has one challenge at a time and ends once', async () => {
  const about = { token: 't', kind: 'enrol', account_id: 'ana', client_id: 'bank', chal: null } as const;
  const errand = { ...about, id: 'e', parameters: {}, return_url: null, request_id: null, expires_at: later(60) };
  assert.equal(await createErrand(store.db, errand), true);
  assert.equal(await createErrand(store.db, { ...errand, token: 'u' }), false);
  assert.equal(await winners((n) => setErrandChallenge(store.db, 'e', null, `c-${n}`)), 1);
  assert.equal(await winners(() => finishErrand(store.db, 'e', 'done', null)), 1);
  const ended = await findErrand(store.db, 'bank', 'enrol', 'e');
  assert.equal(await setErrandChallenge(store.db, 'e', ended?.chal ?? null, 'late'), false);
  assert.equal(await findErrand(store.db, 'other', 'enrol', 'e'), undefined);
});

test('an idempotency key is reserved by one of many, repeats its reply for a day, and is free again after a crash', async () => {
  const digest = Uint8Array.of(1);
  const reserve = (at: Date) => reserveReply(store.db, 'bank', 'key', digest, at);
  assert.equal(await winners(async () => (await reserve(now)) === undefined), 1);
  assert.equal((await reserve(later(59)))?.status, 0);
  assert.equal(await reserve(later(61)), undefined);
  await keepReply(store.db, 'bank', 'key', 201, { id: 7 });
  assert.deepEqual((await reserve(later(100)))?.body, { id: 7 });
  await releaseReply(store.db, 'bank', 'key');
  assert.equal((await reserve(later(100)))?.status, 201);
  assert.equal(await reserve(later(90_000)), undefined);
});

test('an idempotency key stays reserved for as long as that is renewed; a reply that is kept is as old as it was', async () => {
  const digest = Uint8Array.of(1);
  const reserve = (at: Date, client = 'bank') => reserveReply(store.db, client, 'long', digest, at);
  await reserve(now);
  await reserve(now, 'eve');
  await renewReply(store.db, 'bank', 'long', later(50));
  assert.equal((await reserve(later(110)))?.status, 0);
  assert.equal(await reserve(later(110), 'eve'), undefined, "another client's is its own");
  await keepReply(store.db, 'bank', 'long', 201, {});
  await renewReply(store.db, 'bank', 'long', later(86_400));
  assert.equal(await reserve(later(86_451)), undefined);
});

test('a key that is released again and again is never two callers’ at a time', async () => {
  const digest = Uint8Array.of(1);
  let [working, most, worked] = [0, 0, 0];
  const attempt = async (length: number) => {
    if ((await reserveReply(store.db, 'bank', 'busy', digest, now)) !== undefined) return;
    most = Math.max(most, ++working);
    for (let i = 0; i < length; i++) await findRequest(store.db, 'bank', 'any');
    working--;
    worked++;
    await releaseReply(store.db, 'bank', 'busy');
  };
  await Promise.all(
    Array.from({ length: 10 }, async () => {
      for (let i = 0; i < 20; i++) await attempt(i % 5);
    }),
  );
  assert.ok(worked > 1);
  assert.equal(most, 1);
});

test('a reply is forgotten after its day', async () => {
  await reserveReply(store.db, 'bank', 'old', Uint8Array.of(1), now);
  await keepReply(store.db, 'bank', 'old', 201, {});
  const kept = async () =>
    (await store.db.selectFrom('idempotency').select('key').where('key', '=', 'old').execute()).length;
  await forgetReplies(store.db, later(86_400));
  assert.equal(await kept(), 1);
  await forgetReplies(store.db, later(86_401));
  assert.equal(await kept(), 0);
});
