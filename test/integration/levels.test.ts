/** Signature update and time-stamps over the whole engine: its authority, responder, lists and TSA answer for real. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ApiError } from '@chancery/api/client';
import { toPem } from '@chancery/pki';
import { samplePdf } from '@chancery/sandbox';
import { compactVerify, generalVerify } from 'jose';
import { pdfsig } from '../pdfsig.ts';
import { createKey, type Enrolled, enrol, openWorld, person, type World } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-levels-'));
let world: World;
let ana: Enrolled;
let credential: string;
let signed: Uint8Array;

before(async () => {
  world = await openWorld();
  ana = await enrol(world, person('ana'));
  credential = await createKey(world, ana, { algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 });
  signed = await world.client.signatureRequests.document(await approved({ documents: [pdf] }), 0);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await world?.close();
});

const pdf = { name: 'Agreement.pdf', content: samplePdf() };
type Wanted = Parameters<World['client']['signatureRequests']['create']>[0];

/** The request, approved by its signer. */
async function approved(wanted: Wanted): Promise<string> {
  const asked = { account: ana.account, credential, ...wanted };
  const { id, authorization_url } = await world.client.signatureRequests.create(asked);
  await ana.signer.approve(authorization_url, ana.person);
  return id;
}

/** The sandbox's root, PEM. */
function rootFile(): string {
  const file = join(folder, 'root.pem');
  writeFileSync(file, toPem('CERTIFICATE', world.engine.root));
  return file;
}

const update = (document: Uint8Array, level: 'B-T' | 'B-LT' | 'B-LTA', more: object = {}) =>
  world.client.signatures.update({ document, level, ...more });

function startsWith(longer: Uint8Array, shorter: Uint8Array): boolean {
  return Buffer.compare(longer.subarray(0, shorter.length), shorter) === 0;
}

async function refused(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof ApiError, String(error));
  return error.code;
}

test('what is no signature is refused', async () => {
  assert.equal(await refused(update(Buffer.from('nothing'), 'B-T')), 'document_damaged');
  assert.equal(await refused(update(signed.subarray(0, 9000), 'B-T')), 'document_damaged');
  const hash = createHash('sha384').update('x').digest();
  assert.equal(await refused(world.client.timestamps.create({ hash, algorithm: 'sha256' })), 'invalid_request');
});

test('a signature grows to B-LTA and is renewed; every earlier octet stays, and pdfsig finds all of it valid', async () => {
  const archived = await update(signed, 'B-LTA');
  assert.deepEqual([archived.level, archived.missing], ['B-LTA', undefined]);
  assert.ok(startsWith(archived.document, signed));
  const renewed = await update(archived.document, 'B-LTA');
  assert.ok(startsWith(renewed.document, archived.document));
  const file = join(folder, 'renewed.pdf');
  writeFileSync(file, renewed.document);
  const told = pdfsig(file, rootFile());
  assert.match(told, /Signature is Valid/);
  assert.equal(told.match(/Signature #/g)?.length, 4);
});

test('an upload is updated once, and followed and packed where it becomes a request', async () => {
  async function* inPieces(octets: Uint8Array) {
    for (let at = 0; at < octets.length; at += 1_000) yield octets.subarray(at, at + 1_000);
  }
  const { id: upload, size } = await world.client.uploads.create(inPieces(signed));
  assert.equal(size, signed.length);
  const raised = await world.client.signatures.update({ upload, level: 'B-T' });
  assert.ok(startsWith(raised.document, signed));
  assert.equal(await refused(world.client.signatures.update({ upload, level: 'B-T' })), 'conflict');
  const offer = await world.client.uploads.create(samplePdf());
  const id = await approved({ level: 'B-LT', documents: [{ name: 'Offer.pdf', upload: offer.id }] });
  const states: string[] = [];
  for await (const { state } of world.client.signatureRequests.follow(id)) states.push(state);
  assert.deepEqual(states, ['created', 'prepared', 'signing', 'signed']);
  const { name, octets } = await world.client.signatureRequests.archive(id);
  assert.equal(name, `signed-${id}.zip`);
  const archive = join(folder, 'archive.zip');
  await writeFile(archive, octets);
  spawnSync('unzip', ['-q', archive, '-d', join(folder, 'archive')]);
  const report = JSON.parse(readFileSync(join(folder, 'archive', 'report.json'), 'utf8'));
  assert.deepEqual([report.documents[0].level, report.documents[0].not_reached], ['B-LT', undefined]);
  assert.match(pdfsig(join(folder, 'archive', 'Offer.pdf'), rootFile()), /Signature is Valid/);
});

test('a time-stamp over a digest is one that openssl believes', async () => {
  const data = join(folder, 'data');
  writeFileSync(data, 'what an archive keeps');
  const hash = createHash('sha256').update('what an archive keeps').digest();
  const { token, time } = await world.client.timestamps.create({ hash, algorithm: 'sha256' });
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
  writeFileSync(join(folder, 'token'), Buffer.from(token, 'base64'));
  const asked = ['ts', '-verify', '-data', data, '-in', join(folder, 'token'), '-token_in'];
  const judged = spawnSync('openssl', [...asked, '-CAfile', rootFile()], { encoding: 'utf8' });
  assert.match(judged.stdout + judged.stderr, /Verification: OK/);
});

test('one approval signs a PDF to be seen on its page, two CMS and three XML signatures, all at B-LTA', async () => {
  const place = { page: 1, left: 60, top: 60, width: 200, height: 60 };
  const seen = { format: 'pades' as const, place, appearance: { text: ['Signed by {name}', '{date}'] } };
  const xml = { name: 'order.xml', content: Buffer.from('<order/>') };
  const id = await approved({
    level: 'B-LTA',
    documents: [
      { ...pdf, signature: seen },
      { ...pdf, signature: { format: 'cades', packaging: 'detached', mime_type: 'application/pdf' } },
      { ...xml, signature: { format: 'cades', packaging: 'attached' } },
      { ...xml, signature: { format: 'xades', packaging: 'enveloped' } },
      { ...pdf, signature: { format: 'xades', packaging: 'enveloping', mime_type: 'application/pdf' } },
      { ...xml, signature: { format: 'xades', packaging: 'detached' } },
    ],
  });
  const { state, documents } = await world.client.signatureRequests.get(id);
  assert.deepEqual([state, documents.map(({ level }) => level)], ['signed', Array.from({ length: 6 }, () => 'B-LTA')]);
  const [shown, detached, attached, ...xmls] = await Promise.all(
    [0, 1, 2, 3, 4, 5].map((index) => world.client.signatureRequests.document(id, index)),
  );
  const file = join(folder, 'shown.pdf');
  writeFileSync(file, shown ?? '');
  assert.match(pdfsig(file, rootFile()), /Signature is Valid/);
  for (const [name, cms, content] of [
    ['detached', detached, pdf.content],
    ['attached', attached, undefined],
  ] as const) {
    const [signature, beside] = [join(folder, `${name}.p7s`), join(folder, `${name}.content`)];
    writeFileSync(signature, cms ?? '');
    writeFileSync(beside, content ?? '');
    const out = join(folder, `${name}.out`);
    const asked = ['cms', '-verify', '-binary', '-inform', 'DER', '-in', signature, '-CAfile', rootFile(), '-out', out];
    const more = content === undefined ? [] : ['-content', beside];
    const judged = spawnSync('openssl', [...asked, ...more], { encoding: 'utf8' });
    assert.match(judged.stderr, /Verification successful|CMS Verification successful/);
    assert.deepEqual(readFileSync(out), Buffer.from(content ?? xml.content));
  }
  writeFileSync(join(folder, 'order.xml'), xml.content);
  for (const [i, signature] of xmls.entries()) {
    const file = join(folder, `${i}.signed.xml`);
    writeFileSync(file, signature);
    const asked = [
      '--verify',
      '--trusted-pem',
      rootFile(),
      '--id-attr:Id',
      'http://uri.etsi.org/01903/v1.3.2#:SignedProperties',
    ];
    const judged = spawnSync('xmlsec1', [...asked, file], {
      encoding: 'utf8',
      cwd: folder,
    });
    assert.match(judged.stdout + judged.stderr, /^OK|\nOK/, `${i}: ${judged.stderr}`);
  }
});

test('one approval signs four containers at B-LTA, which unzip finds whole, and they are renewed', async () => {
  const combinations = (['ASiC-S', 'ASiC-E'] as const).flatMap((container) =>
    (['cades', 'xades'] as const).map((format) => ({ container, format })),
  );
  const named = { ...pdf, name: 'an agreement: 1/2.pdf' };
  const id = await approved({
    level: 'B-LTA',
    documents: combinations.map((signature) => ({
      ...named,
      signature: { ...signature, mime_type: 'application/pdf' },
    })),
  });
  for (const index of combinations.keys()) {
    const document = await world.client.signatureRequests.document(id, index);
    const renewed = await update(document, 'B-LTA');
    assert.equal(renewed.level, 'B-LTA');
    for (const [name, octets] of Object.entries({ document, renewed: renewed.document })) {
      const file = join(folder, `${index}.${name}.zip`);
      writeFileSync(file, octets);
      assert.equal(spawnSync('unzip', ['-t', file]).status, 0);
      const { stdout } = spawnSync('unzip', ['-p', file, 'an agreement_ 1_2.pdf'], { maxBuffer: 1e8 });
      assert.deepEqual(stdout, Buffer.from(pdf.content));
    }
  }
});

test('one approval signs JSON signatures, which jose verifies, at B-B as asked for and at B-LTA as JSON', async () => {
  const forms = (['attached', 'detached'] as const).flatMap((packaging) =>
    (['compact', 'general'] as const).map((serialization) => ({ format: 'jades', packaging, serialization }) as const),
  );
  const documents = forms.map((signature) => ({ ...pdf, signature: { ...signature, mime_type: 'application/pdf' } }));
  for (const level of ['B-B', 'B-LTA'] as const) {
    const id = await approved({ level, documents });
    for (const [index, { packaging, serialization }] of forms.entries()) {
      const text = Buffer.from(await world.client.signatureRequests.document(id, index)).toString();
      const compact = serialization === 'compact' && level === 'B-B';
      assert.equal(text.startsWith('{'), !compact);
      const verified = await josePayload(text);
      const expected = packaging === 'attached' ? Buffer.from(pdf.content) : Buffer.alloc(0);
      assert.deepEqual(Buffer.from(verified), expected);
      if (packaging === 'detached') continue;
      assert.equal((await update(Buffer.from(text), 'B-LTA')).level, 'B-LTA');
    }
  }
});

/** Every signature verified, with the certificate that its header carries. */
async function josePayload(text: string): Promise<Uint8Array> {
  const options = { crit: { sigD: true } };
  const keyOf = ({ x5c = [] }: { x5c?: string[] } = {}) =>
    new X509Certificate(Buffer.from(x5c[0] ?? '', 'base64')).publicKey;
  if (!text.startsWith('{')) return (await compactVerify(text, keyOf, options)).payload;
  const { payload = '', signatures, ...flattened } = JSON.parse(text);
  const jws = { payload, signatures: signatures ?? [flattened] };
  return (await generalVerify(jws, keyOf, options)).payload;
}

test('while the sandbox servers are away nothing grows, unless less is allowed and said', async () => {
  await world.engine.children.get('servers')?.stop();
  assert.equal(await refused(update(signed, 'B-LTA')), 'unavailable');
  const { document, level, missing } = await update(signed, 'B-LTA', { when_unavailable: 'lower' });
  assert.deepEqual([level, missing], ['B-B', 'time_stamp']);
  assert.equal(Buffer.compare(document, signed), 0);
});

test('a request signed while the authority was away gets its time when it is back, and is not signed again', async () => {
  const id = await approved({ level: 'B-T', documents: [pdf] });
  assert.equal((await world.client.signatureRequests.get(id)).state, 'signing');
  assert.equal(await refused(world.client.signatureRequests.document(id, 0)), 'not_signed');
  await world.engine.restart('servers');
  const { state, documents } = await world.client.signatureRequests.get(id);
  assert.deepEqual([state, documents[0]?.level], ['signed', 'B-T']);
});
