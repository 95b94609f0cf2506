import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { embedPades } from '../pades/embed.ts';
import { judgesMissing, pdfsigAccepts, qpdf, qpdfCheck } from '../pades/foreign-judges.test.ts';
import { preparePades } from '../pades/prepare.ts';
import { sampleSigner } from '../pades/sample-signer.test.ts';
import { readPdf } from './document.ts';
import { rewritePdf } from './rewrite.ts';
import { plainObjects, samplePdf, sampleStreamPdf, streamText } from './sample.test.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });

function sign(pdf: Uint8Array): Buffer {
  const { certificates } = signer;
  const [scheme, signingTime] = [signer.scheme('sha256'), new Date('2025-06-01T10:00:00Z')];
  const prepared = preparePades(pdf, { digest: 'sha256', certificates, scheme, signingTime });
  const signature = signer.sign('sha256', prepared.signedAttributes);
  return Buffer.concat([pdf, embedPades(prepared, { certificates, scheme, signature })]);
}

function refuses(bytes: Uint8Array, code: AdesErrorCode): void {
  assert.throws(
    () => rewritePdf(bytes),
    (error: unknown) => error instanceof AdesError && error.code === code,
    `expected ${code}`,
  );
}

/** Its cross-reference section points to nothing any more. */
function withoutXref(pdf: Buffer): Buffer {
  return Buffer.from(pdf.toString('latin1').replace(/startxref\s+\d+/g, 'startxref\n1'), 'latin1');
}

const content = streamText('/Producer (p)', '0 0 10 10 re f');
const objects = {
  ...plainObjects,
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>',
  4: content,
};

test('a document in which anything was signed is refused, whatever is damaged', () => {
  refuses(sign(samplePdf()), 'locked');
  refuses(withoutXref(sign(samplePdf())), 'locked');
  refuses(sign(sampleStreamPdf()).subarray(0, -200), 'locked');
  const hidden = sampleStreamPdf({ ...plainObjects, 4: '<< /Byte#52ange [0 1 2 3] >>', 5: '[4 0 R]' });
  const named = Buffer.from(
    samplePdf({ ...plainObjects, 1: '<< /Type /Catalog /Pages 2 0 R /X << /Byte#52ange [0 1 2 3] >> >>' }),
  );
  refuses(named, 'locked');
  assert.doesNotThrow(() => rewritePdf(hidden));
});

test('what is no PDF, encrypted, or without a catalog is refused', () => {
  refuses(new Uint8Array(), 'not-a-pdf');
  refuses(Buffer.from('%PDF-1.7\nnothing'), 'damaged');
  refuses(Buffer.from('%PDF-1.7\n1 0 obj\n<< >>\nendobj\n'), 'damaged');
  refuses(samplePdf(plainObjects, { trailer: '/Encrypt << /Filter /Standard >>' }), 'encrypted');
});

test('what looks like a million objects within each other is too complex', () => {
  const start = process.cpuUsage();
  refuses(Buffer.from(`%PDF-1.7\n${'1 0 obj ( '.repeat(500_000)}`), 'too-complex');
  refuses(Buffer.from(`%PDF-1.7\n${'trailer << /A ('.repeat(300_000)}`), 'too-complex');
  assert.ok(process.cpuUsage(start).user < 2_000_000);
});

test('an object that is needed and cannot be read is not left out', () => {
  const broken = samplePdf(objects).toString('latin1').replace('endstream', 'xndstream');
  refuses(Buffer.from(broken, 'latin1'), 'damaged');
});

const damagedOnes: Readonly<Record<string, Buffer>> = {
  'bytes before the header': Buffer.concat([Buffer.from('GET / HTTP/1.1\r\n\r\n'), samplePdf(objects)]),
  'a startxref that points nowhere': withoutXref(samplePdf(objects)),
  'no end at all': samplePdf(objects).subarray(0, samplePdf(objects).indexOf('xref\n0')),
  'a cross-reference stream that is gone': withoutXref(sampleStreamPdf()),
  'a stream of another length than it says': withoutXref(
    Buffer.from(samplePdf(objects).toString('latin1').replace('/Length 14', '/Length 99'), 'latin1'),
  ),
};

for (const [name, damaged] of Object.entries(damagedOnes)) {
  test(`written anew and signed: ${name}`, (t) => {
    if (judgesMissing(t)) return;
    assert.throws(() => sign(damaged), AdesError);
    const signed = sign(rewritePdf(damaged));
    assert.equal(qpdfCheck(signed), 0);
    pdfsigAccepts(signed);
  });
}

test('streams are kept octet by octet, and what nothing leads to is left out', () => {
  const data = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte)).join('');
  const tricky = `${data} endstream-not 7 0 obj << /Root 9 0 R >> trailer << /Root 8 0 R >>`;
  const pdf = withoutXref(samplePdf({ ...objects, 4: streamText('', tricky), 9: '(stray)' }));
  const document = readPdf(rewritePdf(pdf));
  const stream = document.direct({ kind: 'reference', number: 4, generation: 0 });
  assert.ok(stream.kind === 'stream');
  assert.equal(Buffer.from(document.data(stream)).toString('latin1'), tricky);
  assert.equal(document.direct({ kind: 'reference', number: 9, generation: 0 }).kind, 'null');
});

test('of an object written twice the later one holds', () => {
  const first = samplePdf(objects).toString('latin1');
  const later = first.replace('startxref', '3 0 obj\n<< /Type /Page /Parent 2 0 R /Later true >>\nendobj\nstartxref');
  const { text } = { text: Buffer.from(rewritePdf(withoutXref(Buffer.from(later, 'latin1')))).toString('latin1') };
  assert.match(text, /\/Later true/);
  assert.doesNotMatch(text, /MediaBox/);
});

test('the version, the information and every generation are in order', (t) => {
  if (judgesMissing(t)) return;
  const aged = samplePdf({ ...objects, 5: '<< /Title (T) >>' }, { version: '1.4', trailer: '/Info 5 0 R' })
    .toString('latin1')
    .replaceAll('3 0 obj', '3 7 obj')
    .replaceAll('3 0 R', '3 7 R');
  const written = rewritePdf(withoutXref(Buffer.from(aged, 'latin1')));
  assert.match(Buffer.from(written).toString('latin1'), /^%PDF-1\.4\n[\s\S]*\n3 0 obj[\s\S]*\/Info 5 0 R/);
  assert.equal(qpdfCheck(written), 0);
});

test('written anew twice, a document is the same', (t) => {
  if (judgesMissing(t)) return;
  const once = qpdf(samplePdf(objects), '--object-streams=generate');
  const strip = (pdf: Uint8Array) =>
    Buffer.from(pdf)
      .toString('latin1')
      .replace(/\/ID \[.*?\]/, '');
  const twice = rewritePdf(once);
  assert.equal(strip(rewritePdf(twice)), strip(twice));
});

test('every byte changed alone is written anew or refused, never a fault of ours', () => {
  for (const whole of [samplePdf(objects), sampleStreamPdf()]) {
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0x00, 0x28, 0x39, 0x5b]) {
        try {
          rewritePdf(Buffer.from(whole).fill(value, at, at + 1));
        } catch (error) {
          assert.ok(error instanceof AdesError, String(error));
        }
      }
    }
  }
});
