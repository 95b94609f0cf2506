import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { AdesError, type AdesErrorCode } from '../error.ts';
import { readPdf } from './document.ts';
import { readFields } from './form.ts';
import { firstPage } from './pages.ts';
import { plainObjects, samplePdf, sampleStreamPdf, streamText } from './sample.test.ts';

/** Reads what a signer reads; each refusal must cost less than a second of the processor, however busy it is. */
function read(bytes: Uint8Array): void {
  const document = readPdf(bytes);
  readFields(document);
  firstPage(document);
}

function refuses(bytes: Uint8Array, code: AdesErrorCode): void {
  const start = process.cpuUsage();
  assert.throws(
    () => read(bytes),
    (error: unknown) => error instanceof AdesError && error.code === code,
    `expected ${code}`,
  );
  assert.ok(process.cpuUsage(start).user < 1_000_000, 'the refusal took more than a second');
}

function withForm(fields: string, more: Readonly<Record<number, string>> = {}): Buffer {
  const catalog = `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields ${fields} >> >>`;
  return samplePdf({ ...plainObjects, 1: catalog, ...more });
}

test('a file of zero bytes is no PDF', () => refuses(new Uint8Array(), 'not-a-pdf'));

test('a PNG is no PDF, whatever its name', () => {
  refuses(Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'not-a-pdf');
});

test('a header with nothing behind it is damaged', () => refuses(Buffer.from('%PDF-1.7\n'), 'damaged'));

test('bytes before the header are refused, since offsets would disagree with byte ranges', () => {
  refuses(Buffer.concat([Buffer.from('junk\n'), samplePdf()]), 'damaged');
});

test('a file cut off anywhere is refused, never half read', () => {
  const whole = samplePdf();
  for (let length = 1; length < whole.length - 1; length += 7) {
    refuses(whole.subarray(0, length), length < 5 ? 'not-a-pdf' : 'damaged');
  }
});

test('a catalog that is a direct object or missing is damaged', () => {
  refuses(Buffer.from(samplePdf().toString('latin1').replace('/Root 1 0 R', '/Root << >>'), 'latin1'), 'damaged');
  refuses(Buffer.from(samplePdf().toString('latin1').replace('/Root 1 0 R', '/Root 9 0 R'), 'latin1'), 'damaged');
});

test('an object that is not where the table says is damaged', () => {
  const shifted = samplePdf()
    .toString('latin1')
    .replace(/(\d{10}) 00000 n/, '0000000011 00000 n');
  refuses(Buffer.from(shifted, 'latin1'), 'damaged');
});

test('an encrypted document that is not opened is refused', () => {
  refuses(samplePdf(plainObjects, { trailer: '/Encrypt << /Filter /Standard >>' }), 'encrypted');
});

test('a loop of cross-reference sections is refused', () => {
  const once = samplePdf().toString('latin1');
  const offset = once.lastIndexOf('xref\n0 ');
  refuses(samplePdf(plainObjects, { trailer: `/Prev ${offset}` }), 'damaged');
});

test('ten thousand nested arrays are too complex', () => {
  refuses(withForm('4 0 R', { 4: '['.repeat(10_000) + ']'.repeat(10_000) }), 'too-complex');
  refuses(samplePdf({ ...plainObjects, 1: '<</A'.repeat(10_000) }), 'too-complex');
});

test('a hundred thousand nested arrays in the trailer are too complex', () => {
  refuses(samplePdf(plainObjects, { trailer: `/X ${'['.repeat(100_000)}` }), 'too-complex');
});

test('a page tree that visits itself is refused', () => {
  refuses(samplePdf({ ...plainObjects, 2: '<< /Type /Pages /Kids [2 0 R] >>' }), 'damaged');
  refuses(samplePdf({ ...plainObjects, 2: '<< /Type /Pages /Kids [3 0 R 2 0 R] >>' }), 'damaged');
});

test('a long chain of page tree nodes is too complex', () => {
  const chain: Record<number, string> = { ...plainObjects, 2: '<< /Kids [10 0 R] >>' };
  for (let number = 10; number < 5000; number++) chain[number] = `<< /Kids [${number + 1} 0 R] >>`;
  refuses(samplePdf(chain), 'too-complex');
});

test('a document without a page is damaged', () => {
  refuses(samplePdf({ ...plainObjects, 2: '<< /Type /Pages /Kids [] >>' }), 'damaged');
});

test('references to references end', () => refuses(withForm('4 0 R', { 4: '5 0 R', 5: '4 0 R' }), 'damaged'));

test('fields nested without end are too complex, and a loop of fields is read once', () => {
  const chain: Record<number, string> = {};
  for (let number = 10; number < 5000; number++) chain[number] = `<< /Kids [${number + 1} 0 R] >>`;
  refuses(withForm('[10 0 R]', chain), 'too-complex');
  assert.doesNotThrow(() => read(withForm('[10 0 R]', { 10: '<< /T (a) /Kids [10 0 R] >>' })));
});

test('many fields that share one long array of kids are too complex', () => {
  const fields: Record<number, string> = { 5: `[${'4 0 R '.repeat(50_000)}]` };
  for (let number = 10; number < 3000; number++) fields[number] = '<< /Kids 5 0 R >>';
  const roots = Object.keys(fields).map((number) => `${number} 0 R`);
  refuses(withForm(`[${roots.join(' ')}]`, fields), 'too-complex');
});

test('objects that lie inside each other are too complex', () => {
  const depth = 20_000;
  let text = '%PDF-1.7\n1 0 obj\n<< /Pages 2 0 R /AcroForm << /Fields 3 0 R >> >>\nendobj\n2 0 obj\n<<>>\nendobj\n';
  const offsets = [9, text.indexOf('2 0 obj')];
  const refs = Array.from({ length: depth }, (_, index) => `${index + 4} 0 R`).join(' ');
  offsets.push(text.length);
  text += `3 0 obj\n[${refs}]\nendobj\n`;
  for (let index = 0; index < depth; index++) {
    offsets.push(text.length);
    text += `${index + 4} 0 obj(`;
  }
  text += ')endobj '.repeat(depth);
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const end = `xref\n0 1\n0000000000 65535 f \n1 ${offsets.length}\n${rows}trailer\n<</Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
  refuses(Buffer.from(text + end, 'latin1'), 'too-complex');
});

test('a cross-reference stream that inflates without end is too complex', () => {
  const bomb = deflateSync(Buffer.alloc(80 * 1024 * 1024)).toString('latin1');
  const head = '%PDF-1.7\n';
  const xref = streamText('/Type /XRef /W [1 2 1] /Size 4 /Root 1 0 R /Filter /FlateDecode', bomb);
  refuses(Buffer.from(`${head}9 0 obj\n${xref}\nendobj\nstartxref\n${head.length}\n%%EOF\n`, 'latin1'), 'too-complex');
});

test('impossible sizes in cross-reference data are damaged, and cost no memory', () => {
  const text = samplePdf().toString('latin1');
  refuses(Buffer.from(text.replace('0 4\n', '0 8000000\n'), 'latin1'), 'damaged');
  refuses(Buffer.from(text.replace('0 4\n', '99999999 4\n'), 'latin1'), 'damaged');
  const stream = sampleStreamPdf().toString('latin1');
  refuses(Buffer.from(stream.replace('/W [1 2 1]', '/W [9 2 1]'), 'latin1'), 'damaged');
  refuses(Buffer.from(stream.replace('/Index [1 1', '/Index [1 9'), 'latin1'), 'damaged');
});

test('objects in object streams, of hybrid files and of tables with short line ends are found', () => {
  assert.equal(firstPage(readPdf(samplePdf())).number, 3);
  assert.equal(firstPage(readPdf(sampleStreamPdf())).number, 3);
  const short = samplePdf().toString('latin1').replaceAll(' \n', '\n');
  assert.equal(firstPage(readPdf(Buffer.from(short, 'latin1'))).number, 3);
});

test('every byte changed alone is read or refused, never a fault of ours', () => {
  for (const whole of [samplePdf(), sampleStreamPdf()]) {
    for (let at = 0; at < whole.length; at++) {
      for (const value of [0x00, 0x28, 0x39, 0x5b]) fuzzed(Buffer.from(whole).fill(value, at, at + 1));
    }
  }
});

function fuzzed(bytes: Uint8Array): void {
  try {
    read(bytes);
  } catch (error) {
    assert.ok(error instanceof AdesError, String(error));
  }
}
