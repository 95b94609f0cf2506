/** A signed document as a list of its parts, so that what others wrote is neither changed nor kept twice. */
import { encodeText, octetOffset, type XmlEncoding } from '../encoding.ts';
import { XmlError } from '../error.ts';
import type { XmlDocument, XmlElement } from '../tree.ts';
import type { ObjectRequest } from './signature-request.ts';
import type { Piece } from './signature-text.ts';
import { base64 } from './write.ts';

/**
 * `original` counts the octets of one of the documents handed over, `base64` is all of one; `value` is where the signature
 * value goes.
 */
export type Part =
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | { readonly kind: 'original'; readonly document: number; readonly from: number; readonly to: number }
  | { readonly kind: 'base64'; readonly document: number; readonly encoding: XmlEncoding }
  | { readonly kind: 'value'; readonly encoding: XmlEncoding };

/** The element at whose end something is to stand; the document is one of the originals. */
export interface Place {
  readonly document: XmlDocument;
  readonly parent: XmlElement;
  readonly original: number;
}

const utf8: XmlEncoding = { kind: 'utf-8' };

/** A document of its own. */
export function alone(pieces: readonly Piece[]): Part[] {
  return ['<?xml version="1.0" encoding="UTF-8"?>\n', ...pieces].map((piece) => partOf(piece, utf8));
}

/** The original with the pieces before the end tag of the place; an empty-element tag becomes two tags. */
export function within({ document, parent, original }: Place, pieces: readonly Piece[]): Part[] {
  const { source } = document;
  const isEmptyTag = parent.contentEnd === parent.end;
  const [from, to] = isEmptyTag ? [parent.end - 2, parent.end] : [parent.contentEnd, parent.contentEnd];
  const around = isEmptyTag ? ['>', ...pieces, `</${parent.name}>`] : pieces;
  return [
    { kind: 'original', document: original, from: 0, to: octetOffset(source, from) },
    ...around.map((piece) => partOf(piece, source.encoding)),
    {
      kind: 'original',
      document: original,
      from: octetOffset(source, to),
      to: octetOffset(source, source.text.length),
    },
  ];
}

function partOf(piece: Piece, encoding: XmlEncoding): Part {
  if (typeof piece === 'string') return { kind: 'octets', octets: encodeText(piece, encoding) };
  if (piece.gap === 'value') return { kind: 'value', encoding };
  if (piece.gap.kind === 'base64') return { kind: 'base64', document: piece.gap.document, encoding };
  return contentOf(piece.gap, encoding);
}

/** The root element as it was written, where the encodings agree. */
function contentOf({ content, document }: ObjectRequest & { kind: 'xml' }, encoding: XmlEncoding): Part {
  const { root, source } = content;
  if (source.encoding.kind !== 'utf-8' || encoding.kind !== 'utf-8') {
    return { kind: 'octets', octets: encodeText(source.text.slice(root.start, root.end), encoding) };
  }
  return { kind: 'original', document, from: octetOffset(source, root.start), to: octetOffset(source, root.end) };
}

/** The document, with the value as XML carries it. Throws XmlError `input` when an original is missing. */
export function assemble(parts: readonly Part[], originals: readonly Uint8Array[], value: Uint8Array): Uint8Array {
  return Buffer.concat(parts.map((part) => octetsOf(part, originals, value)));
}

function octetsOf(part: Part, originals: readonly Uint8Array[], value: Uint8Array): Uint8Array {
  if (part.kind === 'octets') return part.octets;
  if (part.kind === 'value') return encodeText(base64(value), part.encoding);
  const original = originals[part.document];
  if (original === undefined) throw new XmlError('input', 'a document of the signature is missing');
  return part.kind === 'base64' ? encodeText(base64(original), part.encoding) : original.subarray(part.from, part.to);
}
