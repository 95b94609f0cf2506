/** A key that is destroyed: asked for by an application of its group, decided by its owner, and gone everywhere. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { findPastCredential } from '@chancery/store';
import { cscCredentials } from './csc-credentials.ts';
import { workshops } from './organization.test.ts';
import { Person, readStatement } from './person.test.ts';
import { challengeIn, World } from './world.test.ts';

describe('the deletion of a key', () => {
  let world: World;
  let token = '';
  let ana: { person: Person; account: string };
  before(async () => {
    world = await World.open();
    token = (await world.provider()).token;
    ana = await enrolled('ana');
  });
  after(() => world.close());

  const post = (path: string, body: object, by = token) => world.call('POST', `/api/v1/${path}`, by, body);
  const read = async (path: string, by = token) => (await world.call('GET', `/api/v1/${path}`, by)).body;

  async function enrolled(name: string) {
    const person = new Person(name);
    const account = await world.account(token, person);
    await world.walk(String((await post('enrollments', { account })).body['url']), '', person);
    return { person, account };
  }

  /** A credential of hers, made for the application of `by`. */
  async function keyOf({ person, account } = ana, by = token): Promise<string> {
    const algorithm = { kind: 'ec', curve: 'P-256' };
    const { body } = await post('identities', { account, algorithm, scal: 2 }, by);
    await world.walk(String(body['url']), '', person);
    const made = (await read(`identities/${body['id']}`, by))['credential'];
    return (made as { id: string }).id;
  }

  async function asked(credential: string, more: object = {}) {
    const { status, body } = await post('identities/deletions', { account: ana.account, credential, ...more });
    assert.equal(status, 201, JSON.stringify(body));
    return { id: String(body['id']), url: String(body['url']) };
  }

  const stateOf = async (id: string) => (await read(`identities/deletions/${id}`))['state'];
  const listed = async () =>
    ((await read(`identities?account=${ana.account}`))['credentials'] as { id: string }[]).map(({ id }) => id);
  const approval = async (url: string) => challengeIn((await world.visit(url)).location);

  test('is not asked for by an application of another group, of no key, of nobody, nor of somebody else’s', async () => {
    const credential = await keyOf();
    const eve = await enrolled('eve');
    const stranger = (await world.provider('Other bank')).token;
    for (const [body, by] of [
      [{ account: ana.account, credential }, stranger],
      [{ account: eve.account, credential }, token],
      [{ account: ana.account, credential: 'k_none' }, token],
      [{ account: 'nobody', credential }, token],
    ] as const)
      assert.equal((await post('identities/deletions', body, by)).body['code'], 'not_found');
    assert.equal((await post('identities/deletions', { credential })).body['code'], 'invalid_request');
    const elsewhere = { account: ana.account, credential, redirect_uri: 'https://evil.example/' };
    assert.equal((await post('identities/deletions', elsewhere)).body['code'], 'invalid_request');
    const { id } = await asked(credential);
    assert.equal((await read(`identities/deletions/${id}`, stranger))['code'], 'not_found');
    assert.equal((await read('identities/deletions/none'))['code'], 'not_found');
  });

  test('is not asked for of a key for one signature, nor of a suspended account', async () => {
    const { body } = await world.ask(token, { account: ana.account, one_time_key: true });
    await world.walk(String(body['authorization_url']), ana.account, ana.person);
    const query = world.store.db.selectFrom('credential').select('id').where('request_id', '=', String(body['id']));
    const { id: credential } = await query.executeTakeFirstOrThrow();
    const once = await post('identities/deletions', { account: ana.account, credential });
    assert.equal(once.body['code'], 'not_found');
    const luis = await enrolled('luis');
    const his = await keyOf(luis);
    await world.call('PATCH', `/admin/v1/accounts/${luis.account}`, 'operators-only', { status: 'suspended' });
    const refused = await post('identities/deletions', { account: luis.account, credential: his });
    assert.equal(refused.body['code'], 'account_inactive');
  });

  test('is approved on the page, and the credential is gone: from lists, from CSC, from what waits for it', async () => {
    const credential = await keyOf();
    const signing = await world.ask(token, { account: ana.account, credential });
    await world.visit(String(signing.body['authorization_url']), ana.account);
    const { id, url } = await asked(credential, { redirect_uri: 'https://app.example/back?case=7' });
    const { intent } = await readStatement(world.sic, await approval(url));
    assert.deepEqual([intent.purpose, intent.key, intent.cert_issuer], ['key.delete', credential, 'Test root']);
    const end = await world.walk(url, '', ana.person);
    assert.equal(end, `https://app.example/back?case=7&deletion=${id}&status=done`);
    assert.equal(await stateOf(id), 'done');
    assert.equal((await world.sam.key(credential)).state, 'destroyed');
    assert.ok(!(await listed()).includes(credential));
    const csc = cscCredentials(world.store, world.sam, () => new Date());
    assert.ok(!(await csc.list(ana.account)).includes(credential));
    assert.equal(await csc.find(ana.account, credential), undefined);
    const { state, failure } = await read(`signature-requests/${signing.body['id']}`);
    assert.deepEqual([state, failure], ['failed', 'key_destroyed']);
    const again = await post('identities/deletions', { account: ana.account, credential });
    assert.deepEqual([again.status, again.body['code']], [409, 'conflict']);
    const named = await world.ask(token, { account: ana.account, credential });
    assert.equal(named.body['code'], 'invalid_request');
  });

  test('is known to CSC though nobody came back from it, and what waited for the key fails when the application asks', async () => {
    const credential = await keyOf();
    const signing = await world.ask(token, { account: ana.account, credential });
    const { id, url } = await asked(credential);
    await ana.person.approve(world.sic, await approval(url));
    const csc = cscCredentials(world.store, world.sam, () => new Date());
    assert.ok(!(await csc.list(ana.account)).includes(credential));
    assert.equal(await csc.find(ana.account, credential), undefined);
    assert.equal(await stateOf(id), 'done');
    assert.equal((await read(`signature-requests/${signing.body['id']}`))['failure'], 'key_destroyed');
  });

  test('leaves what was signed before as it was: its certificate is still named', async () => {
    const credential = await keyOf();
    const { body } = await world.ask(token, { account: ana.account, credential });
    await world.walk(String(body['authorization_url']), ana.account, ana.person);
    await world.walk((await asked(credential)).url, '', ana.person);
    assert.equal((await findPastCredential(world.store.db, ana.account, credential))?.status, 'destroyed');
    const signed = await world.call('GET', `/api/v1/signature-requests/${body['id']}/documents/0`, token);
    const verdict = await post('signatures/validate', { document: signed.bytes.toString('base64') });
    assert.equal(verdict.body['valid'], true);
    const archive = await world.call('GET', `/api/v1/signature-requests/${body['id']}/documents.zip`, token);
    assert.match(archive.bytes.toString('latin1'), /"subject": ?"CN=Ana ana/);
  });

  test('asked for twice is two addresses and one deletion, and both are done', async () => {
    const credential = await keyOf();
    const [one, two, late] = [await asked(credential), await asked(credential), await asked(credential)];
    const [first, second] = [await approval(one.url), await approval(two.url)];
    await Promise.all([first, second].map((chal) => ana.person.approve(world.sic, chal)));
    assert.deepEqual(await Promise.all([one, two, late].map(({ id }) => stateOf(id))), ['done', 'done', 'done']);
    assert.match((await world.visit(late.url)).text, /The key is destroyed/);
    const ended = world.store.db.selectFrom('event').selectAll().where('kind', '=', 'deletion.ended');
    assert.equal((await ended.where('object', '=', one.id).execute()).length, 1);
  });

  test('is one of many with the same Idempotency-Key', async () => {
    const credential = await keyOf();
    const body = { account: ana.account, credential };
    const headers = { 'idempotency-key': 'deletion-1' };
    const once = () => world.call('POST', '/api/v1/identities/deletions', token, body, headers);
    assert.equal((await once()).body['id'], (await once()).body['id']);
  });

  test('refused, the key is as it was; the address is of no use any more', async () => {
    const credential = await keyOf();
    const { id, url } = await asked(credential);
    await world.sic.refuse({ chal: await approval(url) });
    assert.match((await world.visit(`${url}/return`)).text, /You have refused[\s\S]*The key is as it was/);
    assert.equal(await stateOf(id), 'refused');
    assert.ok((await listed()).includes(credential));
    assert.match((await world.visit(url)).text, /You have refused/);
  });

  test('past its time asks for nothing, and who needs more time is asked anew', async () => {
    const { id, url } = await asked(await keyOf());
    const before = await approval(url);
    const after = await approval(`${url}/more-time`);
    assert.equal((await world.sam.status(before)).state, 'cancelled');
    assert.equal((await world.sam.status(after)).state, 'open');
    world.ahead = 8 * 86_400_000;
    assert.equal(await stateOf(id), 'expired');
    assert.equal((await world.visit(url)).status, 410);
    world.ahead = 0;
  });

  test('that nobody came back from is found by whoever lists the identities', async () => {
    const credential = await keyOf();
    await ana.person.approve(world.sic, await approval((await asked(credential)).url));
    assert.ok(!(await listed()).includes(credential));
  });

  test('of a key for seals is approved by the organisation’s own key, and of a person’s never', async () => {
    const { unattended } = workshops;
    const approve = async (path: string) => {
      const { body } = await post(`${path}/statement`, {});
      return post(`${path}/approval`, { approval: unattended.approval(String(body['statement'])) });
    };
    const named = { name: 'Talleres', organization: unattended.trusted.id };
    const account = String((await post('accounts', named)).body['id']);
    await approve(`enrollments/${(await post('enrollments', { account })).body['id']}`);
    const algorithm = { kind: 'ec', curve: 'P-256' };
    await approve(`identities/${(await post('identities', { account, algorithm, scal: 2 })).body['id']}`);
    const [made] = (await read(`identities?account=${account}`))['credentials'] as { id: string }[];
    const deletion = await post('identities/deletions', { account, credential: made?.id });
    const path = `identities/deletions/${deletion.body['id']}`;
    assert.equal((await approve(path)).body['state'], 'done');
    assert.deepEqual((await read(`identities?account=${account}`))['credentials'], []);
    const hers = await asked(await keyOf());
    const refused = await post(`identities/deletions/${hers.id}/statement`, {});
    assert.equal(refused.body['code'], 'conflict');
  });
});
