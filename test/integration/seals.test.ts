/** An organisation's server seals unattended, over the whole engine; a person's way is closed to it, and its way to persons. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ApiError, type Approvable } from '@chancery/api/client';
import { toPem } from '@chancery/pki';
import { type SealingClient, samplePdf, sealingClient } from '@chancery/sandbox';
import { pdfsig } from '../pdfsig.ts';
import { openWorld, person, type World } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-seals-'));
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const organization = {
  id: 'talleres-ruiz',
  attributes: {
    country: 'ES',
    organization: 'Talleres Ruiz, S.L.',
    organizationIdentifier: 'VATES-B12345678',
    commonName: 'Talleres Ruiz',
  },
  loa: 'high',
  keys: [{ jwk: { ...pair.publicKey.export({ format: 'jwk' }), kid: 'server-1' }, hardware: true }],
  limits: { perApproval: 1_000, perDay: 1_010 },
} as const;
let world: World;
let server: SealingClient;
let account: string;

before(async () => {
  world = await openWorld({ organizations: [organization] });
  const key = { kid: 'server-1', privateKey: pair.privateKey };
  server = sealingClient({ sicOrigin: world.engine.origins.sic, organization: organization.id, key });
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

async function approve(what: Approvable, id: string, documents: readonly Uint8Array[] = []): Promise<string> {
  const { statement } = await world.client.approvals.statement(what, id);
  return (await world.client.approvals.approve(what, id, await server.approval(statement, documents))).state;
}

test('an organisation enrols and has a key made, by its own key alone', async () => {
  ({ id: account } = await world.client.accounts.create({ name: 'Talleres Ruiz', organization: organization.id }));
  const { id: enrolment } = await world.client.enrollments.create({ account });
  assert.equal(await approve('enrollments', enrolment), 'done');
  const algorithm = { kind: 'ec', curve: 'P-256' } as const;
  const { id: identity } = await world.client.identities.create({ account, algorithm, scal: 2 });
  assert.equal(await approve('identities', identity), 'done');
  const [made] = (await world.client.identities.list(account)).credentials;
  assert.equal(made?.kind, 'seal');
});

const invoices = ['Invoice 1.pdf', 'Invoice 2.pdf'].map((name) => ({ name, content: samplePdf() }));

test('one approval of its server seals all the documents it has handed in; pdfsig finds them valid', async () => {
  const { id } = await world.client.signatureRequests.create({ documents: invoices, account });
  const state = await approve(
    'signature-requests',
    id,
    invoices.map(({ content }) => content),
  );
  assert.equal(state, 'signed');
  const root = join(folder, 'root.pem');
  writeFileSync(root, toPem('CERTIFICATE', world.engine.root));
  for (const index of [0, 1]) {
    const sealed = await world.client.signatureRequests.document(id, index);
    const file = join(folder, `${index}.pdf`);
    writeFileSync(file, sealed);
    const said = pdfsig(file, root);
    assert.match(said, /Signer Certificate Common Name: Talleres Ruiz\n/);
    assert.match(said, /Signature Validation: Signature is Valid/);
    const { signatures } = await world.client.signatures.validate({ document: sealed });
    assert.equal(signatures[0]?.kind, 'seal');
  }
});

test('a thousand documents are sealed unattended by one approval, and none above what officers allow a day', async () => {
  const payslip = (i: number) => Buffer.concat([samplePdf(), Buffer.from(`% ${i}\n`)]);
  const documents = Array.from({ length: 1_000 }, (_, i) => ({ name: `Payslip ${i + 1}.pdf`, content: payslip(i) }));
  const { id } = await world.client.signatureRequests.create({ documents, account });
  const contents = documents.map(({ content }) => content);
  assert.equal(await approve('signature-requests', id, contents), 'signed');
  const first = await world.client.signatureRequests.document(id, 0);
  const last = await world.client.signatureRequests.document(id, 999);
  for (const sealed of [first, last]) {
    const { signatures } = await world.client.signatures.validate({ document: sealed });
    assert.equal(signatures[0]?.kind, 'seal');
  }
  const more = await world.client.signatureRequests.create({ documents: documents.slice(0, 20), account });
  await assert.rejects(approve('signature-requests', more.id, contents.slice(0, 20)), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, 'conflict');
    return true;
  });
});

test('its server approves no statement over other documents, about another organisation, or by another key', async () => {
  const { id } = await world.client.signatureRequests.create({ documents: invoices, account });
  const { statement } = await world.client.approvals.statement('signature-requests', id);
  const documents = invoices.map(({ content }) => content);
  const other = [documents[0]!, Buffer.concat([documents[1]!, Buffer.from('\n')])];
  for (const wrong of [other, documents.slice(1), []])
    await assert.rejects(server.approval(statement, wrong), { name: 'SandboxError', code: 'statement' });
  const key = { kid: 'server-1', privateKey: pair.privateKey };
  const sicOrigin = world.engine.origins.sic;
  const stranger = sealingClient({ sicOrigin, organization: 'another', key });
  await assert.rejects(stranger.approval(statement, documents), /somebody else/);
  const pinned = sealingClient({ sicOrigin, organization: organization.id, key, statementKeys: [] });
  await assert.rejects(pinned.approval(statement, documents), /not pinned/);
});

test('nothing is asked of its server in the name of a person', async () => {
  const ana = person('ana');
  const link = { issuer: world.engine.origins.idp, subject: ana.sub };
  const { id } = await world.client.accounts.create({ name: ana.name, link });
  const asked = await world.client.signatureRequests.create({ documents: invoices, account: id });
  await assert.rejects(world.client.approvals.statement('signature-requests', asked.id), (error) => {
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, 'conflict');
    return true;
  });
});
