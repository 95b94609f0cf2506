/** Octets to characters and back (XML 1.0, 4.3.3 and appendix F). */
import { XmlError } from './error.ts';

/** A document as characters, and what is needed to find an octet by its character. */
export interface DecodedXml {
  readonly text: string;
  readonly encoding: XmlEncoding;
  /** Octets of the byte order mark, which is no part of `text`. */
  readonly markLength: number;
}

/** `wide`: UTF-16; `single`: one octet a character, below 0x80 as in ASCII. */
export type XmlEncoding =
  | { readonly kind: 'utf-8' }
  | { readonly kind: 'wide'; readonly bigEndian: boolean }
  | { readonly kind: 'single'; readonly label: string };

/** Throws XmlError `malformed` where the octets are not what they declare, `unsupported` for other encodings. */
export function decodeXml(bytes: Uint8Array): DecodedXml {
  const marked = byteOrderMark(bytes);
  const declared = declaredEncoding(bytes);
  const encoding = marked?.encoding ?? fromDeclaration(declared);
  if (marked !== undefined) requireAgreement(marked.encoding, declared);
  const markLength = marked?.length ?? 0;
  return { text: decode(bytes.subarray(markLength), encoding), encoding, markLength };
}

function byteOrderMark(bytes: Uint8Array): { encoding: XmlEncoding; length: number } | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: { kind: 'utf-8' }, length: 3 };
  if (a === 0xfe && b === 0xff) return { encoding: { kind: 'wide', bigEndian: true }, length: 2 };
  if (a === 0xff && b === 0xfe) return { encoding: { kind: 'wide', bigEndian: false }, length: 2 };
  if (a === 0x3c && b === 0 && c === 0x3f && d === 0)
    return { encoding: { kind: 'wide', bigEndian: false }, length: 0 };
  if (a === 0 && b === 0x3c && c === 0 && d === 0x3f) return { encoding: { kind: 'wide', bigEndian: true }, length: 0 };
  return undefined;
}

/** The name in the declaration, in lower case; the declaration is ASCII in every encoding we take. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 800)).toString('latin1').replaceAll('\0', '');
  const declaration = start.slice(start.indexOf('<'));
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([\w.-]+)["']/.exec(declaration)?.[1]?.toLowerCase();
}

const singleOctet = /^(iso-8859-(1|2|3|4|5|6|7|8|10|13|14|15|16)|us-ascii|windows-125[0-8]|koi8-r|koi8-u)$/;

function fromDeclaration(declared = 'utf-8'): XmlEncoding {
  if (declared === 'utf-8' || declared === 'utf8') return { kind: 'utf-8' };
  if (declared.startsWith('utf-16')) throw new XmlError('malformed', 'declared as UTF-16, but it is not');
  if (singleOctet.test(declared)) return { kind: 'single', label: declared };
  throw new XmlError('unsupported', 'the encoding of the document is not supported');
}

function requireAgreement(marked: XmlEncoding, declared: string | undefined): void {
  const expected = marked.kind === 'utf-8' ? /^utf-?8$/ : /^utf-16/;
  if (declared === undefined || expected.test(declared)) return;
  throw new XmlError('malformed', 'the declared encoding contradicts the byte order mark');
}

function decode(bytes: Uint8Array, encoding: XmlEncoding): string {
  if (encoding.kind === 'single' && encoding.label === 'iso-8859-1') return Buffer.from(bytes).toString('latin1');
  try {
    return new TextDecoder(decoderLabel(encoding), { fatal: true, ignoreBOM: true }).decode(
      requireAscii(bytes, encoding),
    );
  } catch (cause) {
    throw new XmlError('malformed', 'the octets are not in the encoding of the document', { cause });
  }
}

function decoderLabel(encoding: XmlEncoding): string {
  if (encoding.kind === 'utf-8') return 'utf-8';
  if (encoding.kind === 'wide') return encoding.bigEndian ? 'utf-16be' : 'utf-16le';
  return encoding.label;
}

/** Decoders of the web read US-ASCII as windows-1252. */
function requireAscii(bytes: Uint8Array, encoding: XmlEncoding): Uint8Array {
  if (encoding.kind !== 'single' || encoding.label !== 'us-ascii') return bytes;
  if (bytes.some((octet) => octet > 0x7f)) throw new XmlError('malformed', 'not US-ASCII');
  return bytes;
}

/** Where the octet of the character at `at` stands in the document. */
export function octetOffset({ text, encoding, markLength }: DecodedXml, at: number): number {
  if (encoding.kind === 'utf-8') return markLength + Buffer.byteLength(text.slice(0, at));
  return markLength + (encoding.kind === 'wide' ? 2 * at : at);
}

/** Text as octets of a document in that encoding; throws XmlError `unsupported` for characters it may not have. */
export function encodeText(text: string, encoding: XmlEncoding): Uint8Array {
  if (encoding.kind === 'utf-8') return Buffer.from(text);
  if (encoding.kind === 'single') return requireAsciiText(text);
  const wide = Buffer.from(text, 'utf16le');
  return encoding.bigEndian ? wide.swap16() : wide;
}

function requireAsciiText(text: string): Uint8Array {
  if (/^[\0-\x7f]*$/.test(text)) return Buffer.from(text, 'latin1');
  throw new XmlError('unsupported', 'text that the encoding of the document may not have');
}
