import { latin1 } from './lexer.ts';
import { byteString, type PdfString, type PdfValue } from './value.ts';

/** Where PDFDocEncoding (annex D.2) is not Latin-1. */
const pdfDocDifferences = new Map<number, string>([
  ...[...'˘ˇˆ˙˝˛˚˜'].map((char, index): [number, string] => [0x18 + index, char]),
  ...[...'•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž'].map((char, index): [number, string] => [0x80 + index, char]),
  [0xa0, '€'],
]);
const pdfDocBytes = new Map([...pdfDocDifferences].map(([byte, char]) => [char, byte]));

/** Undefined for text with other characters. */
export function encodePdfDoc(text: string): Uint8Array | undefined {
  const bytes = [...text].map((char) => {
    const code = char.codePointAt(0)!;
    return pdfDocBytes.get(char) ?? (code <= 0xff && !pdfDocDifferences.has(code) ? code : undefined);
  });
  return bytes.includes(undefined) ? undefined : Uint8Array.from(bytes as number[]);
}

function decodePdfDoc(bytes: Uint8Array): string {
  return [...latin1(bytes)].map((char) => pdfDocDifferences.get(char.charCodeAt(0)) ?? char).join('');
}

/** Text strings (ISO 32000-2, 7.9.2.2): UTF-16BE or UTF-8 behind a mark, else PDFDocEncoding. */
export function decodeText(value: PdfValue): string | undefined {
  if (value.kind !== 'string') return undefined;
  const bytes = value.bytes;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(2));
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return new TextDecoder().decode(bytes.subarray(3));
  return decodePdfDoc(bytes);
}

export function encodeText(text: string): PdfString {
  if (/^[\x20-\x7e]*$/.test(text)) return byteString(Buffer.from(text, 'latin1'));
  return byteString(Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]));
}

/** 7.9.4, in UTC: `D:20250101120000+00'00'`. */
export function encodeDate(date: Date): PdfString {
  const digits = date.toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return byteString(Buffer.from(`D:${digits}+00'00'`, 'latin1'));
}

export function decodeDate(value: PdfValue): Date | undefined {
  const text = decodeText(value) ?? '';
  const match = /^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([+-])(\d\d)'?(\d\d)?'?|Z.*)?$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => (part ? Number(part) : undefined));
  const local = Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour ?? 0, minute ?? 0, second ?? 0);
  const offset = (Number(match[8] ?? 0) * 60 + Number(match[9] ?? 0)) * (match[7] === '-' ? -1 : 1);
  return new Date(local - offset * 60_000);
}
