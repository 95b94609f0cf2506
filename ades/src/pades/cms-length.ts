/** The length of the first BER element, or of everything when it has no readable one. The padding behind it is not CMS. */
export function cmsLength(bytes: Uint8Array): number {
  return elementEnd(bytes, 0, 0) ?? bytes.length;
}

const deepest = 64;

/** X.690, 8.1: end of the element at `at`; indefinite lengths (8.1.3.6) end with their end-of-contents octets. */
function elementEnd(bytes: Uint8Array, at: number, depth: number): number | undefined {
  const content = contentStart(bytes, at);
  if (content === undefined || depth > deepest) return undefined;
  if (content.length === undefined) return indefiniteEnd(bytes, content.start, depth);
  const end = content.start + content.length;
  return end <= bytes.length ? end : undefined;
}

function contentStart(bytes: Uint8Array, at: number): { start: number; length: number | undefined } | undefined {
  const longTag = (bytes[at] ?? 0) % 32 === 31;
  const first = bytes[at + 1];
  if (longTag || first === undefined) return undefined;
  if (first < 0x80) return { start: at + 2, length: first };
  if (first === 0x80) return { start: at + 2, length: undefined };
  const octets = bytes.subarray(at + 2, at + 2 + (first & 0x7f));
  if (octets.length > 6) return undefined;
  return { start: at + 2 + octets.length, length: octets.reduce((sum, octet) => sum * 256 + octet, 0) };
}

function indefiniteEnd(bytes: Uint8Array, start: number, depth: number): number | undefined {
  let at: number | undefined = start;
  while (at !== undefined) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return at + 2;
    at = elementEnd(bytes, at, depth + 1);
  }
  return undefined;
}
