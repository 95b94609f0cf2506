import { encodePdfDoc } from './text.ts';

/** A password as bytes of PDFDocEncoding (7.6.4.3.2, revisions 2 to 4); undefined when it holds other characters. */
export function passwordForMd5(password: string): Uint8Array | undefined {
  return encodePdfDoc(password)?.subarray(0, 32);
}

const longest = 127;
/** RFC 4013, 2.1: other spaces become spaces, some characters nothing. */
const otherSpaces = /[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g;
const mappedToNothing = /\u034f|\u180b|\u180c|\u180d|\u200c|\u200d|[\ufe00-\ufe0f]|[\u00ad\u1806\u2060\ufeff]/g;

/** A password as UTF-8 by SASLprep, cut to 127 bytes (7.6.4.3.3, revisions 5 and 6). */
export function passwordForSha2(password: string): Uint8Array {
  const prepared = password.replace(otherSpaces, ' ').replace(mappedToNothing, '').normalize('NFKC');
  return new TextEncoder().encode(prepared).subarray(0, longest);
}
