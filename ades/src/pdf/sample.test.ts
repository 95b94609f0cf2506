import { deflateSync } from 'node:zlib';

/** PDF files of a few objects, as tests want them. Object 1 is the catalog; bodies may hold streams as text. */
export interface SampleOptions {
  readonly version?: string;
  readonly trailer?: string;
}

/** One page, no form. */
export const plainObjects: Readonly<Record<number, string>> = {
  1: '<< /Type /Catalog /Pages 2 0 R >>',
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>',
};

/** A file with a cross-reference table. */
export function samplePdf(
  objects: Readonly<Record<number, string>> = plainObjects,
  options: SampleOptions = {},
): Buffer {
  const { text, offsets } = bodies(objects, options.version ?? '1.7');
  const size = Math.max(...offsets.keys()) + 1;
  const rows = Array.from({ length: size - 1 }, (_, index) => row(offsets.get(index + 1)));
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}`;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R ${options.trailer ?? ''} >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text + table + trailer, 'latin1');
}

/** A file with a cross-reference stream and its objects, all but streams, in one object stream. */
export function sampleStreamPdf(objects: Readonly<Record<number, string>> = plainObjects, inner = objects): Buffer {
  const numbers = Object.keys(inner).map(Number);
  const container = Math.max(...Object.keys(objects).map(Number)) + 1;
  const values = numbers.map((number) => `${inner[number]} `);
  const starts = values.map((_, index) => values.slice(0, index).join('').length);
  const head = `${numbers.map((number, index) => `${number} ${starts[index]}`).join(' ')} `;
  const packed = deflateSync(Buffer.from(head + values.join(''), 'latin1')).toString('latin1');
  const text = `%PDF-1.7\n${container} 0 obj\n${streamText(`/Type /ObjStm /N ${numbers.length} /First ${head.length} /Filter /FlateDecode`, packed)}\nendobj\n`;
  const rows = numbers.map((number, index) => [2, container, index, number] as const);
  const data = [...rows, [1, '%PDF-1.7\n'.length, 0, container] as const, [1, text.length, 0, container + 1] as const];
  const encoded = data.map(([kind, offset, index]) => Buffer.from([kind, offset >> 8, offset & 0xff, index]));
  const index = data.map(([, , , number]) => `${number} 1`).join(' ');
  const xref = streamText(
    `/Type /XRef /W [1 2 1] /Index [${index}] /Size ${container + 2} /Root 1 0 R`,
    Buffer.concat(encoded).toString('latin1'),
  );
  return Buffer.from(`${text}${container + 1} 0 obj\n${xref}\nendobj\nstartxref\n${text.length}\n%%EOF\n`, 'latin1');
}

export function streamText(entries: string, data: string): string {
  return `<< ${entries} /Length ${data.length} >>\nstream\n${data}\nendstream`;
}

function bodies(objects: Readonly<Record<number, string>>, version: string) {
  const offsets = new Map<number, number>();
  let text = `%PDF-${version}\n`;
  for (const [number, body] of Object.entries(objects)) {
    offsets.set(Number(number), text.length);
    text += `${number} 0 obj\n${body}\nendobj\n`;
  }
  return { text, offsets };
}

function row(offset: number | undefined): string {
  return offset === undefined ? '0000000000 00000 f \n' : `${String(offset).padStart(10, '0')} 00000 n \n`;
}
