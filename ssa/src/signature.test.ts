/** One signature from the upload to the signed document, and every way it is refused or interrupted. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { eventsOf, takeLease } from '@chancery/store';
import { issuer, Person, readStatement } from './person.test.ts';
import { challengeIn, onEachDatabase, onePage, publicOrigin, type World } from './world.test.ts';

const corpus = process.env['CHANCERY_CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');

onEachDatabase('a signature request', (opened) => {
  let world: World;
  let token = '';
  before(async () => {
    world = opened();
    token = (await world.provider()).token;
  });

  /** A person who has enrolled and has a key. */
  async function signer(name: string) {
    const person = new Person(name);
    const account = await world.account(token, person);
    const enrolment = await world.call('POST', '/api/v1/enrollments', token, { account });
    await world.walk(String(enrolment.body['url']), '', person);
    const key = { account, algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 };
    const identity = await world.call('POST', '/api/v1/identities', token, key);
    await world.walk(String(identity.body['url']), '', person);
    const done = await world.call('GET', `/api/v1/identities/${identity.body['id']}`, token);
    return { person, account, credential: String((done.body['credential'] as { id: string }).id) };
  }

  async function asked(more: object = {}) {
    const { body } = await world.ask(token, more);
    return { id: String(body['id']), url: String(body['authorization_url']) };
  }

  const stateOf = async (id: string) =>
    (await world.call('GET', `/api/v1/signature-requests/${id}`, token)).body['state'];

  /** Up to the approval page; its challenge. */
  async function toApproval(url: string, account: string): Promise<string> {
    return challengeIn((await world.visit(url, account)).location);
  }

  test('is signed by somebody who has nothing yet: enrolment, key and signature in one walk', async () => {
    const person = new Person('walker');
    const account = await world.account(token, person);
    const original = await onePage();
    const { body } = await world.ask(token, { account, redirect_uri: 'https://app.example/back?case=7' }, original);
    const end = await world.walk(String(body['authorization_url']), account, person);
    assert.match(end, /\/result$/);
    const { returnUrl, signature } = JSON.parse(
      (await world.visit(end.replace(/result$/, 'state.json'), account)).text,
    );
    assert.deepEqual([signature.issuer, signature.level], ['Test root', 'B-B']);
    assert.ok(Math.abs(signature.at - Date.now() / 1000) < 60 && signature.until > signature.at);
    assert.equal(returnUrl, `https://app.example/back?case=7&request=${body['id']}&status=signed`);
    const signed = await world.call('GET', `/api/v1/signature-requests/${body['id']}/documents/0`, token);
    assert.equal(signed.status, 200);
    assert.deepEqual(signed.bytes.subarray(0, original.length), Buffer.from(original));
    const payload = { document: signed.bytes.toString('base64') };
    const verdict = await world.call('POST', '/api/v1/signatures/validate', token, payload);
    assert.equal(verdict.body['valid'], true, JSON.stringify(verdict.body));
    const events = (await eventsOf(world.store.db, String(body['id']))).map(({ kind }) => kind);
    assert.deepEqual(events, [
      'request.created',
      'request.prepared',
      'request.approval-asked',
      'request.signing',
      'request.ended',
    ]);
  });

  test('over an encrypted document that opens without a password is made like any other', async (t) => {
    const file = join(corpus, 'input', 'pdf', 'V4-aes.pdf');
    if (!existsSync(file) && process.env['CI'] !== 'true') return t.skip('the corpus is not here');
    const ana = await signer('encrypted');
    const original = readFileSync(file);
    const { body } = await world.ask(token, { account: ana.account }, original);
    await world.walk(String(body['authorization_url']), ana.account, ana.person);
    const { bytes } = await world.call('GET', `/api/v1/signature-requests/${body['id']}/documents/0`, token);
    assert.ok(original.equals(bytes.subarray(0, original.length)));
    const payload = { document: bytes.toString('base64') };
    const verdict = await world.call('POST', '/api/v1/signatures/validate', token, payload);
    assert.equal(verdict.body['valid'], true, JSON.stringify(verdict.body));
  });

  test('sends a stranger to log in, and binds itself to the first person who opens it', async () => {
    const [ana, eve] = [await signer('first'), await signer('second')];
    const { url, id } = await asked();
    assert.match((await world.visit(url)).location, /^\/login\?return=/);
    await toApproval(url, ana.account);
    assert.equal((await world.visit(url, eve.account)).status, 403);
    assert.equal((await world.visit(`${url}/result`, eve.account)).status, 403);
    assert.equal(await stateOf(id), 'prepared');
  });

  test('made for one account is refused to everybody else, before anything is prepared', async () => {
    const [ana, eve] = [await signer('owner'), await signer('other')];
    const { url, id } = await asked({ account: ana.account });
    const refused = await world.visit(url, eve.account);
    assert.equal(refused.status, 403);
    assert.match(refused.text, /somebody else/);
    assert.equal(await stateOf(id), 'created');
  });

  /** A person with two keys, and a request of three documents that leaves everything open. */
  async function open(name: string) {
    const ana = await signer(name);
    const key = { account: ana.account, algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 };
    const second = await world.call('POST', '/api/v1/identities', token, key);
    await world.walk(String(second.body['url']), '', ana.person);
    const content = Buffer.from(await onePage()).toString('base64');
    const signature = { format: 'pades', choose_place: true };
    const documents = [
      { name: 'Offer.pdf', content, signature },
      { name: 'Annex A.pdf', content, optional: true },
      { name: 'Annex B.pdf', content, optional: true, signature },
    ];
    const { body } = await world.call('POST', '/api/v1/signature-requests', token, { account: ana.account, documents });
    const url = String(body['authorization_url']);
    const sent = (payload: object, headers: Record<string, string> = {}) =>
      world.app.inject({
        method: 'POST',
        url: `${new URL(url).pathname}/choices`,
        headers: { 'x-logged-in': ana.account, 'sec-fetch-site': 'same-origin', ...headers },
        payload,
      });
    return { ...ana, url, id: String(body['id']), sent };
  }
  const place = { page: 1, left: 20, top: 30, width: 120, height: 40 };
  const chosen = (identity: string) => ({
    identity,
    left_out: [1],
    places: [0, 2].map((position) => ({ position, place })),
  });

  test('that leaves something open is prepared only when she has chosen, once, and signed as she chose', async () => {
    const { url, id, sent, account, person, credential } = await open('choosing');
    assert.equal((await world.visit(url, account)).location, `${url}/choose`);
    assert.equal(await stateOf(id), 'created');
    const left = JSON.parse((await world.visit(`${url}/choices.json`, account)).text);
    assert.equal(left.identities.length, 2);
    assert.deepEqual(
      left.documents.map(({ optional, placed }: Record<string, boolean>) => [optional, placed]),
      [
        [false, true],
        [true, false],
        [true, true],
      ],
    );
    assert.equal((await sent(chosen(credential))).statusCode, 204);
    assert.equal(
      (await sent({ ...chosen(left.identities[0].id), left_out: [] })).statusCode,
      204,
      'too late, and no error',
    );
    assert.equal((await world.visit(`${url}/choose`, account)).location, url);
    const { location, text } = await world.visit(url, account);
    assert.match(location, /\/approve\//, text);
    const { intent } = await readStatement(world.sic, challengeIn(location));
    assert.deepEqual([intent.key, intent.n], [(await world.sam.key(intent.key ?? '')).key, 2]);
    assert.deepEqual(
      intent.display?.map(({ label }) => label),
      ['Offer.pdf', 'Annex B.pdf'],
    );
    await world.walk(url, account, person);
    const { body } = await world.call('GET', `/api/v1/signature-requests/${id}`, token);
    const documents = body['documents'] as Record<string, unknown>[];
    assert.deepEqual(
      documents.map(({ left_out, url: signed }) => [left_out, signed !== undefined]),
      [
        [undefined, true],
        [true, false],
        [undefined, true],
      ],
    );
    const { bytes } = await world.call('GET', `/api/v1/signature-requests/${id}/documents/2`, token);
    assert.match(bytes.toString('latin1'), /\/Rect ?\[ ?20 230 140 270 ?\]/);
    const state = JSON.parse((await world.visit(`${url}/state.json`, account)).text);
    assert.deepEqual(
      state.documents.map((one: Record<string, string>) => [one['state'], one['url'] !== undefined]),
      [
        ['signed', true],
        ['left_out', false],
        ['signed', true],
      ],
    );
    assert.equal((await world.call('GET', `/api/v1/signature-requests/${id}/documents/1`, token)).status, 404);
  });

  test('takes no choice that was not open, nor from another page or person', async () => {
    const { url, sent, account, credential, id } = await open('choosing wrongly');
    await world.visit(url, account);
    const right = chosen(credential);
    for (const [what, wrong] of [
      ['no identity', { ...right, identity: undefined }],
      ['a strange identity', { ...right, identity: 'nobody' }],
      ['a document that must stay', { ...right, left_out: [0] }],
      ['one that is not there', { ...right, left_out: [7] }],
      ['no place', { ...right, places: [] }],
      ['a place where none is asked for', { ...right, places: [{ position: 1, place }] }],
      ['a place outside of every page', { ...right, places: [{ position: 0, place: { ...place, left: -5 } }] }],
      ['more than is asked', { ...right, more: 1 }],
    ] as const)
      assert.equal((await sent(wrong)).statusCode, 400, what);
    assert.equal((await sent(right, { 'sec-fetch-site': 'cross-site' })).statusCode, 400);
    assert.equal((await sent(right, { origin: 'https://evil.example' })).statusCode, 400);
    const eve = await signer('eve of choices');
    assert.equal((await sent(right, { 'x-logged-in': eve.account })).statusCode, 403);
    assert.equal((await sent(right, { 'x-logged-in': '' })).statusCode, 401);
    for (const path of ['choices.json', 'originals/0']) {
      assert.equal((await world.visit(`${url}/${path}`, eve.account)).status, 403, path);
      assert.equal((await world.visit(`${url}/${path}`)).status, 401, path);
    }
    assert.equal((await world.visit(`${url}/originals/0`, account)).status, 200);
    assert.equal((await world.visit(`${url}/originals/9`, account)).status, 404);
    assert.equal(await stateOf(id), 'created');
  });

  test('of a suspended account is refused even with a valid session at the identity provider', async () => {
    const ana = await signer('suspended');
    const { url } = await asked({ account: ana.account });
    await world.call('PATCH', `/admin/v1/accounts/${ana.account}`, 'operators-only', { status: 'suspended' });
    const visit = await world.visit(url, ana.account);
    assert.equal(visit.status, 403);
    assert.match(visit.text, /not active/);
    const again = await world.ask(token, { account: ana.account });
    assert.equal(again.body['code'], 'account_inactive');
  });

  test('of an account suspended during the approval is not signed until the account is active again', async () => {
    const ana = await signer('stopped');
    const { url, id } = await asked({ account: ana.account });
    const back = await ana.person.approve(world.sic, await toApproval(url, ana.account));
    const status = (to: string) =>
      world.call('PATCH', `/admin/v1/accounts/${ana.account}`, 'operators-only', { status: to });
    await status('suspended');
    assert.equal((await world.visit((await world.visit(back, ana.account)).location, ana.account)).status, 403);
    assert.equal(await stateOf(id), 'prepared');
    await status('active');
    assert.match((await world.visit(back, ana.account)).location, /\/result$/);
    assert.equal(await stateOf(id), 'signed');
  });

  test('no key is certified for an account suspended during the approval', async () => {
    const person = new Person('uncertified');
    const account = await world.account(token, person);
    const enrolment = await world.call('POST', '/api/v1/enrollments', token, { account });
    await world.walk(String(enrolment.body['url']), '', person);
    const wanted = { account, algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 };
    const identity = await world.call('POST', '/api/v1/identities', token, wanted);
    const back = await person.approve(
      world.sic,
      challengeIn((await world.visit(String(identity.body['url']))).location),
    );
    await world.call('PATCH', `/admin/v1/accounts/${account}`, 'operators-only', { status: 'suspended' });
    await world.visit(back);
    const { body } = await world.call('GET', `/api/v1/identities/${identity.body['id']}`, token);
    assert.deepEqual([body['state'], body['credential']], ['open', undefined]);
  });

  test('that is past its time is refused and nothing is signed, approved or not', async () => {
    const ana = await signer('late');
    const { url, id } = await asked({ expires_in: 60, account: ana.account });
    const chal = await toApproval(url, ana.account);
    const back = await ana.person.approve(world.sic, chal);
    world.ahead = 61_000;
    assert.match((await world.visit(back, ana.account)).location, /\/result$/);
    assert.equal(await stateOf(id), 'expired');
    assert.match((await world.visit(url, ana.account)).location, /\/result$/);
    world.ahead = 0;
    const document = await world.call('GET', `/api/v1/signature-requests/${id}/documents/0`, token);
    assert.equal(document.body['code'], 'not_signed');
  });

  test('refused on the approval page stays refused', async () => {
    const ana = await signer('no');
    const { url, id } = await asked();
    const chal = await toApproval(url, ana.account);
    const { returnUrl } = await world.sic.refuse({ chal });
    await world.visit(returnUrl, ana.account);
    assert.equal(await stateOf(id), 'refused');
    assert.match((await world.visit(url, ana.account)).location, /\/result$/);
  });

  test('is asked anew for half an hour when the person needs more time, and what was asked before is closed', async () => {
    const ana = await signer('slow');
    const { url, id } = await asked();
    const before = await toApproval(url, ana.account);
    const chal = challengeIn((await world.visit(`${url}/more-time`, ana.account)).location);
    assert.equal((await world.deps.sam.status(before)).state, 'cancelled');
    const { intent } = await readStatement(world.sic, chal);
    assert.deepEqual([intent.exp - intent.iat, intent.more_url], [1_800, `${url}/more-time`]);
    assert.equal(await toApproval(url, ana.account), chal);
    await world.visit(await ana.person.approve(world.sic, chal), ana.account);
    assert.equal(await stateOf(id), 'signed');
  });

  test('withdrawn by the application can no longer be approved', async () => {
    const ana = await signer('withdrawn');
    const { url, id } = await asked();
    const chal = await toApproval(url, ana.account);
    assert.equal((await world.call('DELETE', `/api/v1/signature-requests/${id}`, token)).body['state'], 'cancelled');
    await assert.rejects(ana.person.approve(world.sic, chal));
    const walked = await asked();
    await world.walk(walked.url, ana.account, ana.person);
    assert.equal((await world.call('DELETE', `/api/v1/signature-requests/${walked.id}`, token)).status, 409);
  });

  test('refused at the enrolment is refused as a whole', async () => {
    const person = new Person('unwilling');
    const account = await world.account(token, person);
    const { url, id } = await asked({ account });
    const enrol = (await world.visit(url, account)).location;
    const chal = challengeIn((await world.visit(enrol, account)).location);
    const { returnUrl } = await world.sic.refuse({ chal });
    const on = (await world.visit(returnUrl, account)).location;
    assert.match((await world.visit(on, account)).location, /\/result$/);
    assert.equal(await stateOf(id), 'refused');
  });

  test('names an identity of somebody else: refused when it is made', async () => {
    const [ana, eve] = [await signer('a1'), await signer('e1')];
    const { body } = await world.ask(token, { account: ana.account, credential: eve.credential });
    assert.equal(body['code'], 'invalid_request');
  });

  test('a reload and a second tab lead to the same challenge, and a document changed on disk is never signed', async () => {
    const ana = await signer('tabs');
    const { url, id } = await asked();
    const [one, two] = await Promise.all([toApproval(url, ana.account), toApproval(url, ana.account)]);
    assert.equal(await toApproval(url, ana.account), one);
    assert.ok(one === two || (await world.sam.status(two)).state === 'cancelled');
    const { document_key } = await world.store.db
      .selectFrom('signature_request')
      .select('document_key')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const original = await world.deps.documents.get(document_key, id, '0.original');
    await world.deps.documents.put(document_key, id, '0.original', original.with(100, (original[100] ?? 0) ^ 1));
    await world.visit(await ana.person.approve(world.sic, one), ana.account);
    const { body } = await world.call('GET', `/api/v1/signature-requests/${id}`, token);
    assert.deepEqual([body['state'], body['failure']], ['failed', 'changed']);
    const state = JSON.parse((await world.visit(`${url}/state.json`, ana.account)).text);
    assert.deepEqual([state.failure, state.approved, state.documents[0].state], ['changed', true, 'failed']);
  });

  test('a text that no font can show is refused before anybody is asked, and a name that none can is left out', async () => {
    const ana = await signer('letters');
    const content = Buffer.from(await onePage()).toString('base64');
    const asking = (text: string) => {
      const signature = { format: 'pades', choose_place: true, appearance: { text: [text] } };
      const documents = [{ name: 'Offer.pdf', content, signature }];
      return world.call('POST', '/api/v1/signature-requests', token, { account: ana.account, documents });
    };
    const { status, body } = await asking('Signed by {name}');
    assert.deepEqual([status, body['code']], [400, 'invalid_request']);
    assert.match(String(body['detail']), /has U\+0053, which documents\[0\]\.signature\.appearance\.text would show/);
    const url = String((await asking('{name}')).body['authorization_url']);
    const places = [{ position: 0, place }];
    const headers = { 'x-logged-in': ana.account, 'sec-fetch-site': 'same-origin' };
    await world.visit(url, ana.account);
    const chosen = { method: 'POST', url: `${new URL(url).pathname}/choices`, headers } as const;
    assert.equal((await world.app.inject({ ...chosen, payload: { left_out: [], places } })).statusCode, 204);
    assert.match((await world.visit(url, ana.account)).location, /\/approve\//);
  });

  test('of several documents the one that cannot be prepared is named, and no other is said to have failed', async () => {
    const ana = await signer('beside');
    const content = Buffer.from(await onePage()).toString('base64');
    const beside = { page: 2, left: 0, top: 0, width: 100, height: 50 };
    const documents = [
      { name: 'Offer.pdf', content },
      { name: 'Annex.pdf', content, signature: { format: 'pades', place: beside } },
    ];
    const { body } = await world.call('POST', '/api/v1/signature-requests', token, { account: ana.account, documents });
    const url = String(body['authorization_url']);
    await world.visit(url, ana.account);
    const state = JSON.parse((await world.visit(`${url}/state.json`, ana.account)).text);
    assert.deepEqual([state.state, state.failure, state.approved], ['failed', 'input', undefined]);
    assert.deepEqual(
      state.documents.map((one: Record<string, string>) => one['state']),
      ['not_signed', 'failed'],
    );
  });

  test('opened in many windows at once is signed once', async () => {
    const ana = await signer('windows');
    const { url, id } = await asked();
    const back = await ana.person.approve(world.sic, await toApproval(url, ana.account));
    await Promise.all(Array.from({ length: 10 }, () => world.visit(back, ana.account)));
    assert.equal(await stateOf(id), 'signed');
    const kinds = (await eventsOf(world.store.db, id)).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'request.signing').length, 1);
    assert.match((await world.visit(url, ana.account)).location, /\/result$/);
    assert.match((await world.visit(back, ana.account)).location, /\/result$/);
  });

  test('interrupted while signing goes on with the same values, or is refused; never signed twice', async () => {
    const ana = await signer('interrupted');
    const { url, id } = await asked();
    const chal = await toApproval(url, ana.account);
    const back = await ana.person.approve(world.sic, chal);
    const { put } = world.deps.documents;
    let broken = 0;
    Object.assign(world.deps.documents, { put: async () => Promise.reject(new Error(`disk full ${++broken}`)) });
    assert.equal((await world.visit(back, ana.account)).status, 500);
    Object.assign(world.deps.documents, { put });
    assert.equal(broken, 1);
    assert.equal(await stateOf(id), 'signed');
  });

  test('whose approval brought nothing, because its call died at the SAM, asks the signer again', async () => {
    const ana = await signer('lost');
    const { url, id } = await asked();
    const chal = await toApproval(url, ana.account);
    const back = await ana.person.approve(world.sic, chal);
    const { intent } = await readStatement(world.sic, chal);
    const { result } = await world.sam.status(chal);
    const spent = { sad: result?.sad ?? '', key: result?.key ?? '', callId: 'died', digests: intent.dtbsr ?? [] };
    await world.sam.sign({ ...spent, scheme: { kind: 'ecdsa', digest: 'sha256' } });
    assert.equal((await world.visit(back, ana.account)).location, url);
    assert.equal(await stateOf(id), 'prepared');
    assert.notEqual(await toApproval(url, ana.account), chal);
    assert.match(await world.walk(url, ana.account, ana.person), /\/result$/);
    assert.equal(await stateOf(id), 'signed');
    const kinds = (await eventsOf(world.store.db, id)).map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === 'request.approval-lost').length, 1);
  });

  test('waits while the SAM is away and goes on when it is back', async () => {
    const ana = await signer('away');
    const { url, id } = await asked();
    const back = await ana.person.approve(world.sic, await toApproval(url, ana.account));
    await world.stopSam();
    assert.equal((await world.visit(back, ana.account)).status, 503);
    assert.equal((await world.call('GET', '/health/ready', '')).status, 503);
    await world.startSam();
    assert.equal((await world.call('GET', '/health/ready', '')).status, 200);
    const { location } = await world.visit(back, ana.account);
    assert.match(location, /\/(result|sign\/[\w-]+)$/);
    const state = await stateOf(id);
    assert.ok(state === 'signed' || state === 'prepared', String(state));
  });

  test('makes a key again after the authority was away', async () => {
    const person = new Person('patient');
    const account = await world.account(token, person);
    const enrolment = await world.call('POST', '/api/v1/enrollments', token, { account });
    await world.walk(String(enrolment.body['url']), '', person);
    const wanted = { account, algorithm: { kind: 'ec', curve: 'P-384' }, scal: 2 };
    const identity = await world.call('POST', '/api/v1/identities', token, wanted);
    const chal = challengeIn((await world.visit(String(identity.body['url']))).location);
    world.ca.down = true;
    const back = await person.approve(world.sic, chal);
    const refused = await world.visit(back);
    assert.equal(refused.status, 502);
    world.ca.down = false;
    assert.equal((await world.visit(back)).status, 200);
    const { body } = await world.call('GET', `/api/v1/identities/${identity.body['id']}`, token);
    assert.equal(body['state'], 'done');
    const { url } = await asked({ account });
    assert.match(await world.walk(url, account, person), /\/result$/);
  });

  test('shows the approval page exactly what it signs, and nobody else', async () => {
    const ana = await signer('viewer');
    const { url } = await asked();
    const { intent } = await readStatement(world.sic, await toApproval(url, ana.account));
    const [item] = intent.display ?? [];
    assert.equal(item?.type, 'application/pdf');
    const view = new URL(item?.viewUrl ?? '');
    assert.equal(view.origin, publicOrigin);
    const file = await world.call('GET', view.pathname, '');
    assert.equal(file.headers['access-control-allow-origin'], 'https://sic.example');
    const proof = (await world.call('GET', `${view.pathname}/proof`, '')).body;
    assert.deepEqual(Object.keys(proof), ['originalSize', 'docSha256', 'byteRange', 'digest', 'signedAttributes']);
    assert.equal(proof['docSha256'], item?.docSha256);
    assert.equal(proof['originalSize'], item?.size);
    assert.ok(file.bytes.length > Number(proof['originalSize']));
    const stranger = view.pathname.replace(/view\/[^/]+/, 'view/AAAAAAAAAAAAAAAAAAAAAA');
    assert.equal((await world.call('GET', stranger, '')).status, 404);
    assert.equal((await world.call('GET', view.pathname.replace(/0$/, '1'), '')).status, 404);
  });

  test('is shown to nobody once it is over, or its time is', async () => {
    const ana = await signer('over');
    const { url } = await asked({ expires_in: 60 });
    const { intent } = await readStatement(world.sic, await toApproval(url, ana.account));
    const { pathname } = new URL(intent.display?.[0]?.viewUrl ?? '');
    const shown = async () =>
      Promise.all([pathname, `${pathname}/proof`].map(async (path) => (await world.call('GET', path, '')).status));
    assert.deepEqual(await shown(), [200, 200]);
    world.ahead = 61_000;
    assert.deepEqual(await shown(), [404, 404]);
    world.ahead = 0;
    assert.match(await world.walk(url, ana.account, ana.person), /\/result$/);
    assert.deepEqual(await shown(), [404, 404]);
  });

  test('tells its result to its signer alone', async () => {
    const ana = await signer('reader');
    const { url } = await asked();
    await world.walk(url, ana.account, ana.person);
    assert.equal((await world.visit(`${url}/state.json`)).status, 401);
    const state = JSON.parse((await world.visit(`${url}/state.json`, ana.account)).text);
    assert.equal(state.state, 'signed');
    assert.equal(state.name, 'Banco Norte');
    assert.equal(state.documents[0].name, 'Offer.pdf');
    const document = await world.visit(state.documents[0].url, ana.account);
    assert.equal(document.bytes.length, state.documents[0].size);
    assert.equal(state.signer, 'Ana reader');
    const eve = await signer('eavesdropper');
    const verdict = `${state.documents[0].url}/verdict.json`;
    const judged = async () => JSON.parse((await world.visit(verdict, ana.account)).text);
    assert.deepEqual(await judged(), { level: 'B-B', indication: 'TOTAL-PASSED' });
    const { roots } = world.deps;
    Object.assign(world.deps, { roots: [] });
    const doubt = { indication: 'INDETERMINATE', sub_indication: 'NO_CERTIFICATE_CHAIN_FOUND' };
    assert.deepEqual(await judged(), { level: 'B-B', ...doubt });
    Object.assign(world.deps, { roots });
    for (const path of [`${url}/state.json`, state.documents[0].url, verdict, `${url}/documents.zip`]) {
      assert.equal((await world.visit(path)).status, 401, path);
      assert.equal((await world.visit(path, eve.account)).status, 403, path);
    }
    assert.equal((await world.visit(`${url}/documents.zip`, ana.account)).status, 200);
    assert.equal((await world.visit(`${url}/result`, ana.account)).status, 200);
    assert.match((await world.visit(`${url}/result`)).location, /^\/login/);
  });

  test('names the documents of a refusal to its reader, and nobody who would have signed them', async () => {
    const ana = await signer('refuser');
    const { url } = await asked();
    assert.deepEqual(JSON.parse((await world.visit(`${url}/state.json`)).text).documents, []);
    const { returnUrl } = await world.sic.refuse({ chal: await toApproval(url, ana.account) });
    await world.visit(returnUrl, ana.account);
    const state = JSON.parse((await world.visit(`${url}/state.json`, ana.account)).text);
    assert.equal(state.state, 'refused');
    assert.deepEqual(Object.keys(state.documents[0]), ['name', 'size', 'state']);
    assert.equal(state.signer, undefined);
  });

  test('forgets its documents a day after its time', async () => {
    const ana = await signer('forgotten');
    const { url, id } = await asked({ expires_in: 60 });
    await world.walk(url, ana.account, ana.person);
    world.ahead = 86_400_000 + 61_000;
    const { forgetDocuments } = await import('./index.ts');
    assert.ok((await forgetDocuments(world.deps)) > 0);
    assert.equal(await forgetDocuments(world.deps), 0);
    world.ahead = 0;
    const gone = await world.call('GET', `/api/v1/signature-requests/${id}/documents/0`, token);
    assert.equal(gone.body['code'], 'not_found');
    assert.equal(await stateOf(id), 'signed');
    const result = JSON.parse((await world.visit(`${url}/state.json`, ana.account)).text);
    assert.deepEqual([result.documents[0].name, result.documents[0].url], ['Offer.pdf', undefined]);
  });

  test('left in the middle by a node that died is finished before its documents go', async () => {
    const ana = await signer('left');
    const { url, id } = await asked({ expires_in: 60 });
    const chal = await toApproval(url, ana.account);
    await ana.person.approve(world.sic, chal);
    const now = new Date();
    await takeLease(world.store.db, id, chal, now, new Date(now.getTime() + 10_000));
    world.ahead = 86_400_000 + 61_000;
    const { forgetDocuments } = await import('./index.ts');
    assert.equal(await forgetDocuments(world.deps), 1);
    world.ahead = 0;
    assert.equal(await stateOf(id), 'signed');
  });

  test('a person has one account', async () => {
    const person = new Person('only');
    await world.account(token, person);
    const link = { issuer, subject: person.subject };
    const again = await world.call('POST', '/api/v1/accounts', token, { name: 'Again', link });
    assert.equal(again.body['code'], 'conflict');
    const found = await world.call('GET', `/api/v1/accounts?${new URLSearchParams(link)}`, token);
    assert.equal((found.body['link'] as { subject: string }).subject, 'only');
  });
});
