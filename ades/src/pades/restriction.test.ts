import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { readPdf } from '../pdf/document.ts';
import { readFields } from '../pdf/form.ts';
import { plainObjects, samplePdf } from '../pdf/sample.test.ts';
import { embedPades } from './embed.ts';
import { judgesMissing, pdfsigAccepts, qpdfCheck } from './foreign-judges.test.ts';
import type { PadesOptions } from './options.ts';
import { preparePades } from './prepare.ts';
import { sampleSigner } from './sample-signer.test.ts';
import { listPdfSignatures } from './signatures.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const options: PadesOptions = {
  digest: 'sha256',
  certificates: signer.certificates,
  scheme: signer.scheme('sha256'),
  signingTime: new Date('2025-06-01T10:00:00Z'),
};
const place = { page: 1, left: 10, top: 20, width: 60, height: 30 };

function sign(pdf: Uint8Array, more: Partial<PadesOptions> = {}): Buffer {
  const prepared = preparePades(pdf, { ...options, ...more });
  const signature = signer.sign('sha256', prepared.signedAttributes);
  const { certificates, scheme } = options;
  return Buffer.concat([pdf, embedPades(prepared, { certificates, scheme, signature })]);
}

function refuses(pdf: Uint8Array, code: AdesErrorCode, more: Partial<PadesOptions> = {}): void {
  assert.throws(
    () => sign(pdf, more),
    (error: unknown) => error instanceof AdesError && error.code === code,
    `expected ${code}`,
  );
}

function withFields(fields: Readonly<Record<number, string>>): Buffer {
  const listed = Object.keys(fields).map((number) => `${number} 0 R`);
  const catalog = `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${listed.join(' ')}] >> >>`;
  return samplePdf({ ...plainObjects, 1: catalog, ...fields });
}

const emptyField = '<< /FT /Sig /T (Here) /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /P 3 0 R';

test('a thousand fields are locked by name, and no more', () => {
  const fields = Array.from({ length: 1001 }, (_, number) => `F${number}`);
  sign(samplePdf(), { lock: { action: 'include', fields: fields.slice(1) } });
  refuses(samplePdf(), 'input', { lock: { action: 'include', fields } });
});

test('a document of a thousand signatures is read, and no larger one', () => {
  const signedFields = (count: number) => {
    const numbers = Array.from({ length: count }, (_, index) => index + 6);
    const fields = numbers.map((number) => [number, `<< /FT /Sig /T (F${number}) /V 5 0 R >>`]);
    const kids = numbers.map((number) => `${number} 0 R`).join(' ');
    const catalog = `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${kids}] >> >>`;
    const value = '<< /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>';
    return samplePdf({ ...plainObjects, 1: catalog, 5: value, ...Object.fromEntries(fields) });
  };
  assert.equal(listPdfSignatures(signedFields(1000)).length, 1000);
  assert.throws(() => listPdfSignatures(signedFields(1001)), { code: 'too-complex' });
});

test('a certification is refused on a document that has a signature', () => {
  refuses(sign(samplePdf()), 'locked', { certification: 2 });
  refuses(sign(samplePdf(), { certification: 2 }), 'locked', { certification: 2 });
});

test('what a certification with P 1 forbids is refused; with P 2 and 3 further signatures follow', (t) => {
  refuses(sign(samplePdf(), { certification: 1 }), 'locked');
  if (judgesMissing(t)) return;
  for (const certification of [2, 3] as const) {
    const twice = sign(sign(samplePdf(), { certification }));
    pdfsigAccepts(twice);
    assert.equal(qpdfCheck(twice), 0);
  }
});

test('a certified document takes no new field that would be seen', () => {
  refuses(sign(samplePdf(), { certification: 2 }), 'locked', { place });
  assert.doesNotThrow(() => sign(sign(samplePdf(), { certification: 2, place })));
});

test('the catalog names the certification, beside other permissions it has', () => {
  const rights = '<< /Type /Catalog /Pages 2 0 R /Perms << /UR3 4 0 R >> >>';
  const certified = readPdf(sign(samplePdf({ ...plainObjects, 1: rights, 4: '<< >>' }), { certification: 3 }));
  const permissions = certified.dictionary(certified.catalog.entries.get('Perms'), 'permissions');
  assert.deepEqual([...permissions.entries.keys()], ['UR3', 'DocMDP']);
  const signature = certified.dictionary(permissions.entries.get('DocMDP'), 'the signature');
  assert.equal(readFields(certified)[0]?.value, signature);
});

test('a lock set with a signature holds against later ones, by the parts of names', () => {
  const both = withFields({ 5: `${emptyField} >>`, 6: '<< /FT /Sig /T (Sig10) >>' });
  refuses(sign(both, { lock: { action: 'all' } }), 'locked', { fieldName: 'Here' });
  refuses(sign(both, { lock: { action: 'include', fields: ['Here'] } }), 'locked', { fieldName: 'Here' });
  refuses(sign(both, { lock: { action: 'exclude', fields: ['Here'] } }), 'locked', { fieldName: 'Sig10' });
  assert.doesNotThrow(() =>
    sign(sign(both, { lock: { action: 'include', fields: ['Sig1'] } }), { fieldName: 'Sig10' }),
  );
});

test("the lock of a field is copied, and the caller's beside it refused", () => {
  const lock = '/Lock << /Type /SigFieldLock /Action /Include /Fields [(Text)] /P 1 >>';
  const form = withFields({ 5: `${emptyField} ${lock} >>`, 6: '<< /FT /Tx /T (Text) >>' });
  refuses(form, 'locked', { fieldName: 'Here', lock: { action: 'all' } });
  const signed = sign(form, { fieldName: 'Here' });
  assert.match(signed.toString('latin1'), /\/TransformMethod \/FieldMDP[\s\S]*\/Action \/Include[\s\S]*\/P 1/);
  refuses(signed, 'locked');
});

test('a new field stands where it is wanted, an existing one keeps its place', () => {
  refuses(withFields({ 5: `${emptyField} >>` }), 'field-name', { fieldName: 'Here', place });
  refuses(samplePdf(), 'input', { place: { ...place, page: 2 } });
  const text = sign(samplePdf(), { place, fieldName: 'New' }).toString('latin1');
  assert.match(text, /\/T \(New\)[\s\S]*\/F 132\n\/Rect \[10 150 70 180\]\n\/P 3 0 R/);
});

test('a signature for old readers has the time in its attributes and needs no extension', (t) => {
  if (judgesMissing(t)) return;
  const signed = sign(samplePdf(), { subFilter: 'adbe.pkcs7.detached' });
  pdfsigAccepts(signed);
  assert.match(signed.toString('latin1'), /\/SubFilter \/adbe\.pkcs7\.detached/);
  assert.doesNotMatch(signed.toString('latin1'), /ESIC/);
  assert.ok(signed.toString('latin1').includes('06092a864886f70d010905'), 'signing-time');
});

test('all claims are written', () => {
  const claims = { name: 'N', reason: 'R', location: 'L', contact: 'C' };
  assert.match(
    sign(samplePdf(), claims).toString('latin1'),
    /\/Name \(N\)\n\/Reason \(R\)\n\/Location \(L\)\n\/ContactInfo \(C\)/,
  );
});
