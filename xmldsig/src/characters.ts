/** Which characters XML 1.0 (fifth edition) allows, and which of them make a name. */
import { XmlError } from './error.ts';

/** What 2.2 leaves out of the basic plane; surrogates come in pairs from every decoder. */
const forbidden = /[^\t\n\r\x20-\ufffd]/;

export function requireCharacters(text: string): void {
  const at = text.search(forbidden);
  if (at >= 0) throw new XmlError('malformed', `a character that XML does not allow, at ${at}`);
}

/** 2.3 [4] and [4a] without the colon, which belongs to namespaces; above the basic plane as halves of surrogates. */
const nameStart = [
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xd800, 0xdb7f],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
] as const;
const nameRest = [
  [0x2d, 0x2e],
  [0x30, 0x39],
  [0xb7, 0xb7],
  [0x300, 0x36f],
  [0x203f, 0x2040],
  [0xdc00, 0xdfff],
] as const;

const starts = 1;
const continues = 2;
const table = new Uint8Array(0x10000);
for (const [first, last] of nameStart) table.fill(starts | continues, first, last + 1);
for (const [first, last] of nameRest) table.fill(continues, first, last + 1);

/** Where the name without colon that starts at `at` ends; `at` itself when none starts there. */
export function nameEnd(text: string, at: number): number {
  if (at >= text.length || (table[text.charCodeAt(at)]! & starts) === 0) return at;
  let end = at + 1;
  while (end < text.length && (table[text.charCodeAt(end)]! & continues) !== 0) end++;
  return end;
}

/** Without a document type there are only the five references of 4.6 and those by number (4.1). */
const toNothing = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);).{0,20}/;

/** References replaced, each once: an ampersand that one stands for begins no other. */
export function replaceReferences(text: string): string {
  if (!text.includes('&')) return text;
  const wrong = toNothing.exec(text);
  if (wrong !== null) throw referenceToNothing(wrong[0]);
  if (!/&(?!amp;)/.test(text)) return text.replaceAll('&amp;', '&');
  const named = text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'");
  const numbered = named.includes('&#') ? named.replace(/&#(?:x([\da-fA-F]+)|(\d+));/g, byNumber) : named;
  return numbered.replaceAll('&amp;', '&');
}

function referenceToNothing(reference: string): XmlError {
  return new XmlError('malformed', `a reference to nothing: ${reference}`);
}

/** An ampersand waits for its turn. */
function byNumber(reference: string, hex: string | undefined, decimal: string | undefined): string {
  const code = hex === undefined ? Number.parseInt(decimal!, 10) : Number.parseInt(hex, 16);
  const allowed = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  if (!allowed || (code < 0x10000 && forbidden.test(String.fromCharCode(code)))) throw referenceToNothing(reference);
  return code === 0x26 ? '&amp;' : String.fromCodePoint(code);
}

/** 2.11: what the application sees of line ends. */
export function normalizeLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}
