/** What may be done to a document before anybody signs it: a time-stamp over it, or a damaged PDF written anew. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { toPem } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';
import { pdfsig } from '../pdfsig.ts';
import { createKey, type Enrolled, enrol, openWorld, person, type World } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-before-signing-'));
const root = join(folder, 'root.pem');
const pdf = { name: 'Agreement.pdf', content: samplePdf() };
let world: World;
let ana: Enrolled;
let credential: string;

before(async () => {
  world = await openWorld();
  ana = await enrol(world, person('ana'));
  credential = await createKey(world, ana, { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 });
  writeFileSync(root, toPem('CERTIFICATE', world.engine.root));
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

type Documents = Parameters<World['client']['signatureRequests']['create']>[0]['documents'];

/** The documents of a request that its signer has approved. */
async function signed(...documents: Documents): Promise<Uint8Array[]> {
  const asked = await world.client.signatureRequests.create({ account: ana.account, credential, documents });
  await ana.signer.approve(asked.authorization_url, ana.person);
  return Promise.all(documents.map((_, index) => world.client.signatureRequests.document(asked.id, index)));
}

/** The file's path. */
function file(name: string, octets: Uint8Array): string {
  writeFileSync(join(folder, name), octets);
  return join(folder, name);
}

/** Everything that it says. */
function said(program: string, ...args: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  return stdout + stderr;
}

test('a time-stamp made before anybody signed stands in what is signed, and openssl and xmlsec1 hold it for signed', async () => {
  const order = { name: 'order.xml', content: Buffer.from('<order/>') };
  const stated = { content_time_stamp: true } as const;
  const [cms, xml] = await signed(
    { ...order, signature: { format: 'cades', packaging: 'detached', ...stated } },
    { ...order, signature: { format: 'xades', packaging: 'enveloped', ...stated } },
  );
  const der = ['-inform', 'DER', '-in', file('order.p7s', cms!)];
  const content = ['-content', file('order.xml', order.content), '-CAfile', root, '-out', join(folder, 'out')];
  assert.match(said('openssl', 'cms', '-verify', '-binary', ...der, ...content), /Verification successful/);
  assert.match(said('openssl', 'asn1parse', ...der), /id-smime-aa-ets-contentTimestamp/);
  const document = file('signed.xml', xml!);
  assert.match(readFileSync(document, 'utf8'), /<xades:AllDataObjectsTimeStamp>/);
  const ids = ['--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties'];
  assert.match(said('xmlsec1', '--verify', '--trusted-pem', root, ...ids, document), /^OK/m);
});

test('a damaged PDF that is written anew is what its signer sees and signs', async () => {
  const damaged = { ...pdf, content: pdf.content.subarray(0, -9) };
  await assert.rejects(signed({ ...damaged, signature: { format: 'pades' } }), { code: 'document_damaged' });
  const [written] = await signed({ ...damaged, signature: { format: 'pades', rewrite: true } });
  const judged = pdfsig(file('written.pdf', written!), root);
  for (const words of [/Signature is Valid/, /Total document signed/]) assert.match(judged, words);
});

test('what shall be stamped before it is signed is shown to nobody while the authority is away, and is lost to nobody', async () => {
  await world.engine.children.get('servers')?.stop();
  const signature = { format: 'cades', packaging: 'detached', content_time_stamp: true } as const;
  const documents = [{ ...pdf, signature }];
  const asked = await world.client.signatureRequests.create({ account: ana.account, credential, documents });
  const { page, steps } = await ana.signer.approve(asked.authorization_url, ana.person);
  assert.ok(steps.every(({ kind }) => kind !== 'sign'));
  assert.match(page.body.toString(), /an authority it depends on, does not answer. Nothing was lost/);
  assert.equal((await world.client.signatureRequests.get(asked.id)).state, 'created');
  await world.engine.restart('servers');
  await ana.signer.approve(asked.authorization_url, ana.person);
  assert.equal((await world.client.signatureRequests.get(asked.id)).state, 'signed');
});
