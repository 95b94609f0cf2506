import { createHash } from 'node:crypto';
import { listPdfSignatures, type PreparedPades, preparePades } from '@chancery/ades';
import type { SignatureScheme } from '@chancery/pki';
import { translated } from './format-refusal.ts';

/** `certificates` are DER, the signer's first; the texts are written into each signature. */
export interface PrepareOptions {
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  readonly signingTime: Date;
  readonly name?: string;
  readonly reason?: string;
  readonly location?: string;
}

/** One document frozen for its signature: what it was, and all that embedding needs. */
export interface PreparedDocument {
  readonly originalSize: number;
  /** SHA-256 of the document as it came. */
  readonly docSha256: Uint8Array;
  readonly pades: PreparedPades;
}

/**
 * Signature creation, first half (EN 419 241-1; TS 119 431-2): documents in, DTBS/R out. From here on nothing is computed
 * again; see `embedDocuments` for the second half. Throws ScaError; a batch is prepared whole or not at all.
 */
export function prepareDocuments(documents: readonly Uint8Array[], options: PrepareOptions): PreparedDocument[] {
  return documents.map((document) => ({
    originalSize: document.length,
    docSha256: createHash('sha256').update(document).digest(),
    pades: translated(() => preparePades(document, { ...options, digest: options.scheme.digest })),
  }));
}

/** Refuses early what could never be signed, before anybody is asked. Throws ScaError. */
export function requireReadable(document: Uint8Array): void {
  translated(() => listPdfSignatures(document));
}
