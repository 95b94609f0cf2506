import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { embedPades } from '../pades/embed.ts';
import { judgesMissing, pdfsigAccepts, qpdf, qpdfCheck } from '../pades/foreign-judges.test.ts';
import type { FieldPlace, PadesOptions } from '../pades/options.ts';
import { preparePades } from '../pades/prepare.ts';
import { sampleSigner } from '../pades/sample-signer.test.ts';
import { readPdf } from '../pdf/document.ts';
import { plainObjects, samplePdf, sampleStreamPdf, streamText } from '../pdf/sample.test.ts';
import type { Appearance } from './appearance.ts';
import { asJpeg, fontsOf, part, pixel, rendered, textOf } from './rendering.test.ts';
import { arabic, latin } from './sample-fonts.test.ts';
import { samplePng } from './sample-png.test.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const options: PadesOptions = {
  digest: 'sha256',
  certificates: signer.certificates,
  scheme: signer.scheme('sha256'),
  signingTime: new Date('2025-06-01T10:00:00Z'),
  name: 'Zoë Ωmega Дом',
  reason: 'موافقة على العقد رقم 123',
};
const place: FieldPlace = { page: 1, left: 20, top: 10, width: 160, height: 60 };
const text = ['Signed by {name}', '{date}', '{reason}'];
const fonts = [latin, arabic];
/** Left half red and opaque, right half not there at all. */
const picture = samplePng({ width: 2, height: 1, depth: 8, color: 6, rows: [[0, 255, 0, 0, 255, 0, 0, 255, 0]] });

function sign(pdf: Uint8Array, appearance: Appearance, more: Partial<PadesOptions> = { place }): Buffer {
  const prepared = preparePades(pdf, { ...options, appearance, ...more });
  const signature = signer.sign('sha256', prepared.signedAttributes);
  const { certificates, scheme } = options;
  return Buffer.concat([pdf, embedPades(prepared, { certificates, scheme, signature })]);
}

function refuses(appearance: Appearance, code: AdesErrorCode, more?: Partial<PadesOptions>, pdf = samplePdf()): void {
  assert.throws(
    () => sign(pdf, appearance, more),
    (error: unknown) => error instanceof AdesError && error.code === code,
    `expected ${code}`,
  );
}

function page(entries: string, more: Readonly<Record<number, string>> = {}): Buffer {
  return samplePdf({ ...plainObjects, 3: `<< /Type /Page /Parent 2 0 R ${entries} >>`, ...more });
}

test('what cannot be shown is refused', () => {
  refuses({ text, fonts }, 'input', {});
  refuses({ text, fonts: [latin] }, 'input');
  refuses({ text }, 'input');
  refuses({ text: Array(31).fill('x'), fonts }, 'input');
  refuses({ text: ['x'.repeat(500)], fonts }, 'input');
  refuses({ text: ['W '.repeat(500)], fonts }, 'input');
  refuses({ text: ['{date}'], fonts, timeZone: 'Nowhere' }, 'input');
  refuses({ image: Buffer.from('no picture') }, 'input');
  refuses({ text: ['x'], fonts: [Buffer.from('no font')] }, 'input');
});

test('thirty lines are shown where there is room for them, and no more', () => {
  const high = page('/MediaBox [0 0 200 4000] /Contents 4 0 R');
  const more = { place: { page: 1, left: 0, top: 0, width: 200, height: 4000 } };
  sign(high, { text: Array(30).fill('x'), fonts }, more);
  refuses({ text: Array(31).fill('x'), fonts }, 'input', more, high);
});

test('an appearance in a field without an area is refused', () => {
  const field = (rectangle: string) =>
    samplePdf({
      ...plainObjects,
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>',
      5: `<< /FT /Sig /T (Here) /Type /Annot /Subtype /Widget ${rectangle} /P 3 0 R >>`,
    });
  refuses({ text, fonts }, 'input', { fieldName: 'Here' }, field('/Rect [0 0 0 0]'));
  refuses({ text, fonts }, 'input', { fieldName: 'Here' }, field(''));
});

test('the same is seen at the same place, however the page is turned and cut', (t) => {
  if (judgesMissing(t)) return;
  const where = [20, 10, 160, 60] as const;
  const straight = part(rendered(sign(samplePdf(), { text, fonts, image: picture }), 72), ...where);
  assert.ok(
    straight.some((byte) => byte < 100),
    'nothing is seen',
  );
  for (const rotation of [90, 180, 270]) {
    const turned = page(`/MediaBox [0 0 400 500] /CropBox [50 70 250 270] /Rotate ${rotation}`);
    const seen = part(rendered(sign(turned, { text, fonts, image: picture })), ...where);
    const different = seen.filter((byte, index) => Math.abs(byte - straight[index]!) > 60).length;
    assert.ok(different < seen.length / 50, `${different} of ${seen.length} differ at ${rotation}`);
  }
});

test('what is transparent shows the page below, and nothing leaves the field', (t) => {
  if (judgesMissing(t)) return;
  const green = page('/MediaBox [0 0 200 200] /Contents 4 0 R', { 4: streamText('', '0 1 0 rg 0 0 200 200 re f') });
  const seen = rendered(sign(green, { image: picture }, { place: { ...place, width: 104, height: 54 } }));
  assert.deepEqual(pixel(seen, 30, 37), [255, 0, 0]);
  assert.deepEqual(pixel(seen, 110, 37), [0, 255, 0]);
  assert.deepEqual(pixel(seen, 130, 37), [0, 255, 0]);
});

test('a JPEG is shown in its proportions, in the middle of its part', (t) => {
  if (judgesMissing(t)) return;
  const red = page('/MediaBox [0 0 100 200] /Contents 4 0 R', { 4: streamText('', '1 0 0 rg 0 0 100 200 re f') });
  const seen = rendered(sign(samplePdf(), { image: asJpeg(red) }, { place: { ...place, width: 104, height: 64 } }));
  const isRed = (x: number) => pixel(seen, x, 40)[1]! < 40;
  assert.deepEqual([40, 56, 60, 72, 85, 90, 110].map(isRed), [false, false, true, true, true, false, false]);
});

test('text is read as it was written, in embedded subsets', (t) => {
  if (judgesMissing(t)) return;
  const signed = sign(samplePdf(), { text, fonts });
  const read = textOf(signed);
  assert.match(read, /Signed by Zoë Ωmega Дом/);
  assert.match(read, /2025-06-01 10:00:00 UTC/);
  assert.deepEqual(
    fontsOf(signed).map((line) => line.replace(/\s+/g, ' ').split(' ').slice(0, 7).join(' ').slice(7)),
    [
      'LiberationSans CID TrueType Identity-H yes yes yes',
      'NotoSansArabic-Regular CID TrueType Identity-H yes yes yes',
    ],
  );
  assert.equal(qpdfCheck(signed), 0);
  pdfsigAccepts(signed);
});

test('an existing field keeps its place and loses what it showed before', (t) => {
  if (judgesMissing(t)) return;
  const pdf = page('/MediaBox [0 0 200 200] /Rotate 90 /Annots [5 0 R]', {
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>',
    5: '<< /FT /Sig /T (Here) /Type /Annot /Subtype /Widget /Rect [50 20 110 180] /F 4 /AS /On /AP << /N << /On 6 0 R >> /D 6 0 R >> >>',
    6: streamText('/Subtype /Form /BBox [0 0 1 1]', ''),
  });
  const signed = sign(pdf, { text, fonts }, { fieldName: 'Here' });
  const field = readPdf(signed).direct({ kind: 'reference', number: 5, generation: 0 });
  assert.ok(field.kind === 'dictionary' && !field.entries.has('AS'));
  const straight = part(
    rendered(sign(samplePdf(), { text, fonts }, { place: { ...place, top: 50 } })),
    20,
    50,
    160,
    60,
  );
  const seen = part(rendered(signed), 20, 50, 160, 60);
  const different = seen.filter((byte, index) => Math.abs(byte - straight[index]!) > 60).length;
  assert.ok(different < seen.length / 50, `${different} of ${seen.length} differ`);
});

test('a field whose widgets are its kids shows it in each', () => {
  const widget = '<< /Subtype /Widget /Parent 5 0 R /P 3 0 R /Rect';
  const pdf = samplePdf({
    ...plainObjects,
    1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>',
    5: '<< /FT /Sig /T (Here) /Kids [6 0 R 7 0 R] >>',
    6: `${widget} [0 0 100 50] >>`,
    7: `${widget} [0 60 100 90] >>`,
  });
  const document = readPdf(sign(pdf, { text, fonts }, { fieldName: 'Here' }));
  for (const number of [6, 7]) {
    const shown = document.direct({ kind: 'reference', number, generation: 0 });
    assert.ok(shown.kind === 'dictionary' && shown.entries.has('AP'));
  }
});

test('a screen reader is told, and a place without an appearance has an empty one', () => {
  const written = preparePades(samplePdf(), { ...options, place, accessibleName: 'Signature of the buyer' });
  const appendix = Buffer.from(written.appendix).toString('latin1');
  assert.match(appendix, /\/TU \(Signature of the buyer\)/);
  assert.match(appendix, /\/AP <<\n\/N \d+ 0 R/);
  assert.match(appendix, /\/F 132/);
});

function pdfA(part: number, intent: string, pdf = plainObjects): Buffer {
  return samplePdf({
    ...pdf,
    1: `<< /Type /Catalog /Pages 2 0 R /Metadata 8 0 R ${intent} >>`,
    8: streamText('/Type /Metadata /Subtype /XML', `<x:xmpmeta><pdfaid:part>${part}</pdfaid:part></x:xmpmeta>`),
  });
}

test('in PDF/A colours are calibrated, and pictures lie on white where nothing may be transparent', (t) => {
  if (judgesMissing(t)) return;
  const written = (pdf: Buffer) => {
    const signed = sign(pdf, { text: ['x'], fonts, image: picture });
    return { text: signed.subarray(pdf.length).toString('latin1'), seen: rendered(signed) };
  };
  const intent = '/OutputIntents [<< /S /GTS_PDFA1 /OutputConditionIdentifier (sRGB) >>]';
  for (const [pdf, transparent] of [
    [pdfA(1, intent), false],
    [pdfA(2, ''), false],
    [pdfA(2, intent), true],
    [samplePdf(), true],
  ] as const) {
    assert.equal(written(pdf).text.includes('/SMask'), transparent);
  }
  assert.match(written(pdfA(1, intent)).text, /\/CalRGB[\s\S]*\/CalGray|\/CalGray[\s\S]*\/CalRGB/);
  assert.doesNotMatch(written(pdfA(1, intent)).text, /\/Device/);
  const [red, green, blue] = pixel(written(pdfA(1, intent)).seen, 30, 40) as [number, number, number];
  assert.ok(red > 240 && green < 20 && blue < 20, `${red} ${green} ${blue}`);
});

test('in PDF/A-1 even a field without an area has an appearance, and damaged metadata claim nothing', () => {
  const appendix = (pdf: Buffer) => Buffer.from(preparePades(pdf, options).appendix).toString('latin1');
  assert.match(appendix(pdfA(1, '')), /\/Rect \[0 0 0 0\]\n[\s\S]*\/AP <<\n\/N/);
  assert.doesNotMatch(appendix(pdfA(2, '')), /\/AP/);
  const broken = Buffer.from(pdfA(1, '').toString('latin1').replace('/Subtype /XML', '/Filter /None!'), 'latin1');
  assert.doesNotMatch(appendix(broken), /\/AP/);
});

test('in object streams and in encrypted documents it is shown as well', (t) => {
  if (judgesMissing(t)) return;
  const open = rendered(sign(sampleStreamPdf(), { text, fonts, image: picture }));
  for (const length of ['128', '256']) {
    const pdf = qpdf(sampleStreamPdf(), '--allow-weak-crypto', '--encrypt', '', 'owner', length, '--');
    const signed = sign(pdf, { text, fonts, image: picture });
    assert.deepEqual(rendered(signed), open);
    assert.ok(!signed.subarray(pdf.length).includes('/Registry (Adobe)'), 'a string in the clear');
  }
});
