import { parsePrepared, parsePreparedCades, serializePrepared, serializePreparedCades } from '@chancery/ades';
import { translated } from './format-refusal.ts';
import type { PreparedDocument, PreparedSignature } from './prepare-document.ts';
import { ScaError } from './sca-error.ts';

/** JSON text of a prepared document: what lies between preparing and embedding, for days and on any node. */
export function serializeDocument({ originalSize, docSha256, signature }: PreparedDocument): string {
  const { format } = signature;
  const prepared =
    format === 'pades' ? serializePrepared(signature.prepared) : serializePreparedCades(signature.prepared);
  return JSON.stringify({ originalSize, docSha256: Buffer.from(docSha256).toString('base64url'), format, prepared });
}

/** Throws ScaError `input` when the text is not what serializeDocument wrote. */
export function parseDocument(text: string): PreparedDocument {
  const { originalSize, docSha256, format, prepared } = parsed(text);
  if (typeof originalSize !== 'number' || typeof docSha256 !== 'string' || typeof prepared !== 'string')
    throw unreadable();
  return { originalSize, docSha256: Buffer.from(docSha256, 'base64url'), signature: signatureOf(format, prepared) };
}

function signatureOf(format: unknown, text: string): PreparedSignature {
  if (format === 'pades') return { format, prepared: translated(() => parsePrepared(text)) };
  if (format === 'cades') return { format, prepared: translated(() => parsePreparedCades(text)) };
  throw unreadable();
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
