import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { readPdf } from '../pdf/document.ts';
import { readFields } from '../pdf/form.ts';
import { plainObjects, samplePdf, sampleStreamPdf, streamText } from '../pdf/sample.test.ts';
import type { PadesOptions } from './options.ts';
import { preparePades } from './prepare.ts';
import { sampleSigner } from './sample-signer.test.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const options: PadesOptions = {
  digest: 'sha256',
  certificates: signer.certificates,
  scheme: signer.scheme('sha256'),
  signingTime: new Date('2025-06-01T10:00:00Z'),
};

function prepared(pdf: Uint8Array, more: Partial<PadesOptions> = {}) {
  const result = preparePades(pdf, { ...options, ...more });
  return {
    ...result,
    text: Buffer.from(result.appendix).toString('latin1'),
    file: Buffer.concat([pdf, result.appendix]),
  };
}

function refuses(pdf: Uint8Array, code: AdesErrorCode, more: Partial<PadesOptions> = {}): void {
  assert.throws(
    () => prepared(pdf, more),
    (error: unknown) => error instanceof AdesError && error.code === code,
    `expected ${code}`,
  );
}

function withForm(form: string, more: Readonly<Record<number, string>>, catalog = ''): Buffer {
  return samplePdf({ ...plainObjects, 1: `<< /Type /Catalog /Pages 2 0 R /AcroForm ${form} ${catalog} >>`, ...more });
}

const emptyField = '<< /FT /Sig /T (Here) /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /P 3 0 R';

test('options no signature can be made from are refused', () => {
  refuses(samplePdf(), 'input', { certificates: [] });
  refuses(samplePdf(), 'input', { certificates: [Buffer.from('nothing')] });
  refuses(samplePdf(), 'input', { scheme: signer.scheme('sha512') });
  refuses(samplePdf(), 'input', { signingTime: new Date(Number.NaN) });
  refuses(samplePdf(), 'input', { reason: 'x'.repeat(2000) });
});

test('a certified document that allows no change is refused (DocMDP, P 1)', () => {
  const reference = (p: number) => `[<< /TransformMethod /DocMDP /TransformParams << /P ${p} >> >>]`;
  const certified = (p: number) =>
    withForm('<< /Fields [] >>', { 5: `<< /Type /Sig /Reference ${reference(p)} >>` }, '/Perms << /DocMDP 5 0 R >>');
  refuses(certified(1), 'locked');
  assert.doesNotThrow(() => prepared(certified(2)));
});

test('a lock of an earlier signature holds for the fields it names and their descendants', () => {
  const locked = (action: string, names: string) =>
    withForm('<< /Fields [5 0 R] >>', {
      5: '<< /FT /Sig /T (First) /V 6 0 R >>',
      6: `<< /Reference [<< /TransformMethod /FieldMDP /TransformParams << /Action /${action} /Fields [${names}] >> >>] >>`,
    });
  refuses(locked('All', ''), 'locked');
  refuses(locked('Include', '(Sig1)'), 'locked', { fieldName: 'Sig1' });
  refuses(locked('Exclude', '(Sig1)'), 'locked', { fieldName: 'Sig2' });
  assert.doesNotThrow(() => prepared(locked('Include', '(Sig1)'), { fieldName: 'Sig10' }));
  assert.doesNotThrow(() => prepared(locked('Exclude', '(Sig1)'), { fieldName: 'Sig1' }));
});

test('a field that is signed, or is none for signatures, or cannot be named is refused', () => {
  const form = withForm('<< /Fields [5 0 R 6 0 R] >>', {
    5: '<< /FT /Tx /T (Text) >>',
    6: `${emptyField} /V 7 0 R >>`,
    7: '<<>>',
  });
  refuses(form, 'field-name', { fieldName: 'Text' });
  refuses(form, 'field-name', { fieldName: 'Here' });
  refuses(form, 'field-name', { fieldName: 'a.b' });
  refuses(form, 'field-name', { fieldName: '' });
});

test('a seed value that this signature will not meet is refused', () => {
  const seeded = (seed: string) => withForm('<< /Fields [5 0 R] >>', { 5: `${emptyField} /SV << ${seed} >> >>` });
  refuses(seeded('/Ff 2 /SubFilter [/adbe.pkcs7.detached]'), 'seed-value', { fieldName: 'Here' });
  refuses(seeded('/Ff 64 /DigestMethod [(SHA512)]'), 'seed-value', { fieldName: 'Here' });
  refuses(seeded('/Ff 8 /Reasons [(x)]'), 'seed-value', { fieldName: 'Here' });
  assert.doesNotThrow(() => prepared(seeded('/Ff 2 /SubFilter [/ETSI.CAdES.detached]'), { fieldName: 'Here' }));
  assert.doesNotThrow(() => prepared(seeded('/SubFilter [/adbe.pkcs7.detached]'), { fieldName: 'Here' }));
});

test('an empty field is used by name: nothing else is added, and its lock takes effect', () => {
  const lock = '/Lock << /Type /SigFieldLock /Action /Include /Fields [(Text)] >>';
  const { file, text } = prepared(withForm('<< /Fields [5 0 R] >>', { 5: `${emptyField} ${lock} >>` }), {
    fieldName: 'Here',
  });
  assert.deepEqual(
    readFields(readPdf(file)).map((field) => field.fullName),
    ['Here'],
  );
  assert.match(text, /\/TransformMethod \/FieldMDP\n\/Data 1 0 R/);
  assert.doesNotMatch(text, /\/Subtype \/Widget[\s\S]*\/Subtype \/Widget/);
});

test('a field in a parent is used by its full name', () => {
  const form = withForm('<< /Fields [5 0 R] >>', {
    5: '<< /T (a) /FT /Sig /Kids [6 0 R] >>',
    6: '<< /T (b) /Parent 5 0 R >>',
  });
  const { file } = prepared(form, { fieldName: 'a.b' });
  const field = readFields(readPdf(file)).find((one) => one.fullName === 'a.b');
  assert.equal(field?.value.kind, 'dictionary');
});

test('a new field gets a name nobody has', () => {
  const form = withForm('<< /Fields [5 0 R 6 0 R] >>', {
    5: '<< /FT /Tx /T (Signature1) >>',
    6: '<< /T (Signature2.x) >>',
  });
  const names = readFields(readPdf(prepared(form).file)).map((field) => field.fullName);
  assert.deepEqual(names, ['Signature1', 'Signature2.x', 'Signature3']);
});

test('arrays that are objects of their own are lengthened there, and the catalog stays as it is', () => {
  const objects = {
    4: '<< /Fields 5 0 R /SigFlags 1 >>',
    5: '[]',
    3: '<< /Type /Page /Parent 2 0 R /Annots 6 0 R >>',
    6: '[]',
  };
  const { text, file } = prepared(
    samplePdf({ ...plainObjects, 1: '<< /Pages 2 0 R /AcroForm 4 0 R >>', ...objects }, { version: '2.0' }),
  );
  assert.match(text, /\n5 0 obj\n\[7 0 R\]|\n5 0 obj\n\[8 0 R\]/);
  assert.match(text, /\n6 0 obj\n\[\d 0 R\]/);
  assert.match(text, /\/SigFlags 3/);
  assert.doesNotMatch(text, /\n1 0 obj|\n3 0 obj/);
  assert.equal(readFields(readPdf(file)).length, 1);
});

test('PDF 1.7 declares the extension, unless it is declared; 1.4 and 2.0 do not', () => {
  assert.match(prepared(samplePdf()).text, /\/ESIC <<\n\/BaseVersion \/1\.7\n\/ExtensionLevel 2/);
  assert.doesNotMatch(prepared(samplePdf(plainObjects, { version: '1.4' })).text, /ESIC/);
  assert.doesNotMatch(prepared(samplePdf(plainObjects, { version: '2.0' })).text, /ESIC/);
  const known = '<< /Pages 2 0 R /Extensions << /ADBE << /BaseVersion /1.7 /ExtensionLevel 8 >> >> >>';
  assert.doesNotMatch(prepared(samplePdf({ ...plainObjects, 1: known })).text, /ESIC/);
});

test('a table follows a table, a stream follows a stream', () => {
  assert.match(prepared(samplePdf()).text, /\nxref\n/);
  assert.doesNotMatch(prepared(sampleStreamPdf()).text, /\nxref\n/);
  assert.match(prepared(sampleStreamPdf()).text, /\/Type \/XRef/);
});

test('a catalog kept in an object stream is revised as an object of generation 0', () => {
  const { file } = prepared(sampleStreamPdf());
  assert.equal(readPdf(file).generation(1), 0);
  assert.equal(readFields(readPdf(file)).length, 1);
});

test('a revised object keeps its generation', () => {
  const aged = samplePdf().toString('latin1').replaceAll('3 0 obj', '3 7 obj').replaceAll('3 0 R', '3 7 R');
  const row = aged.split('\n').filter((line) => line.endsWith('n '))[2]!;
  const { text } = prepared(Buffer.from(aged.replace(row, row.replace('00000 n', '00007 n')), 'latin1'));
  assert.match(text, /\n3 7 obj\n/);
  assert.match(text, /\d{10} 00007 n/);
});

test('the message digest is that of all but the contents, and the attributes carry it without a time', () => {
  const { file, byteRange, messageDigest, signedAttributes, dtbsr, contentsOffset, contentsLength } = prepared(
    samplePdf(),
  );
  const [, before, after, rest] = byteRange;
  assert.deepEqual([before, after, after + rest], [contentsOffset, contentsOffset + contentsLength, file.length]);
  const covered = createHash('sha256').update(file.subarray(0, before)).update(file.subarray(after)).digest();
  assert.deepEqual(Buffer.from(messageDigest), covered);
  assert.ok(Buffer.from(signedAttributes).includes(Buffer.from(messageDigest)));
  assert.ok(!Buffer.from(signedAttributes).includes(Buffer.from('06092a864886f70d010905', 'hex')), 'signing-time');
  assert.deepEqual(Buffer.from(dtbsr), createHash('sha256').update(signedAttributes).digest());
});

test('preparing twice gives the same bytes', () => {
  assert.deepEqual(prepared(samplePdf()).appendix, prepared(samplePdf()).appendix);
});

test('texts in any script are kept', () => {
  const { text } = prepared(samplePdf(), { name: 'Zoë (Ω)', reason: 'a (b) \\ c', location: 'Bern' });
  assert.match(text, /\/Reason \(a \\\(b\\\) \\\\ c\)/);
  assert.match(text, /\/Name <feff005a006f00eb/);
  assert.match(text, /\/M \(D:20250601100000\+00'00'\)/);
});

test('an object whose stream is damaged is refused only when it is needed', () => {
  const stray = samplePdf({ ...plainObjects, 9: streamText('/Filter /Nonsense', 'x') });
  assert.doesNotThrow(() => prepared(stray));
});
