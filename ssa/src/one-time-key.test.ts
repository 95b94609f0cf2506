/** A signature with a key of its own: made under one approval, used under a second, and nobody's identity. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { credentialOfRequest } from '@chancery/store';
import { workshops } from './organization.test.ts';
import { Person, readStatement } from './person.test.ts';
import { challengeIn, onEachDatabase, type World } from './world.test.ts';

onEachDatabase('a signature with a one-time key', (opened) => {
  let world: World;
  let token = '';
  let ana: { person: Person; account: string };
  before(async () => {
    world = opened();
    token = (await world.provider()).token;
    ana = await enrolled('ana');
  });

  async function enrolled(name: string) {
    const person = new Person(name);
    const account = await world.account(token, person);
    const { body } = await world.call('POST', '/api/v1/enrollments', token, { account });
    await world.walk(String(body['url']), '', person);
    return { person, account };
  }

  async function asked(more: object = {}) {
    const { body } = await world.ask(token, { account: ana.account, one_time_key: true, ...more });
    return { id: String(body['id']), url: String(body['authorization_url']) };
  }

  /** Agrees to the key, as far as the approval of the signature. */
  async function toApproval(url: string): Promise<string> {
    let { location } = await world.visit(url, ana.account);
    ({ location } = await world.visit(location, ana.account));
    assert.equal((await readStatement(world.sic, challengeIn(location))).intent.kgen?.once, true);
    ({ location } = await world.visit(await ana.person.approve(world.sic, challengeIn(location)), ana.account));
    ({ location } = await world.visit(location, ana.account));
    return challengeIn(location);
  }

  const keyOf = async (id: string) => String((await credentialOfRequest(world.store.db, id))?.key);
  const requestOf = async (id: string) => (await world.call('GET', `/api/v1/signature-requests/${id}`, token)).body;
  const identities = async () =>
    (await world.call('GET', `/api/v1/identities?account=${ana.account}`, token)).body['credentials'];

  test('is not asked for together with an identity, of an organisation, nor with a key that is not switched on', async () => {
    const { id } = workshops.other.trusted;
    const { body } = await world.call('POST', '/api/v1/accounts', token, { name: 'Workshop', organization: id });
    for (const [more, why] of [
      [{ credential: 'c' }, /not both/],
      [{ account: body['id'] }, /of an organisation/],
      [{ one_time_key: { kind: 'ed25519' } }, /not switched on/],
    ] as const) {
      const refused = await world.ask(token, { account: ana.account, one_time_key: true, ...more });
      assert.equal(refused.status, 400);
      assert.match(String(refused.body['detail']), why);
    }
    assert.equal((await world.ask(token, { one_time_key: false })).status, 400);
  });

  test('is made by two acts in one walk; the key is destroyed, and is no identity of the person', async () => {
    const { id, url } = await asked();
    assert.match(await world.walk(url, ana.account, ana.person), /\/result$/);
    assert.equal((await requestOf(id))['state'], 'signed');
    assert.equal((await world.sam.key(await keyOf(id))).state, 'destroyed');
    assert.deepEqual(await identities(), []);
    const signed = await world.call('GET', `/api/v1/signature-requests/${id}/documents/0`, token);
    const verdict = await world.call('POST', '/api/v1/signatures/validate', token, {
      document: signed.bytes.toString('base64'),
    });
    assert.equal(verdict.body['valid'], true, JSON.stringify(verdict.body));
  });

  test('has the key that was asked for, and each request its own', async () => {
    const [one, two] = [await asked({ one_time_key: { kind: 'ec', curve: 'P-384' } }), await asked()];
    for (const { url } of [one, two]) await world.walk(url, ana.account, ana.person);
    const keys = await Promise.all([one, two].map(async ({ id }) => world.sam.key(await keyOf(id))));
    assert.deepEqual(
      keys.map(({ algorithm }) => algorithm),
      [
        { kind: 'ec', curve: 'P-384' },
        { kind: 'ec', curve: 'P-256' },
      ],
    );
  });

  test('names the act that made the key, and asks again under the same when she needs more time', async () => {
    const { id, url } = await asked();
    const first = await readStatement(world.sic, await toApproval(url));
    const { location } = await world.visit(`${url}/more-time`, ana.account);
    const second = await readStatement(world.sic, challengeIn(location));
    assert.equal(second.intent.parent, first.intent.parent);
    assert.notEqual(second.intent.chal, first.intent.chal);
    await ana.person.approve(world.sic, second.intent.chal);
    assert.equal((await requestOf(id))['state'], 'signed');
  });

  test('refused, the key is destroyed and the request refused; before the key, none is made', async () => {
    const { id, url } = await asked();
    await world.sic.refuse({ chal: await toApproval(url) });
    assert.equal((await requestOf(id))['state'], 'refused');
    assert.equal((await world.sam.key(await keyOf(id))).state, 'destroyed');
    const early = await asked();
    const { location } = await world.visit((await world.visit(early.url, ana.account)).location, ana.account);
    await world.sic.refuse({ chal: challengeIn(location) });
    await world.visit(early.url, ana.account);
    assert.equal((await requestOf(early.id))['state'], 'refused');
    assert.equal(await credentialOfRequest(world.store.db, early.id), undefined);
  });

  test('withdrawn, the key is destroyed', async () => {
    const { id, url } = await asked();
    await toApproval(url);
    assert.equal((await world.call('DELETE', `/api/v1/signature-requests/${id}`, token)).status, 200);
    assert.equal((await world.sam.key(await keyOf(id))).state, 'destroyed');
  });

  test('whose key is gone has failed, and says so', async () => {
    const { id, url } = await asked();
    await toApproval(url);
    await world.sam.discardKey(await keyOf(id));
    await world.visit(`${url}/more-time`, ana.account);
    const { state, failure } = await requestOf(id);
    assert.deepEqual([state, failure], ['failed', 'one_time_key_gone']);
  });
});
