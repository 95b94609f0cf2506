/** What a person approves with: listed, changed by her own act, and a lost phone revoked by whoever answers the telephone. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Person, readStatement } from './person.test.ts';
import { adminToken, challengeIn, World } from './world.test.ts';

describe('what a person approves with', () => {
  let world: World;
  let token = '';
  let ana: { person: Person; account: string };
  before(async () => {
    world = await World.open();
    token = (await world.provider()).token;
    const person = new Person('ana');
    ana = { person, account: await world.account(token, person) };
    const { body } = await post('enrollments', { account: ana.account });
    await world.walk(String(body['url']), '', person);
  });
  after(() => world.close());

  const post = (path: string, body: object, by = token) => world.call('POST', `/api/v1/${path}`, by, body);
  const read = async (path: string, by = token) => (await world.call('GET', `/api/v1/${path}`, by)).body;
  const listed = async () =>
    (await read(`devices?account=${ana.account}`))['devices'] as { id: string; kind: string; since: string }[];

  async function asked(change: object) {
    const { status, body } = await post('devices/changes', { account: ana.account, ...change });
    assert.equal(status, 201, JSON.stringify(body));
    const url = String(body['url']);
    return { id: String(body['id']), url, chal: challengeIn((await world.visit(url)).location) };
  }

  const stateOf = async (id: string) => (await read(`devices/changes/${id}`))['state'];

  test('is not changed for nobody, before she has enrolled, while she is suspended, nor by something she has not', async () => {
    const luis = await world.account(token, new Person('luis'));
    const suspended = await world.account(token, new Person('eve'));
    await world.call('PATCH', `/admin/v1/accounts/${suspended}`, adminToken, { status: 'suspended' });
    for (const [code, body] of [
      ['not_found', { account: 'nobody', add: 'pin' }],
      ['not_enrolled', { account: luis, add: 'pin' }],
      ['account_inactive', { account: suspended, add: 'pin' }],
      ['not_found', { account: ana.account, remove: 'dev_none' }],
      ['invalid_request', { account: ana.account }],
      ['invalid_request', { account: ana.account, add: 'pin', remove: 'dev_none' }],
      ['invalid_request', { account: ana.account, add: 'face' }],
      ['invalid_request', { account: ana.account, add: 'pin', redirect_uri: 'https://evil.example/' }],
    ] as const)
      assert.equal((await post('devices/changes', body)).body['code'], code, JSON.stringify(body));
    assert.deepEqual(await read(`devices?account=${luis}`), { devices: [] });
    assert.deepEqual(await read('devices?account=nobody'), { devices: [] });
    const { id } = await asked({ add: 'pin' });
    const stranger = (await world.provider('Other bank')).token;
    assert.equal((await read(`devices/changes/${id}`, stranger))['code'], 'not_found');
    assert.equal((await read('devices/changes/none'))['code'], 'not_found');
  });

  test('is listed: what it is and since when, and nothing that approves', async () => {
    const [passkey, ...more] = await listed();
    assert.deepEqual([passkey?.kind, more], ['passkey', []]);
    assert.ok(Date.parse(passkey?.since ?? '') > Date.now() - 600_000);
    assert.deepEqual(Object.keys(passkey ?? {}).sort(), ['id', 'kind', 'since']);
  });

  test('grows and shrinks by her own act; the last that decides stays', async () => {
    const [first] = await listed();
    const adding = await asked({ add: 'passkey', redirect_uri: 'https://app.example/back' });
    const { intent } = await readStatement(world.sic, adding.chal);
    assert.deepEqual([intent.purpose, intent.change], ['factor.change', { add: 'webauthn' }]);
    const another = await ana.person.addPasskey(world.sic, adding.chal);
    const { location } = await world.visit(`${adding.url}/return`);
    assert.equal(location, `https://app.example/back?change=${adding.id}&status=done`);
    assert.deepEqual(
      (await listed()).map(({ kind }) => kind),
      ['passkey', 'passkey'],
    );
    const removing = await asked({ remove: first?.id });
    await another.approve(world.sic, removing.chal);
    assert.equal(await stateOf(removing.id), 'done');
    await assert.rejects(ana.person.approve(world.sic, (await asked({ add: 'phone' })).chal), {
      code: 'evidence_invalid',
    });
    ana.person = another;
    const [last, ...more] = await listed();
    assert.deepEqual(more, []);
    const tooMuch = await asked({ remove: last?.id });
    await assert.rejects(another.approve(world.sic, tooMuch.chal), { code: 'policy' });
    assert.equal(await stateOf(tooMuch.id), 'open');
    assert.equal((await listed()).length, 1);
  });

  test('stays as it is when she refuses, and who needs more time is asked anew', async () => {
    const { id, url, chal } = await asked({ add: 'pin' });
    const later = challengeIn((await world.visit(`${url}/more-time`)).location);
    assert.equal((await world.sam.status(chal)).state, 'cancelled');
    await world.sic.refuse({ chal: later });
    assert.match((await world.visit(`${url}/return`)).text, /You have refused[\s\S]*Nothing was changed/);
    assert.equal(await stateOf(id), 'refused');
    assert.equal((await listed()).length, 1);
  });

  test('a lost phone is revoked by operators alone, and a passkey not by them', async () => {
    const lost = (body: object, by = adminToken) => world.call('POST', '/admin/v1/lost-phones', by, body);
    const [passkey] = await listed();
    const { account } = ana;
    const luis = await world.account(token, new Person('luis-2'));
    assert.equal((await lost({ account, device: 'dev_none' }, token)).body['code'], 'unauthorized');
    for (const [code, body] of [
      ['not_found', { account, device: 'dev_none' }],
      ['not_found', { account, device: passkey?.id }],
      ['not_found', { account: 'nobody', device: 'dev_none' }],
      ['not_enrolled', { account: luis, device: 'dev_none' }],
      ['invalid_request', { account }],
    ] as const)
      assert.equal((await lost(body)).body['code'], code, JSON.stringify(body));
    assert.equal((await listed()).length, 1);
  });
});
