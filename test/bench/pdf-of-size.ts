/** A valid PDF of about the size asked for: one page and one large stream of noise that nothing can compress. */
import { randomFillSync } from 'node:crypto';

export function pdfOfSize(bytes: number): Buffer {
  const noise = randomFillSync(Buffer.alloc(bytes));
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  let length = 0;
  const add = (...more: Buffer[]) => {
    for (const part of more) {
      parts.push(part);
      length += part.length;
    }
  };
  const object = (...content: Buffer[]) => {
    offsets.push(length);
    add(Buffer.from(`${offsets.length} 0 obj\n`), ...content, Buffer.from('\nendobj\n'));
  };
  add(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
  object(Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'));
  object(Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'));
  object(Buffer.from('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /PieceInfo << /Noise 4 0 R >> >>'));
  object(Buffer.from(`<< /Length ${noise.length} >>\nstream\n`), noise, Buffer.from('\nendstream'));
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 5\n0000000000 65535 f \n${entries}trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`;
  add(Buffer.from(table));
  return Buffer.concat(parts);
}
