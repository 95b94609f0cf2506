import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { readPdf } from '../pdf/document.ts';
import { plainObjects, samplePdf, sampleStreamPdf } from '../pdf/sample.test.ts';
import { embedPades } from './embed.ts';
import { judgesMissing, pdfsigAccepts, qpdf, qpdfCheck } from './foreign-judges.test.ts';
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
  name: 'Zoë Ωmega',
  reason: 'agreed',
};

/** What qpdf can encrypt with, by the arguments behind the two passwords. */
const methods: Readonly<Record<string, readonly string[]>> = {
  'RC4 with 40 bits (V1, R2)': ['40', '--'],
  'RC4 with 128 bits (V2, R3)': ['128', '--use-aes=n', '--'],
  'RC4 by crypt filters (V4, R4)': ['128', '--force-V4', '--use-aes=n', '--'],
  'AES-128 (V4, R4)': ['128', '--use-aes=y', '--'],
  'AES-128 with clear metadata (V4, R4)': ['128', '--use-aes=y', '--cleartext-metadata', '--'],
  'AES-256 (V5, R5)': ['256', '--force-R5', '--'],
  'AES-256 (V5, R6)': ['256', '--'],
};
const [user, owner] = ['user secret', 'owner secret'];

/** A field, an author and a page of whose annotations one has a text, so that there are strings to keep. */
const form = {
  ...plainObjects,
  1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /DA (/Helv 0 Tf) >> /Note (kept) >>',
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Annots [4 0 R] /Label (also kept) >>',
  4: '<< /FT /Sig /T (Here) /Type /Annot /Subtype /Widget /Rect [0 0 9 9] /P 3 0 R /TU (a place) >>',
};

function encrypted(arguments_: readonly string[], pdf: Uint8Array = samplePdf(form), password = user): Buffer {
  return qpdf(pdf, '--allow-weak-crypto', '--encrypt', password, owner, ...arguments_);
}

function sign(pdf: Uint8Array, more: Partial<PadesOptions>): Buffer {
  const prepared = preparePades(pdf, { ...options, ...more });
  const signature = signer.sign('sha256', prepared.signedAttributes);
  const { certificates, scheme } = options;
  return Buffer.concat([pdf, embedPades(prepared, { certificates, scheme, signature })]);
}

function refuses(pdf: Uint8Array, code: AdesErrorCode, more: Partial<PadesOptions>): void {
  assert.throws(
    () => sign(pdf, more),
    (error: unknown) => error instanceof AdesError && error.code === code,
    `expected ${code}`,
  );
}

for (const [name, arguments_] of Object.entries(methods)) {
  test(`${name}: refused without the password or with a wrong one`, (t) => {
    if (judgesMissing(t)) return;
    const pdf = encrypted(arguments_);
    refuses(pdf, 'password', {});
    refuses(pdf, 'password', { password: 'wrong' });
    refuses(pdf, 'password', { password: `${user}x` });
    refuses(pdf, 'password', { password: '字' });
  });

  test(`${name}: a password of other letters is written as its revision wants it`, (t) => {
    if (judgesMissing(t)) return;
    const password = 'ümläut €';
    assert.equal(qpdfCheck(sign(encrypted(arguments_, samplePdf(form), password), { password }), password), 0);
  });

  for (const password of [user, owner]) {
    test(`${name}: signed twice with ${password === user ? "the user's" : "the owner's"} password`, (t) => {
      if (judgesMissing(t)) return;
      const pdf = encrypted(arguments_);
      const twice = sign(sign(pdf, { password, fieldName: 'Here' }), { password });
      assert.equal(qpdfCheck(twice, password), 0);
      pdfsigAccepts(twice, { of: password === user ? 'user' : 'owner', text: password });
      assert.deepEqual(twice.subarray(0, pdf.length), pdf);
      keepsItsStrings(twice, password);
    });
  }
}

/** Judged by qpdf, which decrypts it; then by ourselves. */
function keepsItsStrings(signed: Buffer, password: string): void {
  const plain = readPdf(qpdf(signed, `--password=${password}`, '--decrypt'));
  const ours = readPdf(signed, { password });
  for (const document of [plain, ours]) {
    assert.deepEqual(text(document.get(document.catalog, 'Note')), 'kept');
  }
  const [first, second] = listPdfSignatures(signed, { password });
  assert.deepEqual([first?.name, first?.reason, first?.fieldName], ['Zoë Ωmega', 'agreed', 'Here']);
  assert.equal(second?.fieldName, 'Signature1');
  assert.ok(!signed.includes('(agreed)') && !signed.includes('(Signature1)'), 'a string in the clear');
  assert.deepEqual(
    listPdfSignatures(qpdf(signed, `--password=${password}`, '--decrypt')).map((one) => one.name),
    ['Zoë Ωmega', 'Zoë Ωmega'],
  );
}

function text(value: { readonly kind: string; readonly bytes?: Uint8Array }): string {
  return Buffer.from(value.bytes ?? []).toString('latin1');
}

test('the trailer names the one encryption dictionary there is', (t) => {
  if (judgesMissing(t)) return;
  const pdf = encrypted(methods['AES-256 (V5, R6)']!);
  const before = pdf.toString('latin1');
  const after = sign(pdf, { password: user }).toString('latin1').slice(before.length);
  assert.equal(/\/Encrypt (\d+ 0 R)/.exec(after)?.[1], /\/Encrypt (\d+ 0 R)/.exec(before)?.[1]);
  assert.equal(after.match(/startxref/g)?.length, 1);
  assert.doesNotMatch(after, /\/Filter \/Standard/);
});

test('a file of cross-reference and object streams is signed as well', (t) => {
  if (judgesMissing(t)) return;
  const pdf = encrypted(['256', '--'], qpdf(samplePdf(form), '--object-streams=generate'));
  assert.ok(pdf.includes('/ObjStm'));
  const signed = sign(pdf, { password: user, certification: 2 });
  assert.equal(qpdfCheck(signed, user), 0);
  pdfsigAccepts(signed, { of: 'user', text: user });
});

test('what the author does not allow is refused to the user and not to the owner', (t) => {
  if (judgesMissing(t)) return;
  const cases = [
    { limits: ['--modify=none'], newField: false, field: false },
    { limits: ['--modify=form'], newField: false, field: true },
    { limits: ['--modify=annotate'], newField: false, field: true },
    { limits: ['--modify=all'], newField: true, field: true },
  ];
  for (const { limits, newField, field } of cases) {
    const pdf = encrypted(['256', ...limits, '--']);
    for (const [allowed, more] of [
      [newField, {}],
      [field, { fieldName: 'Here' }],
    ] as const) {
      if (allowed) assert.doesNotThrow(() => sign(pdf, { ...more, password: user }), limits.join());
      else refuses(pdf, 'locked', { ...more, password: user });
      assert.doesNotThrow(() => sign(pdf, { ...more, password: owner }));
    }
  }
});

test('a document that opens without a password needs none', (t) => {
  if (judgesMissing(t)) return;
  const pdf = qpdf(samplePdf(form), '--encrypt', '', owner, '256', '--');
  pdfsigAccepts(sign(pdf, {}));
});

const standard = (entries: string) =>
  samplePdf(plainObjects, { trailer: `/Encrypt << /Filter /Standard ${entries} >>` });

test('other handlers, versions and crypt filters are refused by name', () => {
  const unusual = [
    '/V 3 /R 3',
    '/V 5 /R 4',
    '/V 6 /R 7',
    '/V 2 /R 3 /Length 1000',
    '/V 4 /R 4 /StmF /X /CF << /X << /CFM /Y >> >>',
    '/V 5 /R 6 /StrF /X /CF << /X << /CFM /AESV2 >> >>',
  ];
  for (const entries of unusual) refuses(standard(entries), 'encrypted', { password: 'x' });
  refuses(samplePdf(plainObjects, { trailer: '/Encrypt << /Filter /Adobe.PubSec >>' }), 'encrypted', {});
  refuses(samplePdf(plainObjects, { trailer: '/Encrypt [1]' }), 'damaged', {});
  refuses(standard('/V 5 /R 6 /O (short) /U (short)'), 'damaged', { password: 'x' });
});

test('an empty entry encrypts nothing, and one that a later trailer drops is refused', () => {
  assert.doesNotThrow(() => sign(samplePdf(plainObjects, { trailer: '/Encrypt null' }), {}));
  const first = standard('/V 1 /R 2').toString('latin1');
  const offset = first.lastIndexOf('xref\n0 ');
  const second = `xref\n0 0\ntrailer\n<< /Size 4 /Root 1 0 R /Prev ${offset} >>\nstartxref\n${first.length}\n%%EOF\n`;
  refuses(Buffer.from(first + second, 'latin1'), 'damaged', {});
});

test('permissions that were widened are found by their second writing', (t) => {
  if (judgesMissing(t)) return;
  const pdf = encrypted(['256', '--modify=none', '--']).toString('latin1');
  const widened = pdf.replace(/\/P -\d+/, (p) => '/P -4'.padEnd(p.length));
  refuses(Buffer.from(widened, 'latin1'), 'damaged', { password: user });
});

test('an encrypted document is prepared to the same bytes twice', (t) => {
  if (judgesMissing(t)) return;
  const pdf = encrypted(methods['AES-256 (V5, R6)']!, sampleStreamPdf());
  const prepare = () => preparePades(pdf, { ...options, password: user }).appendix;
  assert.deepEqual(prepare(), prepare());
});
