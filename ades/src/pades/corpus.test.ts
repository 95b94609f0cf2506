import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleTime } from '../cades/sample-time.test.ts';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { rewritePdf } from '../pdf/rewrite.ts';
import { corpusFiles, readCorpus, requireCorpus } from '../testing/corpus.test.ts';
import { embedDocumentTimestamp, prepareDocumentTimestamp } from './document-timestamp.ts';
import { embedPades } from './embed.ts';
import {
  judgesMissing,
  opensslAccepts,
  opensslVerifiesStamp,
  type Password,
  pdfsigAccepts,
  qpdfCheck,
} from './foreign-judges.test.ts';
import { preparePades } from './prepare.ts';
import { sampleSigner } from './sample-signer.test.ts';
import { listPdfSignatures } from './signatures.ts';
import { appendValidationData, readValidationData } from './validation-data.ts';

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
  'input/pdf/minimal-pubkey-aes256.pdf': 'encrypted',
  'input/pdf/minimal-with-field-pubkey-aes256.pdf': 'encrypted',
  'pades/signed-encrypted-pubkey-with-catalog-ref.pdf': 'encrypted',
  'input/pdf/minimal-aes256-malformed-perms.pdf': 'damaged',
  'pades/test-with-vri.pdf': 'locked',
  'input/pdf/bad-direct-root.pdf': 'not-a-pdf',
  'input/pdf/fuzz-16214.pdf': 'not-a-pdf',
};

/** What opens the encrypted ones, and the field that may be signed where no new one is allowed. */
const opened: Readonly<Record<string, { readonly password?: Password; readonly fieldName?: string }>> = {
  'input/pdf/PasswordSample-40bit.pdf': { password: { of: 'owner', text: 'owner' } },
  'input/pdf/edition_protected_signing_allowed_with_field.pdf': { fieldName: 'Signature1' },
  'input/pdf/embedded-encrypted-nocf.pdf': { password: { of: 'user', text: 'secret' } },
  'input/pdf/enc-XI-R6,V5,O=master.pdf': { password: { of: 'owner', text: 'master' } },
  'input/pdf/minimal-aes256-empty-encrypted-string.pdf': { password: { of: 'user', text: 'secret' } },
  'input/pdf/minimal-aes256-malformed-perms.pdf': { password: { of: 'user', text: 'usersecret' } },
  'input/pdf/short-O-U.pdf': { password: { of: 'user', text: '19723102477' } },
};

/** Refused without what opens them. */
const closed: Readonly<Record<string, AdesErrorCode>> = {
  'input/pdf/PasswordSample-40bit.pdf': 'password',
  'input/pdf/edition_protected_signing_allowed_with_field.pdf': 'locked',
  'input/pdf/embedded-encrypted-nocf.pdf': 'password',
  'input/pdf/enc-XI-R6,V5,O=master.pdf': 'locked',
  'input/pdf/minimal-aes256-empty-encrypted-string.pdf': 'password',
  'input/pdf/minimal-aes256-malformed-perms.pdf': 'password',
  'input/pdf/short-O-U.pdf': 'password',
};

/** Refused as they are; written anew, they are signed. */
const mended = ['input/pdf/append-xref-loop.pdf', 'input/pdf/bad-xref.pdf', 'input/pdf/recover-xref-stream.pdf'];

/** Not even written anew. */
const lost: Readonly<Record<string, AdesErrorCode>> = {
  'input/pdf/bad-direct-root.pdf': 'not-a-pdf',
  'input/pdf/fuzz-16214.pdf': 'not-a-pdf',
  'input/pdf/leading-junk.pdf': 'encrypted',
  'input/pdf/minimal-pubkey-aes256.pdf': 'encrypted',
  'input/pdf/form-bad-fields-array.pdf': 'damaged',
  'input/pdf/pages-loop.pdf': 'damaged',
  'pades/pades-5-signatures-and-1-document-timestamp.pdf': 'locked',
  'pades/pdf-signed-corrupted.pdf': 'locked',
};

/** pdfsig does not end on the original either. */
const endlessForPdfsig = ['input/pdf/shared-unnamed-field.pdf'];

const files = corpusFiles('input/pdf', 'pades');
const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const time = await sampleTime();
/** Microseconds of the processor. */
const slowest = 1_000_000;

requireCorpus();

for (const [file, code] of files.length > 0 ? Object.entries(closed) : []) {
  test(`${file} is refused as ${code} by whom it is not opened for`, () => {
    isRefused(readCorpus(file), code, {});
  });
}

for (const file of files) {
  const code = refused[file];
  if (code !== undefined) {
    test(`${file} is refused as ${code}`, () => isRefused(readCorpus(file), code, opened[file]));
  } else {
    test(`${file} is signed`, (t) => {
      if (!judgesMissing(t)) isSigned(file, readCorpus(file));
    });
  }
}

for (const file of files.length > 0 ? mended : []) {
  test(`${file} is signed once it is written anew`, (t) => {
    if (!judgesMissing(t)) isSigned(file, rewritePdf(readCorpus(file)));
  });
}

for (const [file, code] of files.length > 0 ? Object.entries(lost) : []) {
  test(`${file} is refused as ${code} even written anew`, () => {
    assert.throws(
      () => prepare(rewritePdf(readCorpus(file))),
      (error: unknown) => error instanceof AdesError && error.code === code,
    );
  });
}

type Opened = (typeof opened)[string];

/** Those that cannot be read at all; a certification that allows no signature allows what follows. */
const extended = files.filter((file) => file.startsWith('pades/') && (refused[file] ?? 'locked') === 'locked');

for (const file of extended) {
  test(`${file} gets validation data and a time-stamp, and keeps what it has`, async (t) => {
    if (!judgesMissing(t)) await isExtended(readCorpus(file));
  });
}

async function isExtended(original: Uint8Array): Promise<void> {
  const { certificates } = signer;
  const held = Buffer.concat([
    original,
    appendValidationData(original, { certificates, ocspResponses: [], crls: [time.list] }),
  ]);
  const prepared = prepareDocumentTimestamp(held, { digest: 'sha256', size: 4000 });
  const covered = [held, prepared.appendix.subarray(0, prepared.contentsOffset - held.length)];
  const rest = prepared.appendix.subarray(prepared.contentsOffset - held.length + prepared.contentsLength);
  const token = await time.stamp(Buffer.concat([...covered, rest]));
  const stamped = Buffer.concat([held, embedDocumentTimestamp(prepared, token)]);
  assert.ok(qpdfCheck(stamped) <= qpdfCheck(original), 'qpdf finds it worse than the original');
  opensslVerifiesStamp(stamped, time.root);
  keepsSignatures(original, stamped);
  keepsEvidence(original, stamped);
}

function keepsSignatures(original: Uint8Array, stamped: Uint8Array): void {
  const texts = (pdf: Uint8Array) => listPdfSignatures(pdf).map((one) => one.dictionaryText);
  const [before, after] = [texts(original), texts(stamped)];
  assert.equal(after.length, before.length + 1);
  for (const text of before) assert.ok(after.includes(text), 'a signature was changed');
}

function keepsEvidence(original: Uint8Array, stamped: Uint8Array): void {
  const [before, after] = [readValidationData(original), readValidationData(stamped)];
  for (const kind of ['certificates', 'ocspResponses', 'crls'] as const) {
    for (const bytes of before[kind])
      assert.ok(
        after[kind].some((one) => Buffer.from(one).equals(bytes)),
        kind,
      );
  }
}

function prepare(original: Uint8Array, { password, fieldName }: Opened = {}) {
  const start = process.cpuUsage();
  const { certificates } = signer;
  const signingTime = new Date('2025-06-01T10:00:00Z');
  const options = { digest: 'sha256', certificates, scheme: signer.scheme('sha256'), signingTime } as const;
  const more = { ...(password && { password: password.text }), ...(fieldName !== undefined && { fieldName }) };
  try {
    return preparePades(original, { ...options, ...more });
  } finally {
    assert.ok(process.cpuUsage(start).user < slowest, 'slower than a second');
  }
}

function isRefused(original: Uint8Array, code: AdesErrorCode, open: Opened | undefined): void {
  assert.throws(
    () => prepare(original, open),
    (error: unknown) => error instanceof AdesError && error.code === code && error.message.length > 10,
  );
}

function isSigned(file: string, original: Uint8Array): void {
  const open = opened[file];
  const password = open?.password?.text ?? '';
  const prepared = prepare(original, open);
  const signature = signer.sign('sha256', prepared.signedAttributes);
  const { certificates } = signer;
  const appendix = embedPades(prepared, { certificates, scheme: signer.scheme('sha256'), signature });
  const signed = Buffer.concat([original, appendix]);
  assert.ok(qpdfCheck(signed, password) <= qpdfCheck(original, password), 'qpdf finds it worse than the original');
  if (!endlessForPdfsig.includes(file)) pdfsigAccepts(signed, open?.password);
  opensslAccepts(signed, prepared, signer.root);
  const [before, after] = [listPdfSignatures(original, { password }), listPdfSignatures(signed, { password })];
  assert.equal(after.length, before.length + 1);
  assert.equal(after.filter((one) => one.coversWholeFile).length, 1);
}
