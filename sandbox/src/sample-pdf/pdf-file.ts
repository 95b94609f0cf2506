/** A PDF file from numbered objects: header, body, cross-reference table, trailer (ISO 32000-2 7.5). */
import { createHash } from 'node:crypto';

/** Object n is `objects[n - 1]`; the first is the catalogue, the second the document information. */
export function pdfFile(objects: readonly string[]): Buffer {
  let file = '%PDF-1.7\n%\xe2\xe3\xcf\xd3\n';
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(file.length);
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const id = createHash('sha256').update(file, 'latin1').digest('hex').slice(0, 32).toUpperCase();
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R /Info 2 0 R /ID [<${id}> <${id}>] >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(`${file}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`, 'latin1');
}

/** `content` in one octet per character. */
export function stream(content: string, entries = ''): string {
  return `<< ${entries}/Length ${content.length} >>\nstream\n${content}\nendstream`;
}
