/** A valid PDF of about the size asked for: one page and one large stream of noise that nothing can compress. */
import { randomFillSync } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

export function pdfOfSize(bytes: number): Buffer {
  return Buffer.concat([...pieces(bytes)].map((piece) => Buffer.from(piece)));
}

/** Piece by piece: a file may be larger than what fits into memory. */
export function writePdfOfSize(path: string, bytes: number): void {
  const handle = openSync(path, 'w');
  for (const piece of pieces(bytes)) writeSync(handle, piece);
  closeSync(handle);
}

const largestPiece = 16 * 1024 * 1024;

/** Each is the reader's until the next. */
function* pieces(bytes: number): Generator<Buffer> {
  const bodies = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /PieceInfo << /Noise 4 0 R >> >>',
  ];
  let head = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const offsets: number[] = [];
  const begin = (text: string) => {
    offsets.push(head.length);
    head += `${offsets.length} 0 obj\n${text}`;
  };
  for (const body of bodies) begin(`${body}\nendobj\n`);
  begin(`<< /Length ${bytes} >>\nstream\n`);
  yield Buffer.from(head, 'latin1');
  const noise = Buffer.alloc(Math.min(largestPiece, bytes));
  for (let left = bytes; left > 0; left -= noise.length) yield randomFillSync(noise).subarray(0, left);
  yield Buffer.from(tail(offsets, head.length + bytes));
}

function tail(offsets: readonly number[], length: number): string {
  const close = '\nendstream\nendobj\n';
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 5\n0000000000 65535 f \n${entries}trailer\n<< /Size 5 /Root 1 0 R >>\n`;
  return `${close}${table}startxref\n${length + close.length}\n%%EOF\n`;
}
