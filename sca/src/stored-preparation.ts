import {
  parsePrepared,
  parsePreparedCades,
  parsePreparedJades,
  parsePreparedXades,
  serializePrepared,
  serializePreparedCades,
  serializePreparedJades,
  serializePreparedXades,
} from '@chancery/ades';
import type { Contained } from './container.ts';
import { translated } from './format-refusal.ts';
import type { JwsPackaging } from './jws.ts';
import type { PreparedDocument, PreparedSignature } from './prepare-document.ts';
import { ScaError } from './sca-error.ts';
import type { XmlPackaging } from './xml-content.ts';

/** JSON text of a prepared document: what lies between preparing and embedding, for days and on any node. */
export function serializeDocument({ originalSize, docSha256, signature }: PreparedDocument): string {
  const sha256 = Buffer.from(docSha256).toString('base64url');
  const container = 'container' in signature ? { container: storedContainer(signature.container) } : {};
  return JSON.stringify({
    originalSize,
    docSha256: sha256,
    ...signature,
    ...container,
    prepared: serialized(signature),
  });
}

function serialized(signature: PreparedSignature): string {
  if (signature.format === 'pades') return serializePrepared(signature.prepared);
  if (signature.format === 'jades') return serializePreparedJades(signature.prepared);
  return signature.format === 'cades'
    ? serializePreparedCades(signature.prepared)
    : serializePreparedXades(signature.prepared);
}

/** Throws ScaError `input` when the text is not what serializeDocument wrote. */
export function parseDocument(text: string): PreparedDocument {
  const { originalSize, docSha256, ...signature } = parsed(text);
  if (typeof originalSize !== 'number' || typeof docSha256 !== 'string') throw unreadable();
  return { originalSize, docSha256: Buffer.from(docSha256, 'base64url'), signature: signatureOf(signature) };
}

function signatureOf(stored: Readonly<Record<string, unknown>>): PreparedSignature {
  const { format, prepared, packaging } = stored;
  const within = stored['container'] === undefined ? {} : { container: containerOf(stored['container']) };
  if (typeof prepared !== 'string') throw unreadable();
  if (format === 'pades') return { format, prepared: translated(() => parsePrepared(prepared)) };
  if (format === 'cades') return { format, prepared: translated(() => parsePreparedCades(prepared)), ...within };
  if (format === 'jades') {
    const jws = translated(() => parsePreparedJades(prepared));
    return { format, prepared: jws, packaging: jwsPackagingOf(packaging) };
  }
  if (format !== 'xades') throw unreadable();
  const read = translated(() => parsePreparedXades(prepared));
  return { format, prepared: read, packaging: packagingOf(packaging), ...within };
}

function storedContainer(container: Contained | undefined) {
  if (container?.manifest === undefined) return container;
  return { ...container, manifest: Buffer.from(container.manifest).toString('base64url') };
}

function containerOf(value: unknown): Contained {
  const { kind, fileName, mimeType, manifest } = Object(value) as Readonly<Record<string, unknown>>;
  if ((kind !== 'ASiC-S' && kind !== 'ASiC-E') || typeof fileName !== 'string') throw unreadable();
  return {
    kind,
    fileName,
    ...(typeof mimeType === 'string' ? { mimeType } : {}),
    ...(typeof manifest === 'string' ? { manifest: Buffer.from(manifest, 'base64url') } : {}),
  };
}

const serializations: readonly JwsPackaging['serialization'][] = ['compact', 'flattened', 'general'];

function jwsPackagingOf(value: unknown): JwsPackaging {
  const { packaging, serialization, fileName, mimeType } = Object(value) as Readonly<Record<string, unknown>>;
  const known = serializations.find((one) => one === serialization);
  if (known === undefined || (packaging !== 'attached' && packaging !== 'detached')) throw unreadable();
  if (typeof fileName !== 'string') throw unreadable();
  const described = typeof mimeType === 'string' ? { mimeType } : {};
  return { packaging, serialization: known, fileName, ...described };
}

const packagings: readonly XmlPackaging['packaging'][] = ['enveloped', 'enveloping', 'detached'];

function packagingOf(value: unknown): XmlPackaging {
  const { packaging, fileName, mimeType } = Object(value) as Readonly<Record<string, unknown>>;
  const known = packagings.find((one) => one === packaging);
  if (known === undefined) throw unreadable();
  return {
    packaging: known,
    ...(typeof fileName === 'string' ? { fileName } : {}),
    ...(typeof mimeType === 'string' ? { mimeType } : {}),
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
