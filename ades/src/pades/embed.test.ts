import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import type { DigestName } from '@chancery/pki';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { samplePdf, sampleStreamPdf } from '../pdf/sample.test.ts';
import { embedPades, type PadesSignature } from './embed.ts';
import { judgesMissing, opensslAccepts, pdfsigAccepts, qpdfCheck } from './foreign-judges.test.ts';
import { preparePades } from './prepare.ts';
import { type PreparedPades, parsePrepared, serializePrepared } from './prepared.ts';
import { type SampleKey, type SampleSigner, sampleSigner } from './sample-signer.test.ts';
import { listPdfSignatures } from './signatures.ts';

const keys: readonly (SampleKey & { readonly name: string })[] = [
  { name: 'P-256', kind: 'ec', curve: 'P-256' },
  { name: 'P-384', kind: 'ec', curve: 'P-384' },
  { name: 'RSA-2048', kind: 'rsa', bits: 2048 },
  { name: 'RSA-3072', kind: 'rsa', bits: 3072 },
  { name: 'RSA-4096', kind: 'rsa', bits: 4096 },
];
const digests: readonly DigestName[] = ['sha256', 'sha384', 'sha512'];
const signingTime = new Date('2025-06-01T10:00:00Z');
const signer = await sampleSigner(keys[0]!);
const other = await sampleSigner(keys[0]!);

function prepare(by: SampleSigner, pdf: Uint8Array = samplePdf(), digest: DigestName = 'sha256'): PreparedPades {
  return preparePades(pdf, { digest, certificates: by.certificates, scheme: by.scheme(digest), signingTime });
}

function signature(by: SampleSigner, prepared: PreparedPades): PadesSignature {
  const { signedAttributes } = prepared;
  const digest = prepared.digest as DigestName;
  return { certificates: by.certificates, scheme: by.scheme(digest), signature: by.sign(digest, signedAttributes) };
}

function refuses(prepared: PreparedPades, signed: PadesSignature, code: AdesErrorCode): void {
  assert.throws(
    () => embedPades(prepared, signed),
    (error: unknown) => error instanceof AdesError && error.code === code,
    `expected ${code}`,
  );
}

const prepared = prepare(signer);
const signed = signature(signer, prepared);

test('a signature value of another key or over something else is refused', () => {
  const { signedAttributes } = prepared;
  refuses(prepared, { ...signed, signature: other.sign('sha256', signedAttributes) }, 'signature-invalid');
  refuses(prepared, { ...signed, signature: signer.sign('sha256', Buffer.from('x')) }, 'signature-invalid');
  refuses(prepared, { ...signed, signature: new Uint8Array() }, 'signature-invalid');
});

test('a certificate changed since preparing is refused', () => {
  refuses(prepared, { ...signed, certificates: other.certificates }, 'certificate-changed');
});

test('no certificate, or a scheme of another digest, is refused', () => {
  refuses(prepared, { ...signed, certificates: [] }, 'input');
  refuses(prepared, { ...signed, certificates: [Buffer.from('nothing')] }, 'input');
  refuses(prepared, { ...signed, scheme: signer.scheme('sha384') }, 'input');
});

test('a chain that outgrew the placeholder is refused, never cut', () => {
  const longer = [...signer.certificates, ...other.certificates, ...other.certificates];
  refuses(prepared, { ...signed, certificates: longer }, 'placeholder-too-small');
});

test('a stored preparation that was tampered with is refused', () => {
  refuses({ ...prepared, dtbsr: Buffer.alloc(32) }, signed, 'input');
  refuses({ ...prepared, contentsOffset: prepared.contentsOffset - 1 }, signed, 'input');
  refuses({ ...prepared, appendix: prepared.appendix.subarray(0, -1) }, signed, 'input');
  const text = serializePrepared(prepared);
  for (const broken of ['', 'null', '{}', text.replace('sha256', 'md5'), text.replace('"version":1', '"version":2')]) {
    assert.throws(() => parsePrepared(broken), AdesError);
  }
});

test('a stored preparation is embedded by another process to the same bytes', () => {
  for (const pdf of [samplePdf(), sampleStreamPdf()]) {
    const here = prepare(signer, pdf);
    const value = signature(signer, here);
    const there = elsewhere(serializePrepared(here), value);
    assert.deepEqual(there, Buffer.from(embedPades(here, value)));
  }
});

function elsewhere(stored: string, { certificates, scheme, signature }: PadesSignature): Buffer {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const input = JSON.stringify({ stored, scheme, signature: hex(signature), certificates: certificates.map(hex) });
  const program = `
    import { readFileSync } from 'node:fs';
    import { embedPades, parsePrepared } from ${JSON.stringify(join(import.meta.dirname, '../index.ts'))};
    const input = JSON.parse(readFileSync(0, 'utf8'));
    const bytes = (hex) => Buffer.from(hex, 'hex');
    const signed = { certificates: input.certificates.map(bytes), scheme: input.scheme, signature: bytes(input.signature) };
    process.stdout.write(embedPades(parsePrepared(input.stored), signed));`;
  return execFileSync(process.execPath, ['--input-type=module', '-e', program], { input });
}

test('the appendix keeps its length, and only the contents change', () => {
  const appendix = Buffer.from(embedPades(prepared, signed));
  const before = Buffer.from(prepared.appendix);
  const start = prepared.contentsOffset - samplePdf().length;
  assert.equal(appendix.length, prepared.appendix.length);
  assert.deepEqual(appendix.subarray(0, start), before.subarray(0, start));
  const end = start + prepared.contentsLength;
  assert.deepEqual(appendix.subarray(end), before.subarray(end));
});

for (const key of keys) {
  test(`${key.name} signs with SHA-256, SHA-384 and SHA-512, and foreign programs agree`, async (t) => {
    if (judgesMissing(t)) return;
    const by = await sampleSigner(key);
    for (const digest of digests) judge(by, digest);
  });
}

function judge(by: SampleSigner, digest: DigestName): void {
  const pdf = samplePdf();
  const before = prepare(by, pdf, digest);
  const file = Buffer.concat([pdf, embedPades(before, signature(by, before))]);
  assert.equal(qpdfCheck(file), 0);
  pdfsigAccepts(file);
  opensslAccepts(file, before, by.root);
  const [listed] = listPdfSignatures(file);
  assert.deepEqual([listed?.coversWholeFile, listed?.signingTime?.getTime()], [true, signingTime.getTime()]);
  assert.deepEqual(listed?.byteRange, before.byteRange);
}

test('signing ten times over gives ten signatures, each over its own revision', (t) => {
  if (judgesMissing(t)) return;
  let file: Buffer = samplePdf();
  for (let round = 0; round < 10; round++) {
    const next = prepare(signer, file);
    file = Buffer.concat([file, embedPades(next, signature(signer, next))]);
  }
  assert.equal(qpdfCheck(file), 0);
  pdfsigAccepts(file);
  assert.deepEqual(
    listPdfSignatures(file).map((one) => one.gapIsContents),
    Array(10).fill(true),
  );
});
