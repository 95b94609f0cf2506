import { parsePrepared, serializePrepared } from '@chancery/ades';
import { translated } from './format-refusal.ts';
import type { PreparedDocument } from './prepare-documents.ts';
import { ScaError } from './sca-error.ts';

/** JSON text of a prepared document: what lies between preparing and embedding, for days and on any node. */
export function serializeDocument({ originalSize, docSha256, pades }: PreparedDocument): string {
  const sha256 = Buffer.from(docSha256).toString('base64url');
  return JSON.stringify({ originalSize, docSha256: sha256, pades: serializePrepared(pades) });
}

/** Throws ScaError `input` when the text is not what serializeDocument wrote. */
export function parseDocument(text: string): PreparedDocument {
  const { originalSize, docSha256, pades } = parsed(text);
  if (typeof originalSize !== 'number' || typeof docSha256 !== 'string' || typeof pades !== 'string')
    throw unreadable();
  return {
    originalSize,
    docSha256: Buffer.from(docSha256, 'base64url'),
    pades: translated(() => parsePrepared(pades)),
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw unreadable(cause);
  }
  throw unreadable();
}

function unreadable(cause?: unknown): ScaError {
  return new ScaError('input', 'the stored preparation cannot be read', { cause });
}
