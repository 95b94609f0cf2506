import { AdesError } from '../error.ts';
import type { PdfDocument } from './document.ts';
import { latin1 } from './lexer.ts';
import type { PdfStream } from './value.ts';

/** The part of PDF/A that the metadata claim (ISO 19005-1, 6.7.11), as an element or an attribute. */
export function pdfAPart(document: PdfDocument): number | undefined {
  const metadata = document.get(document.catalog, 'Metadata');
  if (metadata.kind !== 'stream') return undefined;
  const part = /pdfaid:part(?:\s*=\s*["']|>)\s*(\d)/.exec(textOf(document, metadata))?.[1];
  return part === undefined ? undefined : Number(part);
}

/** Metadata that cannot be read claim nothing. */
function textOf(document: PdfDocument, metadata: PdfStream): string {
  try {
    return latin1(document.data(metadata));
  } catch (error) {
    if (error instanceof AdesError) return '';
    throw error;
  }
}
