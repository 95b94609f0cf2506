import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { buildOcspResponse, certificateId, parseCertificate, parseOcspResponse } from '@chancery/pki';
import { sampleTime } from '../cades/sample-time.test.ts';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { readPdf } from '../pdf/document.ts';
import { plainObjects, samplePdf, sampleStreamPdf, streamText } from '../pdf/sample.test.ts';
import { bytesSource } from '../pdf/source.ts';
import type { PdfDictionary, PdfValue } from '../pdf/value.ts';
import { carriedByPdf } from './carried.ts';
import {
  type DocumentTimestampOptions,
  embedDocumentTimestamp,
  prepareDocumentTimestamp,
  prepareDocumentTimestampFrom,
} from './document-timestamp.ts';
import { embedPades } from './embed.ts';
import { judgesMissing, opensslVerifiesStamp, pdfsigAccepts, qpdf, qpdfCheck } from './foreign-judges.test.ts';
import type { PadesOptions } from './options.ts';
import { preparePades } from './prepare.ts';
import { sampleSigner } from './sample-signer.test.ts';
import { listPdfSignatures } from './signatures.ts';
import { appendValidationData, readValidationData } from './validation-data.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const time = await sampleTime();
const { certificates } = signer;
const scheme = signer.scheme('sha256');
const options: PadesOptions = { digest: 'sha256', certificates, scheme, signingTime: new Date('2025-06-01T10:00:00Z') };
const stamping: DocumentTimestampOptions = { digest: 'sha256', size: 4000 };
const [own, root] = certificates.map(parseCertificate) as [
  ReturnType<typeof parseCertificate>,
  ReturnType<typeof parseCertificate>,
];
const ocsp = await buildOcspResponse(
  {
    id: certificateId(own, root),
    status: { kind: 'good' },
    producedAt: options.signingTime,
    thisUpdate: options.signingTime,
    nextUpdate: new Date('2026-06-01T10:00:00Z'),
    responder: root,
    certificates: [root.der],
  },
  scheme,
  (data) => signer.sign('sha256', data),
);
const data = { certificates, ocspResponses: [ocsp], crls: [time.list] };

function sign(pdf: Uint8Array, more: Partial<PadesOptions> = {}): Buffer {
  const prepared = preparePades(pdf, { ...options, ...more });
  const signature = signer.sign('sha256', prepared.signedAttributes);
  return Buffer.concat([pdf, embedPades(prepared, { certificates, scheme, signature })]);
}

async function stamp(pdf: Uint8Array, more: Partial<DocumentTimestampOptions> = {}): Promise<Buffer> {
  const prepared = prepareDocumentTimestamp(pdf, { ...stamping, ...more });
  return Buffer.concat([pdf, embedDocumentTimestamp(prepared, await tokenFor(pdf, prepared))]);
}

/** The authority of the tests stamps octets: those that the digest is of. */
async function tokenFor(pdf: Uint8Array, prepared: ReturnType<typeof prepareDocumentTimestamp>): Promise<Uint8Array> {
  const whole = Buffer.concat([pdf, prepared.appendix]);
  const [, before, after, rest] = prepared.byteRange;
  const covered = Buffer.concat([whole.subarray(0, before), whole.subarray(after, after + rest)]);
  assert.deepEqual(createHash(prepared.digest).update(covered).digest(), Buffer.from(prepared.messageDigest));
  return time.stamp(covered, prepared.digest);
}

function refuses(act: () => unknown, code: AdesErrorCode): void {
  assert.throws(act, (error: unknown) => error instanceof AdesError && error.code === code, `expected ${code}`);
}

function store(
  pdf: Uint8Array,
  password?: string,
): { readonly document: ReturnType<typeof readPdf>; readonly dss: PdfDictionary } {
  const document = readPdf(pdf, password === undefined ? {} : { password });
  return { document, dss: document.dictionary(document.catalog.entries.get('DSS'), 'the store') };
}

function length(value: PdfValue): number {
  return value.kind === 'array' ? value.items.length : -1;
}

test('room for a token that is none is refused', () => {
  for (const size of [0, -1, 1.5, Number.NaN, 2 ** 30]) {
    refuses(() => prepareDocumentTimestamp(samplePdf(), { digest: 'sha256', size }), 'input');
    if (size !== 0) refuses(() => preparePades(samplePdf(), { ...options, timestampSize: size }), 'input');
  }
});

test('a token over something else, with another digest, or none at all is not built in', async () => {
  const prepared = prepareDocumentTimestamp(samplePdf(), stamping);
  refuses(() => embedDocumentTimestamp(prepared, Buffer.from('no token')), 'time-stamp');
  const other = await time.stamp(Buffer.from('x'));
  refuses(() => embedDocumentTimestamp(prepared, other), 'time-stamp');
  const sha512 = await tokenFor(samplePdf(), {
    ...prepareDocumentTimestamp(samplePdf(), { ...stamping, digest: 'sha512' }),
  });
  refuses(() => embedDocumentTimestamp(prepared, sha512), 'time-stamp');
});

test('a token that is larger than its room is refused, never cut', async () => {
  const prepared = prepareDocumentTimestamp(samplePdf(), { ...stamping, size: 100 });
  const token = await tokenFor(samplePdf(), prepared);
  refuses(() => embedDocumentTimestamp(prepared, token), 'placeholder-too-small');
});

test('a signature-time-stamp goes into the room left for it, and nowhere else', async (t) => {
  if (judgesMissing(t)) return;
  const embed = async (timestampSize: number, over?: Uint8Array) => {
    const prepared = preparePades(samplePdf(), { ...options, timestampSize });
    const signature = signer.sign('sha256', prepared.signedAttributes);
    const timestampToken = await time.stamp(over ?? signature);
    return embedPades(prepared, { certificates, scheme, signature, timestampToken });
  };
  await assert.rejects(embed(2000, Buffer.from('x')), { code: 'time-stamp' });
  await assert.rejects(embed(0), { code: 'placeholder-too-small' });
  const token = await time.stamp(Buffer.from('x'));
  const signed = Buffer.concat([samplePdf(), await embed(token.length + 8)]);
  pdfsigAccepts(signed);
  assert.ok(signed.toString('latin1').includes('060b2a864886f70d010910020e'), 'id-aa-signatureTimeStampToken');
});

test('a document time-stamp is over all of the document, in a field that shows nothing', async (t) => {
  if (judgesMissing(t)) return;
  for (const pdf of [samplePdf(), sampleStreamPdf(), sign(samplePdf())]) {
    const stamped = await stamp(pdf, { digest: 'sha512' });
    assert.equal(qpdfCheck(stamped), 0);
    opensslVerifiesStamp(stamped, time.root);
    const last = listPdfSignatures(stamped).at(-1);
    assert.deepEqual([last?.fieldName, last?.subFilter, last?.coversWholeFile], ['Timestamp1', 'ETSI.RFC3161', true]);
    assert.equal(last?.signingTime, undefined);
    assert.deepEqual(stamped.subarray(0, pdf.length), pdf);
  }
});

test('a certification with P 1 and a lock of all fields allow a time-stamp and validation data', async (t) => {
  if (judgesMissing(t)) return;
  for (const more of [{ certification: 1 }, { lock: { action: 'all' } }] as const) {
    const signed = sign(samplePdf(), more);
    const held = Buffer.concat([signed, appendValidationData(signed, data)]);
    const stamped = await stamp(held);
    assert.equal(qpdfCheck(stamped), 0);
    pdfsigAcceptsFirst(stamped);
  }
});

/** The time-stamp covers the whole file, the signature its revision. */
function pdfsigAcceptsFirst(file: Uint8Array): void {
  const [first] = listPdfSignatures(file);
  pdfsigAccepts(file.subarray(0, first?.revisionEnd));
}

test('a document read in parts is stamped to the same bytes', async () => {
  const pdf = sign(samplePdf());
  assert.deepEqual(
    await prepareDocumentTimestampFrom(bytesSource(pdf), stamping),
    prepareDocumentTimestamp(pdf, stamping),
  );
});

test('PDF 1.7 declares the extension of time-stamps, which a signature raises', async () => {
  const stamped = await stamp(samplePdf());
  assert.match(stamped.toString('latin1'), /\/ESIC <<\n\/BaseVersion \/1\.7\n\/ExtensionLevel 1/);
  assert.match(sign(stamped).toString('latin1'), /\/ExtensionLevel 2/);
  const after = (await stamp(sign(samplePdf()))).toString('latin1');
  assert.doesNotMatch(after, /\/ExtensionLevel 1/);
});

test('validation data that is no DER, or a basic response alone, is refused', () => {
  const none = { certificates: [], ocspResponses: [], crls: [] };
  refuses(() => appendValidationData(samplePdf(), { ...none, certificates: [Buffer.from('PEM')] }), 'input');
  refuses(() => appendValidationData(samplePdf(), { ...none, crls: [new Uint8Array()] }), 'input');
  const response = parseOcspResponse(ocsp);
  assert.ok(response !== undefined);
  const basic = Buffer.from(ocsp).subarray(Buffer.from(ocsp).indexOf(Buffer.from([0x04, 0x82])) + 4);
  refuses(() => appendValidationData(samplePdf(), { ...none, ocspResponses: [basic] }), 'input');
});

test('an entry for a field that has no signature is refused', () => {
  refuses(() => appendValidationData(samplePdf(), data, { fieldNames: ['Signature1'] }), 'field-name');
});

test('everything is there once, and what it was collected for is named', (t) => {
  if (judgesMissing(t)) return;
  const signed = sign(samplePdf());
  const twice = { ...data, certificates: [...certificates, ...certificates] };
  const held = Buffer.concat([signed, appendValidationData(signed, twice, { fieldNames: ['Signature1'] })]);
  assert.equal(qpdfCheck(held), 0);
  const { document, dss } = store(held);
  const counts = ['Certs', 'OCSPs', 'CRLs'].map((key) => length(document.get(dss, key)));
  assert.deepEqual(counts, [2, 1, 1]);
  const field = listPdfSignatures(held)[0]!;
  const [, before, after] = field.byteRange as [number, number, number, number];
  const contents = Buffer.from(held.subarray(before + 1, after - 1).toString('latin1'), 'hex');
  const key = createHash('sha1').update(contents).digest('hex').toUpperCase();
  const entries = document.dictionary(dss.entries.get('VRI'), 'the entries');
  const entry = document.dictionary(entries.entries.get(key), 'the entry');
  assert.deepEqual(
    ['Cert', 'OCSP', 'CRL'].map((name) => length(document.get(entry, name))),
    [2, 1, 1],
  );
  assert.deepEqual(readValidationData(held), {
    certificates: certificates.map((one) => Buffer.from(one)),
    ocspResponses: [Buffer.from(ocsp)],
    crls: [Buffer.from(time.list)],
  });
});

test('a second time nothing is added, and new data joins the old', () => {
  const signed = sign(samplePdf());
  const named = { fieldNames: ['Signature1'] };
  const some = { ...data, ocspResponses: [], crls: [] };
  const held = Buffer.concat([signed, appendValidationData(signed, some, named)]);
  assert.equal(appendValidationData(held, some, named).length, 0);
  assert.equal(appendValidationData(held, some).length, 0);
  const more = Buffer.concat([held, appendValidationData(held, data, named)]);
  const { document, dss } = store(more);
  assert.deepEqual(
    ['Certs', 'OCSPs', 'CRLs'].map((key) => length(document.get(dss, key))),
    [2, 1, 1],
  );
  assert.equal(document.dictionary(dss.entries.get('VRI'), 'the entries').entries.size, 1);
});

test('what others put there stays, in objects of its own or not, read or not', () => {
  const objects = {
    ...plainObjects,
    1: '<< /Type /Catalog /Pages 2 0 R /DSS 4 0 R >>',
    4: '<< /Certs 5 0 R /OCSPs [7 0 R] /VRI 8 0 R /Other (kept) >>',
    5: '[6 0 R]',
    6: streamText('', 'a certificate of somebody'),
    7: streamText('/Filter /Nonsense', 'unreadable'),
    8: '<< /ABC << /Cert [6 0 R] >> >>',
  };
  for (const pdf of [
    samplePdf(objects),
    samplePdf({ ...objects, 1: `<< /Type /Catalog /Pages 2 0 R /DSS ${objects[4]} >>` }),
  ]) {
    const held = Buffer.concat([pdf, appendValidationData(pdf, data)]);
    const { document, dss } = store(held);
    assert.deepEqual(
      ['Certs', 'OCSPs', 'CRLs'].map((key) => length(document.get(dss, key))),
      [3, 2, 1],
    );
    assert.ok(dss.entries.has('Other'));
    assert.ok(document.dictionary(dss.entries.get('VRI'), 'the entries').entries.has('ABC'));
    assert.equal(Buffer.from(readValidationData(held).certificates[0]!).toString(), 'a certificate of somebody');
  }
});

test('an encrypted document is stamped and given validation data', async (t) => {
  if (judgesMissing(t)) return;
  for (const method of [['128', '--use-aes=n'], ['128', '--use-aes=y'], ['256']]) {
    const plain = samplePdf({ ...plainObjects, 4: '(x)' });
    const pdf = qpdf(plain, '--allow-weak-crypto', '--encrypt', 'user', 'owner', ...method, '--');
    const password = 'user';
    const signed = sign(pdf, { password });
    const held = Buffer.concat([signed, appendValidationData(signed, data, { password, fieldNames: ['Signature1'] })]);
    const stamped = await stamp(held, { password });
    assert.equal(qpdfCheck(stamped, password), 0);
    opensslVerifiesStamp(stamped, time.root, password);
    const decrypted = qpdf(stamped, `--password=${password}`, '--decrypt');
    assert.deepEqual(readValidationData(decrypted).ocspResponses, [Buffer.from(ocsp)]);
    assert.equal(appendValidationData(stamped, data, { password }).length, 0);
    assert.ok(!held.includes(Buffer.from(ocsp).subarray(0, 40)), 'validation data in the clear');
  }
});

test('who may not add a field to an encrypted document may not stamp it', (t) => {
  if (judgesMissing(t)) return;
  const pdf = qpdf(samplePdf(), '--encrypt', 'user', 'owner', '256', '--modify=form', '--');
  refuses(() => prepareDocumentTimestamp(pdf, { ...stamping, password: 'user' }), 'locked');
  refuses(() => prepareDocumentTimestamp(pdf, stamping), 'password');
  assert.doesNotThrow(() => prepareDocumentTimestamp(pdf, { ...stamping, password: 'owner' }));
});

test('from B to T, LT and LTA, and once more: every earlier byte stays', async (t) => {
  if (judgesMissing(t)) return;
  let file = sign(samplePdf());
  for (const round of [1, 2, 3]) {
    const held = Buffer.concat([file, appendValidationData(file, round === 1 ? data : { ...data, crls: [] })]);
    const next = await stamp(held);
    assert.deepEqual(next.subarray(0, file.length), file);
    file = next;
  }
  assert.equal(qpdfCheck(file), 0);
  const listed = listPdfSignatures(file);
  assert.deepEqual(
    listed.map((one) => one.gapIsContents),
    [true, true, true, true],
  );
  assert.deepEqual(
    listed.map((one) => one.fieldName),
    ['Signature1', 'Timestamp1', 'Timestamp2', 'Timestamp3'],
  );
});

test('what a document carries is found in its signatures, its time-stamps and its store', async () => {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const kinds = (pdf: Uint8Array) => carriedByPdf(pdf).timeStamps.map(({ kind }) => kind);
  const signed = sign(samplePdf());
  assert.deepEqual(carriedByPdf(signed).signers.map(hex), [hex(certificates[0]!)]);
  const held = Buffer.concat([signed, appendValidationData(signed, data)]);
  const stamped = await stamp(held);
  const carried = carriedByPdf(stamped);
  assert.deepEqual([carried.ocspResponses.length, carried.crls.length], [1, 1]);
  assert.deepEqual(carried.ocspResponses[0], Buffer.from(ocsp));
  assert.ok(carried.certificates.length > 3, 'those of the CMS, the token and the store');
  assert.deepEqual(kinds(stamped), ['archive']);
  assert.deepEqual(kinds(await stamp(stamped)), ['archive', 'archive']);
  assert.deepEqual(kinds(sign(stamped)), ['content']);
  assert.deepEqual(kinds(await stamp(sign(stamped))), ['content', 'archive']);
});
