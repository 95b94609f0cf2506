import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import {
  beginLogin,
  consumeArtifact,
  createAccount,
  createSession,
  destroyArtifact,
  endGrantOf,
  findArtifact,
  findSession,
  findTokenOfGrant,
  isTokenOver,
  linkSigner,
  migrate,
  openStore,
  saveArtifact,
  setAccountStatus,
  spendArtifact,
} from './index.ts';

const template = new URL('../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as { folderOfDatabase(folder: string): Promise<string> };

const root = mkdtempSync(join(tmpdir(), 'store-'));
const store = await openStore({ folder: await folderOfDatabase(join(root, 'one')) });
after(() => store.close().finally(() => rmSync(root, { recursive: true, force: true })));
const { db } = store;
await migrate(store);

test('migrating again changes nothing', async () => {
  assert.deepEqual(await migrate(store), []);
});

test('an artifact is consumed by one of fifty callers', async () => {
  await saveArtifact(db, 'AuthorizationCode', 'c', { grantId: 'g' }, 60);
  const won = await Promise.all(Array.from({ length: 50 }, () => consumeArtifact(db, 'AuthorizationCode', 'c')));
  assert.equal(won.filter(Boolean).length, 1);
  assert.ok((await findArtifact(db, 'AuthorizationCode', 'id', 'c'))?.consumedAt);
});

test('what comes once is taken by one of fifty callers', async () => {
  const won = await Promise.all(Array.from({ length: 50 }, () => spendArtifact(db, 'ReplayDetection', 'jti', 60)));
  assert.equal(won.filter(Boolean).length, 1);
  assert.equal(await spendArtifact(db, 'AccountToken', 'jti', 60), true, 'of another kind it is another');
});

test('a token whose grant has ended, or never was, is not found', async () => {
  await saveArtifact(db, 'Grant', 'g1', {}, 60);
  for (const grantId of ['g1', 'g2']) await saveArtifact(db, 'AccessToken', grantId, { grantId }, 60);
  assert.ok(await findTokenOfGrant(db, 'AccessToken', 'g1'));
  assert.equal(await findTokenOfGrant(db, 'AccessToken', 'g2'), undefined);
  await endGrantOf(db, 'AccessToken', 'g1');
  await saveArtifact(db, 'AccessToken', 'late', { grantId: 'g1' }, 60);
  for (const id of ['g1', 'late']) assert.equal(await findTokenOfGrant(db, 'AccessToken', id), undefined);
});

test('of a token it is remembered that it is over: past its time, ended, or without its grant; of one that lives, and of anything else, not', async () => {
  const kinds = ['AccessToken', 'ClientCredentials', 'RefreshToken'];
  const over = (id: string) => isTokenOver(db, kinds, id);
  for (const id of ['g3', 'g4']) await saveArtifact(db, 'Grant', id, {}, 60);
  for (const id of ['g3', 'g4']) await saveArtifact(db, 'AccessToken', `of ${id}`, { grantId: id, accountId: 'a' }, 60);
  await saveArtifact(db, 'RefreshToken', 'refresh', { grantId: 'g3' }, 60);
  await saveArtifact(db, 'ClientCredentials', 'past', {}, -1);
  await saveArtifact(db, 'ClientCredentials', 'alive', {}, 60);
  assert.deepEqual(await Promise.all(['past', 'alive', 'of g3', 'none'].map(over)), [true, false, false, false]);
  await endGrantOf(db, 'AccessToken', 'of g3');
  await destroyArtifact(db, 'AccessToken', 'of g4');
  assert.deepEqual(await Promise.all(['of g3', 'of g4', 'refresh'].map(over)), [true, true, false]);
  assert.equal(await findTokenOfGrant(db, 'AccessToken', 'of g4'), undefined, 'its grant lives');
  const { rows } = await sql<{ payload: object }>`select payload from oidc_artifact where id = 'of g4'`.execute(db);
  assert.deepEqual(rows, [{ payload: {} }], 'nothing else is left of it');
});

test('an expired artifact is not found', async () => {
  await saveArtifact(db, 'AuthorizationCode', 'old', {}, -1);
  assert.equal(await findArtifact(db, 'AuthorizationCode', 'id', 'old'), undefined);
});

test('a session of a suspended account is none; a signer is linked once; a login locks after five tries', async () => {
  await createAccount(db, { id: 'a', name: 'Ana', login: 'ana', identity: { issuer: 'i', subject: 's' } });
  await assert.rejects(createAccount(db, { id: 'b', name: 'Eve', identity: { issuer: 'i', subject: 's' } }), {
    code: '23505',
  });
  const token = await createSession(db, 'a', new Date(), null);
  assert.equal((await findSession(db, token, new Date()))?.account.id, 'a');
  assert.equal(await findSession(db, token, new Date(Date.now() + 9 * 3_600_000)), undefined);
  await setAccountStatus(db, 'a', 'suspended');
  assert.equal(await findSession(db, token, new Date()), undefined);
  await setAccountStatus(db, 'a', 'active');
  assert.equal(await linkSigner(db, 'a', 'sgn'), true);
  assert.equal(await linkSigner(db, 'a', 'other'), false);
  const tries = await Promise.all(Array.from({ length: 9 }, () => beginLogin(db, 'ana')));
  assert.equal(tries.filter(Boolean).length, 5);
});
