import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import {
  createAccount,
  createClient,
  createCredential,
  createErrand,
  createGroup,
  createProvider,
  createRequest,
  destroyCredential,
  endRequest,
  findCredential,
  findCredentialsWithSigner,
  findPastCredential,
  finishErrand,
  groupOfCredential,
  listCredentials,
  noteRevocation,
  openStore,
  requestsWaitingFor,
} from './index.ts';

// The helper of the whole repository, outside this package's types.
const template = new URL('../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as {
  folderOfDatabase(folder: string, shape: string): Promise<string>;
};

const root = mkdtempSync(join(tmpdir(), 'store-credentials-'));
const store = await openStore({ folder: await folderOfDatabase(root, 'ssa') });
after(() => store.close().finally(() => rmSync(root, { recursive: true, force: true })));
const { db } = store;
const soon = new Date(Date.now() + 60_000);
await createAccount(db, { id: 'ana', name: 'Ana' });
await createGroup(db, { id: 'banks', name: 'Banks' });
await createProvider(db, { id: 'p', group_id: 'banks', name: 'Bank' });
await createClient(db, 'bank', 'p', {});

async function credential(id: string): Promise<void> {
  const row = { id, account_id: 'ana', key: id, scal: 2, status: 'active' } as const;
  await createCredential(db, { ...row, algorithm: {}, chain: [] });
}

async function errand(id: string, kind: 'key.create' | 'key.delete' | 'factor.change', parameters = {}): Promise<void> {
  const of = { account_id: 'ana', client_id: 'bank', parameters, chal: null, return_url: null, request_id: null };
  await createErrand(db, { id, token: id, kind, ...of, expires_at: soon });
}

test('a credential that is destroyed is found no more but for what it signed, and destroyed once', async () => {
  await credential('gone');
  const won = await Promise.all([destroyCredential(db, 'gone'), destroyCredential(db, 'gone')]);
  assert.deepEqual(won.filter(Boolean), [true]);
  assert.equal(await findCredential(db, 'ana', 'gone'), undefined);
  assert.deepEqual(await listCredentials(db, 'ana'), []);
  assert.equal((await findPastCredential(db, 'ana', 'gone'))?.status, 'destroyed');
  assert.equal(await destroyCredential(db, 'nothing'), false);
});

test('a key has a PIN when it was made with one, whatever else was asked about it', async () => {
  for (const [id, parameters] of Object.entries({ pinned: { pin: true }, plain: { pin: false }, older: {} })) {
    await credential(id);
    await errand(`${id}-deletion`, 'key.delete', { pin: !('pin' in parameters && parameters.pin) });
    await finishErrand(db, `${id}-deletion`, 'refused', id);
    await errand(`${id}-made`, 'key.create', parameters);
    await finishErrand(db, `${id}-made`, 'done', id);
  }
  await credential('made-by-nobody');
  const hasPin = async (id: string) =>
    (await findCredentialsWithSigner(db, [{ account: 'ana', id }])).get(`ana ${id}`)?.hasPin;
  const found = await Promise.all(['pinned', 'plain', 'older', 'made-by-nobody', 'no-such'].map(hasPin));
  assert.deepEqual(found, [true, false, false, false, undefined]);
});

test('what an authority says of a certificate is kept with its credential, and a revocation is for ever', async () => {
  const row = { account_id: 'ana', scal: 2, status: 'active', algorithm: {} } as const;
  for (const id of ['said', 'other'])
    await createCredential(db, { ...row, id, key: id, chain: [`cert of ${id}`, 'root'] });
  const known = async (id: string) => {
    const { revocation, revocation_seen } = (await findCredential(db, 'ana', id))!;
    return [revocation, revocation_seen?.getTime()];
  };
  for (const [says, kept] of [
    ['good', 'good'],
    ['suspended', 'suspended'],
    ['revoked', 'revoked'],
  ] as const) {
    await noteRevocation(db, 'cert of said', says, soon);
    assert.deepEqual(await known('said'), [kept, soon.getTime()]);
  }
  await noteRevocation(db, 'cert of said', 'good', new Date());
  await noteRevocation(db, 'root', 'revoked', new Date());
  assert.deepEqual(await known('said'), ['revoked', soon.getTime()]);
  assert.deepEqual(await known('other'), [null, undefined]);
});

test('the group of a credential is that of whose application had the key made, not of who asked for anything else', async () => {
  await credential('made');
  await errand('deletion', 'key.delete');
  await finishErrand(db, 'deletion', 'refused', 'made');
  assert.equal(await groupOfCredential(db, 'made'), undefined);
  await errand('creation', 'key.create');
  await finishErrand(db, 'creation', 'done', 'made');
  assert.equal(await groupOfCredential(db, 'made'), 'banks');
  await errand('change', 'factor.change');
});

test('of the requests of a credential those wait that have not begun and have not ended', async () => {
  await credential('signs');
  const of = { client_id: 'bank', account_id: 'ana', credential_id: 'signs', redirect_uri: null, expires_at: soon };
  for (const id of ['waits', 'ended'])
    await createRequest(
      db,
      {
        id,
        token: `t-${id}`,
        view_token: `v-${id}`,
        ...of,
        reason: null,
        location: null,
        document_key: new Uint8Array(32),
      },
      [{ position: 0, name: 'a', size: 1, sha256: 'x' }],
    );
  await endRequest(db, 'ended', 'cancelled');
  assert.deepEqual(
    (await requestsWaitingFor(db, 'signs')).map(({ id }) => id),
    ['waits'],
  );
});
