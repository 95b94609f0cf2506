/** Signatures of others in a document: what holds before ours is there must hold when it is. */
import {
  type DetachedFiles,
  findSignatures,
  readSignature,
  verifyReference,
  type XmlDocument,
  XmlError,
  type XmlReference,
  type XmlSignature,
} from '@chancery/xmldsig';
import { AdesError } from '../error.ts';

export interface Holding {
  readonly signature: XmlSignature;
  readonly reference: XmlReference;
}

const nothing: DetachedFiles = new Map();

/** Every reference that leads into the document and whose digest is right. */
export function holdingReferences(document: XmlDocument): Holding[] {
  // Nobody can write the name otherwise; most documents have no signature yet.
  if (!document.source.text.includes('Signature')) return [];
  return findSignatures(document)
    .flatMap(readable)
    .flatMap((signature) => signature.references.map((reference) => ({ signature, reference })))
    .filter((one) => holds(document, one));
}

/** A signature that cannot be read cannot be broken either. */
function readable(element: Parameters<typeof readSignature>[0]): XmlSignature[] {
  try {
    return [readSignature(element)];
  } catch (error) {
    if (error instanceof XmlError) return [];
    throw error;
  }
}

function holds(document: XmlDocument, { signature, reference }: Holding): boolean {
  const grounds = { files: nothing, withInsecureSha1: true };
  return verifyReference(document, signature, reference, grounds).failure === undefined;
}

/** Throws AdesError `locked`. */
export function requireStillHolding(document: XmlDocument, before: readonly Holding[]): void {
  if (before.every((one) => holds(document, one))) return;
  throw new AdesError('locked', 'a signature in the document covers the place of another one');
}
