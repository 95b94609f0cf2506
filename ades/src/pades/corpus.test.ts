import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { embedPades } from './embed.ts';
import { judgesMissing, opensslAccepts, pdfsigAccepts, qpdfCheck } from './foreign-judges.test.ts';
import { preparePades } from './prepare.ts';
import { sampleSigner } from './sample-signer.test.ts';
import { listPdfSignatures } from './signatures.ts';

/** Documents made by others, whole or broken. All are signed, but these are refused, each for its reason. */
const refused: Readonly<Record<string, AdesErrorCode>> = {
  'input/pdf/append-xref-loop.pdf': 'damaged',
  'input/pdf/bad-xref.pdf': 'damaged',
  'input/pdf/form-bad-fields-array.pdf': 'damaged',
  'input/pdf/leading-junk.pdf': 'damaged',
  'input/pdf/pages-loop.pdf': 'damaged',
  'input/pdf/recover-xref-stream.pdf': 'damaged',
  'pades/pades-5-signatures-and-1-document-timestamp.pdf': 'damaged',
  'pades/pdf-signed-corrupted.pdf': 'damaged',
  'input/pdf/AESkeylength256.pdf': 'encrypted',
  'input/pdf/PasswordSample-40bit.pdf': 'encrypted',
  'input/pdf/V4-aes-clearmeta.pdf': 'encrypted',
  'input/pdf/V4-aes.pdf': 'encrypted',
  'input/pdf/V4.pdf': 'encrypted',
  'input/pdf/edition_protected_signing_allowed_with_field.pdf': 'encrypted',
  'input/pdf/embedded-encrypted-nocf.pdf': 'encrypted',
  'input/pdf/enc-XI-R6,V5,O=master.pdf': 'encrypted',
  'input/pdf/minimal-aes256-empty-encrypted-string.pdf': 'encrypted',
  'input/pdf/minimal-aes256-malformed-perms.pdf': 'encrypted',
  'input/pdf/minimal-pubkey-aes256.pdf': 'encrypted',
  'input/pdf/minimal-with-field-pubkey-aes256.pdf': 'encrypted',
  'input/pdf/short-O-U.pdf': 'encrypted',
  'pades/pdf-spoofing-attack.pdf': 'encrypted',
  'pades/signed-encrypted-pubkey-with-catalog-ref.pdf': 'encrypted',
  'pades/test-with-vri.pdf': 'locked',
  'input/pdf/bad-direct-root.pdf': 'not-a-pdf',
  'input/pdf/fuzz-16214.pdf': 'not-a-pdf',
};

/** pdfsig does not end on the original either. */
const endlessForPdfsig = ['input/pdf/shared-unnamed-field.pdf'];

const root = join(import.meta.dirname, '../../..');
const corpus = process.env['CHANCERY_CORPUS'] ?? join(root, '../shared/corpus');
const files = existsSync(corpus) ? ['input/pdf', 'pades'].flatMap(documents) : [];
const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
/** Microseconds of the processor. */
const slowest = 1_000_000;

function documents(folder: string): string[] {
  return readdirSync(join(corpus, folder)).map((name) => `${folder}/${name}`);
}

test('the corpus is there', (t) => {
  if (files.length > 0) return;
  assert.ok(process.env['CI'] === undefined, 'CHANCERY_CORPUS names no corpus');
  t.skip('CHANCERY_CORPUS names no corpus');
});

for (const file of files) {
  const code = refused[file];
  if (code !== undefined)
    test(`${file} is refused as ${code}`, () => isRefused(readFileSync(join(corpus, file)), code));
  else {
    test(`${file} is signed`, (t) => {
      if (!judgesMissing(t)) isSigned(file, readFileSync(join(corpus, file)));
    });
  }
}

function prepare(original: Uint8Array) {
  const start = process.cpuUsage();
  const { certificates } = signer;
  const signingTime = new Date('2025-06-01T10:00:00Z');
  try {
    return preparePades(original, { digest: 'sha256', certificates, scheme: signer.scheme('sha256'), signingTime });
  } finally {
    assert.ok(process.cpuUsage(start).user < slowest, 'slower than a second');
  }
}

function isRefused(original: Uint8Array, code: AdesErrorCode): void {
  assert.throws(
    () => prepare(original),
    (error: unknown) => error instanceof AdesError && error.code === code && error.message.length > 10,
  );
}

function isSigned(file: string, original: Uint8Array): void {
  const prepared = prepare(original);
  const signature = signer.sign('sha256', prepared.signedAttributes);
  const { certificates } = signer;
  const appendix = embedPades(prepared, { certificates, scheme: signer.scheme('sha256'), signature });
  const signed = Buffer.concat([original, appendix]);
  assert.ok(qpdfCheck(signed) <= qpdfCheck(original), 'qpdf finds it worse than the original');
  if (!endlessForPdfsig.includes(file)) pdfsigAccepts(signed);
  opensslAccepts(signed, prepared, signer.root);
  const [before, after] = [listPdfSignatures(original), listPdfSignatures(signed)];
  assert.equal(after.length, before.length + 1);
  assert.equal(after.filter((one) => one.coversWholeFile).length, 1);
}
