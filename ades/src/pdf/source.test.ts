import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdesError } from '../error.ts';
import { embedPades } from '../pades/embed.ts';
import { pdfsigAccepts } from '../pades/foreign-judges.test.ts';
import { preparePades, preparePadesFrom } from '../pades/prepare.ts';
import { sampleSigner } from '../pades/sample-signer.test.ts';
import { readPdf } from './document.ts';
import { plainObjects, samplePdf, sampleStreamPdf, streamText } from './sample.test.ts';
import { bytesSource, type PdfSource } from './source.ts';

const signer = await sampleSigner({ kind: 'ec', curve: 'P-256' });
const options = {
  digest: 'sha256',
  certificates: signer.certificates,
  scheme: signer.scheme('sha256'),
  signingTime: new Date('2025-06-01T10:00:00Z'),
} as const;

/** Gives out copies, in small pieces, and counts what was read. */
function counted(bytes: Uint8Array): PdfSource & { readonly reads: number[] } {
  const reads: number[] = [];
  return {
    size: bytes.length,
    reads,
    read(start, end) {
      assert.ok(0 <= start && start <= end && end <= bytes.length, `read ${start} to ${end} of ${bytes.length}`);
      reads.push(end - start);
      return bytes.slice(start, end);
    },
    async *stream() {
      for (let at = 0; at < bytes.length; at += 1000) yield bytes.slice(at, at + 1000);
    },
  };
}

const large = streamText('', 'x'.repeat(20_000_000));
const documents = {
  table: samplePdf({ ...plainObjects, 4: large }),
  'long catalog': samplePdf({ ...plainObjects, 1: `${plainObjects[1]!.slice(0, -2)} /X (${'y'.repeat(900_000)}) >>` }),
  stream: sampleStreamPdf(),
  'many objects': samplePdf({
    ...plainObjects,
    ...Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [at + 4, '<<>>'])),
  }),
};

for (const [name, pdf] of Object.entries(documents)) {
  test(`a document read in parts is prepared to the same bytes: ${name}`, async () => {
    assert.deepEqual(await preparePadesFrom(counted(pdf), options), preparePades(pdf, options));
  });
}

test('of a large document only its structure is read', async () => {
  const source = counted(documents.table);
  await preparePadesFrom(source, options);
  assert.ok(source.reads.reduce((sum, length) => sum + length, 0) < 200_000);
});

test('what was prepared from parts is embedded like any other', async () => {
  const prepared = await preparePadesFrom(counted(documents.stream), options);
  const signature = signer.sign('sha256', prepared.signedAttributes);
  const { certificates, scheme } = options;
  const appendix = embedPades(prepared, { certificates, scheme, signature });
  pdfsigAccepts(Buffer.concat([documents.stream, appendix]));
});

test('an object cut off at any window is still refused as damaged', () => {
  const whole = documents['long catalog'].toString('latin1');
  const endless = Buffer.from(whole.replace('yy) >>', 'yy (('), 'latin1');
  assert.throws(
    () => readPdf(counted(endless)),
    (error: unknown) => error instanceof AdesError && error.code === 'damaged',
  );
});

test('a token that ends exactly where a window does is read to its end', () => {
  for (let pad = 16_300; pad < 16_400; pad++) {
    const pdf = samplePdf({ ...plainObjects, 1: `<< /X (${'z'.repeat(pad)}) /Pages 2 0 R /Count 123456 >>` });
    const count = readPdf(counted(pdf)).catalog.entries.get('Count');
    assert.deepEqual(count, { kind: 'number', value: 123456, text: '123456' });
  }
});

test('the pieces of a file in memory are the file', async () => {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytesSource(documents.table).stream()) pieces.push(piece);
  assert.ok(Buffer.concat(pieces).equals(documents.table));
});
