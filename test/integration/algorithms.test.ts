/** What an operator switches on, over the whole engine: SSA and SAM are told by their own configuration files. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { embedPades, preparePades } from '@chancery/ades';
import { parseCertificate, toPem } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';
import { pdfsig } from '../pdfsig.ts';
import { createKey, csc, type Enrolled, enrol, openWorld, person, type World } from './world.ts';

const pin = '482913';
const login = { login: 'ana', password: 'a pass phrase of ana' };
const sha1 = { kind: 'rsa-pkcs1', digest: 'sha1' } as const;
const folder = mkdtempSync(join(tmpdir(), 'chancery-algorithms-'));
const said: string[] = [];
let world: World;
let ana: Enrolled;

before(async () => {
  const algorithms = { ed25519: true, mlDsa: true, legacyInsecureRsaSha1: true };
  world = await openWorld({ algorithms, log: (line) => said.push(line) });
  ana = await enrol(world, person('ana'), login);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

test('SSA and SAM each warn at their start that SHA-1 is insecure', () => {
  for (const process of ['ssa', 'sam']) {
    const warned = said.filter(
      (line) => line.startsWith(`${process}: `) && line.includes('legacyInsecureRsaSha1 is on'),
    );
    assert.equal(warned.length, 1, said.join('\n'));
    assert.match(warned[0] ?? '', /"level":40.*INSECURE/);
  }
});

test('a PDF for an old reader is signed from its SHA-1 alone; openssl and pdfsig accept it, we do not', async () => {
  const { credentialID, certificates, bearer } = await keyWithPin();
  const options = { digest: 'sha1', certificates, scheme: sha1, signingTime: new Date() } as const;
  const oldReader = { subFilter: 'adbe.pkcs7.detached', withInsecureSha1: true } as const;
  const pdf = samplePdf();
  const prepared = preparePades(pdf, { ...options, ...oldReader });
  const hash = [Buffer.from(prepared.dtbsr).toString('base64')];
  const authorized = await csc(
    world,
    'credentials/authorize',
    { credentialID, numSignatures: 1, hash, PIN: pin },
    bearer,
  );
  const asked = { credentialID, SAD: authorized.body.SAD, hash, signAlgo: '1.2.840.113549.1.1.5' };
  const { body } = await csc(world, 'signatures/signHash', asked, bearer);
  const signature = Buffer.from(body.signatures[0], 'base64');
  const signed = Buffer.concat([pdf, embedPades(prepared, { certificates, scheme: sha1, signature })]);
  const [file, root] = [join(folder, 'signed.pdf'), join(folder, 'root.pem')];
  writeFileSync(file, signed);
  writeFileSync(root, toPem('CERTIFICATE', world.engine.root));
  assert.match(pdfsig(file, root), /Signing Hash Algorithm: SHA1[\s\S]*Signature is Valid/);
  assert.match(opensslSays(signed, prepared.byteRange, root), /successful/i);
  const { signatures } = await world.client.signatures.validate({ document: signed });
  assert.deepEqual(
    signatures.map(({ indication }) => indication),
    ['INDETERMINATE'],
  );
});

for (const kind of ['ed25519', 'ml-dsa-65'] as const) {
  test(`${kind}: a key, its certificate and a PDF come of ordinary approvals`, async () => {
    const credential = await createKey(world, ana, { algorithm: { kind }, scal: 2 });
    const documents = [{ name: 'Agreement.pdf', content: samplePdf() }];
    const wanted = { account: ana.account, credential, documents };
    const { id, authorization_url } = await world.client.signatureRequests.create(wanted);
    await ana.signer.approve(authorization_url, ana.person);
    const signed = await world.client.signatureRequests.document(id, 0);
    const { valid, signatures } = await world.client.signatures.validate({ document: signed });
    assert.deepEqual([valid, signatures.length], [true, 1], JSON.stringify(signatures));
  });
}

async function keyWithPin() {
  const credentialID = await createKey(world, ana, { algorithm: { kind: 'rsa', bits: 2048 }, scal: 1, pin });
  const basic = `Basic ${Buffer.from(`${login.login}:${login.password}`).toString('base64')}`;
  const bearer = `Bearer ${(await csc(world, 'auth/login', {}, basic)).body.access_token}`;
  const info = await csc(world, 'credentials/info', { credentialID, certificates: 'chain' }, bearer);
  assert.ok(info.body.key.algo.includes('1.2.840.113549.1.1.5'));
  const certificates = (info.body.cert.certificates as string[]).map(
    (der) => new Uint8Array(Buffer.from(der, 'base64')),
  );
  assert.equal(parseCertificate(certificates[0]!).publicKey?.kind, 'rsa');
  return { credentialID, certificates, bearer };
}

function opensslSays(signed: Buffer, [, before, after, rest]: readonly number[], root: string): string {
  const [content, cms] = [join(folder, 'content'), join(folder, 'cms')];
  writeFileSync(content, Buffer.concat([signed.subarray(0, before), signed.subarray(after, after! + rest!)]));
  writeFileSync(cms, Buffer.from(signed.subarray(before! + 1, after! - 1).toString('latin1'), 'hex'));
  const asked = ['-verify', '-binary', '-inform', 'DER', '-in', cms, '-content', content, '-CAfile', root];
  const out = ['-purpose', 'any', '-out', join(folder, 'out')];
  return spawnSync('openssl', ['cms', ...asked, ...out], { encoding: 'utf8' }).stderr;
}
