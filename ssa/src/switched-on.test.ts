/** Keys that sign messages, from the wish for one to the signed documents of every format. */
import assert from 'node:assert/strict';
import { verify, X509Certificate } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { parseSignedData } from '@chancery/pki';
import { cscCredentials } from './csc-credentials.ts';
import { Person } from './person.test.ts';
import { onePage, World } from './world.test.ts';

const kinds = ['ed25519', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'] as const;
const everything = ['ed25519', 'ml-dsa'] as const;

describe('where the operator has said nothing', () => {
  const asked = opened({ ssa: [], sam: everything });
  test('a key that signs messages is refused by its name', async () => {
    const { world, token, account } = await asked();
    for (const kind of kinds) {
      const { status, body } = await world.call('POST', '/api/v1/identities', token, wanted(account, kind));
      assert.deepEqual([status, body['code']], [400, 'invalid_request']);
      assert.match(String(body['detail']), new RegExp(`${kind} are not switched on here`));
    }
  });
});

describe('where only the SSA was told', () => {
  const asked = opened({ ssa: everything, sam: [] });
  test('the SAM refuses: nobody is sent to an approval and no key is made', async () => {
    const { world, token, account } = await asked();
    const { body } = await world.call('POST', '/api/v1/identities', token, wanted(account, 'ed25519'));
    const { status, location } = await world.visit(String(body['url']), account);
    assert.deepEqual([status, location], [409, '']);
    const listed = await world.call('GET', `/api/v1/identities?account=${account}`, token);
    assert.deepEqual(listed.body['credentials'], []);
  });
});

describe('where both were told', () => {
  const asked = opened({ ssa: everything, sam: everything });
  test('a PIN is refused: it would open nothing', async () => {
    const { world, token, account } = await asked();
    const withPin = { ...wanted(account, 'ed25519'), scal: 1, pin: '482913' };
    const { status, body } = await world.call('POST', '/api/v1/identities', token, withPin);
    assert.deepEqual([status, body['code']], [400, 'invalid_request']);
  });

  for (const kind of kinds) {
    test(`${kind}: a PDF that validates and a CMS whose value is over its attributes, under one approval; no hash is taken`, async () => {
      const { world, token, account, person } = await asked();
      const { body: identity } = await world.call('POST', '/api/v1/identities', token, wanted(account, kind));
      await world.walk(String(identity['url']), '', person);
      const content = Buffer.from('a contract');
      const pdf = { name: 'a.pdf', content: Buffer.from(await onePage()).toString('base64') };
      const cms = {
        name: 'a.txt',
        content: content.toString('base64'),
        signature: { format: 'cades', packaging: 'attached' },
      };
      const id = await signed(world, token, account, person, [pdf, cms]);
      const document = (await fetched(world, token, id, 0)).toString('base64');
      const verdict = await world.call('POST', '/api/v1/signatures/validate', token, { document });
      assert.equal(verdict.body['valid'], true, JSON.stringify(verdict.body));
      const parsed = parseSignedData(await fetched(world, token, id, 1));
      const [{ derAttributes, signature } = assert.fail()] = parsed.signerInfos;
      const own = parsed.certificates.find((one) => one.publicKey?.kind === kind) ?? assert.fail();
      const { publicKey } = new X509Certificate(own.der);
      assert.ok(verify(null, derAttributes!, publicKey, signature));
      assert.deepEqual(await cscCredentials(world.store, world.sam, () => new Date()).list(account), []);
    });
  }

  test('an XML signature by Ed25519 is made; by ML-DSA, which XML has no name for, the request ends without one', async () => {
    for (const [kind, state] of [
      ['ed25519', 'signed'],
      ['ml-dsa-65', 'failed'],
    ] as const) {
      const { world, token, account, person } = await asked();
      const { body: identity } = await world.call('POST', '/api/v1/identities', token, wanted(account, kind));
      await world.walk(String(identity['url']), '', person);
      const xml = {
        name: 'a.xml',
        content: Buffer.from('<a>x</a>').toString('base64'),
        signature: { format: 'xades', packaging: 'enveloped' },
      };
      const id = await signed(world, token, account, person, [xml]);
      const { body } = await world.call('GET', `/api/v1/signature-requests/${id}`, token);
      assert.equal(body['state'], state, JSON.stringify(body));
      if (state === 'failed') assert.match(JSON.stringify(body), /not-signable/);
    }
  });
});

function wanted(account: string, kind: (typeof kinds)[number]) {
  return { account, algorithm: { kind }, scal: 2 };
}

/** A world, and each time a new person in it who has enrolled. */
function opened(switchedOn: World['switchedOn']) {
  let world: World;
  let token: string;
  let people = 0;
  before(async () => {
    world = await World.open(undefined, switchedOn);
    token = (await world.provider()).token;
  });
  after(() => world.close());
  return async () => {
    const person = new Person(`person-${people++}`);
    const account = await world.account(token, person);
    const enrolment = await world.call('POST', '/api/v1/enrollments', token, { account });
    await world.walk(String(enrolment.body['url']), '', person);
    return { world, token, account, person };
  };
}

async function signed(world: World, token: string, account: string, person: Person, documents: readonly object[]) {
  const { body } = await world.call('POST', '/api/v1/signature-requests', token, { account, documents });
  await world.walk(String(body['authorization_url']), account, person);
  return String(body['id']);
}

async function fetched(world: World, token: string, id: string, index: number): Promise<Buffer> {
  return (await world.call('GET', `/api/v1/signature-requests/${id}/documents/${index}`, token)).bytes;
}
