/** Seals of organisations over the public API: approved by their own key, or on the approval page by who represents them. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { parseCertificate } from '@chancery/pki';
import { validatePdf } from '@chancery/validation';
import { workshops } from './organization.test.ts';
import { Person } from './person.test.ts';
import { onePage, World } from './world.test.ts';

describe('the seal of an organisation', () => {
  let world: World;
  let token: string;
  before(async () => {
    world = await World.open();
    ({ token } = await world.provider());
  });
  after(() => world.close());

  const post = (path: string, body?: object, by = token) => world.call('POST', `/api/v1/${path}`, by, body);
  const { unattended, represented, other } = workshops;

  /** Asks for the statement of something and approves it by the organisation's own key. */
  async function approve(path: string) {
    const { body } = await post(`${path}/statement`);
    return post(`${path}/approval`, { approval: unattended.approval(String(body['statement'])) });
  }

  /** A second statement closes the first one at the SAM. */
  async function requireOneOpen(path: string): Promise<void> {
    await post(`${path}/statement`);
    const before = await challengeOf(path);
    await post(`${path}/statement`);
    const states = [before, await challengeOf(path)].map(async (chal) => (await world.sam.status(chal)).state);
    assert.deepEqual(await Promise.all(states), ['cancelled', 'open'], path);
  }

  async function challengeOf(path: string): Promise<string> {
    const [what, id = ''] = path.split('/');
    const table = what === 'signature-requests' ? 'signature_request' : 'errand';
    const row = await world.store.db.selectFrom(table).select('chal').where('id', '=', id).executeTakeFirst();
    return String(row?.chal);
  }

  let account: string;

  test('is of an account that names the organisation; a person’s account has a link', async () => {
    const nobody = await post('accounts', { name: 'Nobody' });
    assert.deepEqual([nobody.status, nobody.body['code']], [400, 'invalid_request']);
    const { status, body } = await post('accounts', { name: 'Talleres', organization: unattended.trusted.id });
    assert.deepEqual([status, body['organization'], body['enrolled']], [201, 'Talleres', false]);
    account = String(body['id']);
    const again = await post('accounts', { name: 'Talleres too', organization: unattended.trusted.id });
    assert.deepEqual([again.status, again.body['code']], [409, 'conflict']);
  });

  test('is set up by its own key alone: enrolment, then a key whose certificate names it and is for seals', async () => {
    const request = `signature-requests/${(await world.ask(token, { account })).body['id']}`;
    assert.equal((await post(`${request}/statement`)).body['code'], 'not_enrolled');
    const enrolment = `enrollments/${(await post('enrollments', { account })).body['id']}`;
    await requireOneOpen(enrolment);
    assert.equal((await approve(enrolment)).body['state'], 'done');
    assert.equal((await post(`${request}/statement`)).body['code'], 'conflict', 'it has no key yet');
    const algorithm = { kind: 'ec', curve: 'P-256' };
    const identity = `identities/${(await post('identities', { account, algorithm, scal: 2 })).body['id']}`;
    await requireOneOpen(identity);
    assert.equal((await approve(identity)).body['state'], 'done');
    for (const done of [enrolment, identity]) assert.equal((await post(`${done}/statement`)).body['code'], 'conflict');
    const { body } = await world.call('GET', `/api/v1/identities?account=${account}`, token);
    const [made] = body['credentials'] as Record<string, unknown>[];
    assert.equal(made?.['kind'], 'seal');
    const { qcStatements } = parseCertificate(Buffer.from(String(made?.['certificate']), 'base64'));
    assert.deepEqual(qcStatements?.types, ['eSeal']);
    assert.match(String(made?.['subject']), /^CN=Talleres,2\.5\.4\.97=#\w+,O=Talleres\\, S\.L\.,C=ES$/);
  });

  test('is made without a page: the statement names the documents, one approval seals them, and only once', async () => {
    const pdf = await onePage();
    const request = `signature-requests/${(await world.ask(token, { account }, pdf)).body['id']}`;
    const { body } = await post(`${request}/statement`);
    const [, payload = ''] = String(body['statement']).split('.');
    const intent = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    assert.equal(intent.display[0].docSha256, createHash('sha256').update(pdf).digest('base64url'));
    assert.equal(intent.seal.identifier, 'VATES-B12345678');
    const approval = unattended.approval(String(body['statement']));
    const made = await post(`${request}/approval`, { approval });
    assert.deepEqual([made.status, made.body['state']], [200, 'signed']);
    const again = await post(`${request}/approval`, { approval });
    assert.deepEqual([again.status, again.body['code']], [410, 'expired']);
    const { bytes } = await world.call('GET', `/api/v1/${request}/documents/0`, token);
    const trust = { roots: [parseCertificate(world.ca.root)], at: new Date() };
    assert.deepEqual(
      validatePdf(bytes, trust).signatures.map(({ indication }) => indication),
      ['TOTAL-PASSED'],
    );
    const verdict = await post('signatures/validate', { document: bytes.toString('base64') });
    const [one] = verdict.body['signatures'] as Record<string, unknown>[];
    assert.equal(one?.['kind'], 'seal');
  });

  test('is refused to another key, to a stale statement, and to whoever has asked for none', async () => {
    const request = `signature-requests/${(await world.ask(token, { account })).body['id']}`;
    const early = await post(`${request}/approval`, { approval: unattended.sign(Buffer.alloc(32)) });
    assert.deepEqual([early.status, early.body['code']], [409, 'conflict']);
    await requireOneOpen(request);
    const first = String((await post(`${request}/statement`)).body['statement']);
    const second = String((await post(`${request}/statement`)).body['statement']);
    for (const approval of [other.approval(second), unattended.approval(first)]) {
      const refused = await post(`${request}/approval`, { approval });
      assert.deepEqual([refused.status, refused.body['code']], [409, 'conflict']);
    }
    assert.equal((await post(`${request}/approval`, { approval: 'approved' })).status, 400);
    assert.equal((await world.call('GET', `/api/v1/${request}`, token)).body['state'], 'prepared');
    const stranger = (await world.provider('Somebody else')).token;
    assert.equal((await post(`${request}/statement`, undefined, stranger)).status, 404);
    assert.equal(
      (await post(`${request}/approval`, { approval: unattended.approval(second) })).body['state'],
      'signed',
    );
    assert.equal((await post(`${request}/statement`)).status, 409);
  });

  test('is never asked of a person’s key, nor of nobody, nor of a suspended account', async () => {
    const ana = new Person('ana');
    const hers = await world.account(token, ana);
    for (const more of [{ account: hers }, {}]) {
      const request = `signature-requests/${(await world.ask(token, more)).body['id']}`;
      const refused = await post(`${request}/statement`);
      assert.deepEqual([refused.status, refused.body['code']], [409, 'conflict']);
    }
    const enrolment = `enrollments/${(await post('enrollments', { account: hers })).body['id']}`;
    assert.equal((await post(`${enrolment}/statement`)).body['code'], 'conflict');
    const request = `signature-requests/${(await world.ask(token, { account })).body['id']}`;
    await world.call('PATCH', `/admin/v1/accounts/${account}`, 'operators-only', { status: 'suspended' });
    assert.equal((await post(`${request}/statement`)).body['code'], 'account_inactive');
    await world.call('PATCH', `/admin/v1/accounts/${account}`, 'operators-only', { status: 'active' });
  });

  test('is approved on the approval page by who represents it, who is told that it is a seal', async () => {
    const person = new Person('herrera');
    const link = { issuer: represented.trusted.representative?.issuer, subject: person.subject };
    const made = await post('accounts', { name: 'The smithy', organization: represented.trusted.id, link });
    const id = String(made.body['id']);
    const asked = await world.ask(token, { account: id });
    const end = await world.walk(String(asked.body['authorization_url']), id, person);
    const { text } = await world.visit(end.replace('/result', '/state.json'), id);
    const { signature, ...told } = JSON.parse(text);
    assert.equal(signature.issuer, 'Test root');
    assert.deepEqual(
      { ...told, documents: [], reference: '' },
      {
        state: 'signed',
        name: 'Banco Norte',
        documents: [],
        signer: 'Herreria, S.L.',
        seal: true,
        reference: '',
      },
    );
  });

  test('an organisation enrols once: who represents another, or has another key, is nobody', async () => {
    const made = await post('accounts', { name: 'Carpinteria', organization: other.trusted.id });
    const enrolment = `enrollments/${(await post('enrollments', { account: made.body['id'] })).body['id']}`;
    const { body } = await post(`${enrolment}/statement`);
    const approval = unattended.approval(String(body['statement']));
    assert.equal((await post(`${enrolment}/approval`, { approval })).body['code'], 'conflict');
    const unknown = await post('accounts', { name: 'Unknown', organization: 'o-unknown' });
    const hopeless = `enrollments/${(await post('enrollments', { account: unknown.body['id'] })).body['id']}`;
    assert.equal((await post(`${hopeless}/statement`)).body['code'], 'conflict');
  });
});
