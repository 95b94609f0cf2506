import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { Evidence } from '@chancery/api';
import { evidenceFacts } from '@chancery/sam/client';
import { readEvidence, verifyEvidence } from '@chancery/sam/server';
import { Compile } from 'typebox/compile';
import { Person } from '../person.test.ts';
import { World } from '../world.test.ts';

let world: World;
let token: string;
let path: string;
before(async () => {
  world = await World.open();
  ({ token } = await world.provider());
  const person = new Person('evident');
  const account = await world.account(token, person);
  const { body } = await world.ask(token, { account });
  path = `/api/v1/signature-requests/${body['id']}`;
  assert.equal((await world.call('GET', `${path}/evidence`, token)).body['code'], 'not_signed');
  assert.match(await world.walk(String(body['authorization_url']), account, person), /\/result$/);
});
after(() => world.close());

test('the evidence of a request is its own client’s alone', async () => {
  const { token: foreign } = await world.provider('Other bank');
  for (const file of ['evidence', 'evidence.pdf']) {
    assert.equal((await world.call('GET', `${path}/${file}`, foreign)).body['code'], 'not_found');
    assert.equal((await world.call('GET', `${path}/${file}`, '')).body['code'], 'unauthorized');
    const { body } = await world.ask(token);
    const unsigned = await world.call('GET', `/api/v1/signature-requests/${body['id']}/${file}`, token);
    assert.equal(unsigned.body['code'], 'not_signed');
  }
});

test('it says who approved what and how, and what it says is what the SAM says', async () => {
  const evidence = await fetched();
  const [document] = evidence.documents;
  assert.equal(evidence.proven, false);
  assert.match(evidence.signer.certificate?.subject ?? '', /evident/);
  assert.deepEqual([evidence.asked_by.name, document?.name, evidence.kind], ['Banco Norte', 'Offer.pdf', 'signature']);
  assert.deepEqual(
    evidence.factors.map(({ kind }) => kind),
    ['webauthn'],
  );
  assert.equal(evidence.assurance['eidas'], 'substantial');
  assert.deepEqual([evidence.terms?.version, evidence.terms?.sha256], ['1', sha256('The terms.')]);
  const facts = evidenceFacts(readEvidence(evidence.sam) ?? assert.fail());
  assert.equal(facts.intent.dtbsr?.[0], document?.signed_hash);
  assert.deepEqual(facts.signatures, evidence.signatures);
});

test('it is proven once a checkpoint covers it, and nobody on the way can change it unnoticed', async () => {
  await world.stopSam();
  await world.startSam();
  const evidence = await fetched();
  assert.equal(evidence.proven, true);
  const sam = readEvidence(evidence.sam) ?? assert.fail();
  assert.deepEqual(verifyEvidence(sam, {}).findings, []);
  const lied = { ...sam, intent: sam.intent.replace('Banco Norte', 'Banco Sur') };
  assert.equal(verifyEvidence(lied, {}).findings[0]?.finding, 'intent');
});

async function fetched(): Promise<Evidence> {
  const { status, body } = await world.call('GET', `${path}/evidence`, token);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual([...Compile(Evidence).Errors(body)], []);
  return body as unknown as Evidence;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
