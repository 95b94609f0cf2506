/**
 * How a document can be shown without saying anything else than its bytes: as text, as the source of XML, as a picture, as
 * the pages of a PDF, or not at all. A media type is believed only as far as the bytes agree. Pure.
 */
export type Content =
  | { readonly kind: 'pdf' | 'other' }
  | { readonly kind: 'text' | 'xml'; readonly text: string }
  | { readonly kind: 'picture'; readonly type: PictureType };

type PictureType = 'image/png' | 'image/jpeg';

/** More text than this makes a browser slow; the person opens the file instead. */
const longestText = 5_000_000;

/** PNG (ISO 15948) 5.2; JPEG (T.81) B.1.1.3: SOI and the first byte of a marker. */
const pictureHeads: Readonly<Record<PictureType, readonly number[]>> = {
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
  'image/jpeg': [0xff, 0xd8, 0xff],
};

export function contentOf(bytes: Uint8Array, mediaType: string | undefined): Content {
  const [essence = '', ...parameters] = (mediaType ?? '').toLowerCase().split(';');
  const type = essence.trim();
  if (type === 'application/pdf') return { kind: 'pdf' };
  if (type === 'image/png' || type === 'image/jpeg') return picture(bytes, type);
  if (!parameters.every(isReadable)) return { kind: 'other' };
  if (type === 'text/plain') return textual('text', bytes);
  if (/^(?:text|application)\/xml$|\+xml$/.test(type)) return textual('xml', bytes);
  return { kind: 'other' };
}

/** Only in UTF-8 do the same bytes mean the same words everywhere. */
function isReadable(parameter: string): boolean {
  const [name, value = ''] = parameter.split('=').map((part) => part.trim().replaceAll('"', ''));
  return name !== 'charset' || isUtf8(value);
}

function textual(kind: 'text' | 'xml', bytes: Uint8Array): Content {
  const text = bytes.length > longestText ? undefined : decoded(bytes);
  return text === undefined || (kind === 'xml' && !saysUtf8(text)) ? { kind: 'other' } : { kind, text };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** XML 4.3.3: what the declaration says is how the next program reads it. */
function saysUtf8(xml: string): boolean {
  const [declaration = ''] = /^<\?xml\s[^>]*/.exec(xml) ?? [];
  const encoding = /\sencoding\s*=\s*["']([^"']*)/.exec(declaration)?.[1];
  return encoding === undefined || isUtf8(encoding.toLowerCase());
}

function isUtf8(charset: string): boolean {
  return charset === 'utf-8' || charset === 'us-ascii';
}

function picture(bytes: Uint8Array, type: PictureType): Content {
  const head = pictureHeads[type].every((byte, index) => bytes[index] === byte);
  return head && !(type === 'image/png' && moves(bytes)) ? { kind: 'picture', type } : { kind: 'other' };
}

/** A PNG that moves (chunk acTL before IDAT) shows something else in the next moment, and in the next program. */
function moves(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 8 <= bytes.length; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === 'acTL' || name === 'IDAT') return name === 'acTL';
  }
  return false;
}
