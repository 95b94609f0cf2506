/** A JSON Web Signature in each of its serializations (RFC 7515, 7), as strings: what is signed is never encoded again. */
import { AdesError, tooComplex } from '../error.ts';

export type Serialization = 'compact' | 'flattened' | 'general';

export type JsonObject = Readonly<Record<string, unknown>>;

export interface JwsSignature {
  /** All of them in base64url. */
  readonly protected: string;
  readonly signature: string;
  /** Unprotected. */
  readonly header?: JsonObject;
}

export interface Jws {
  readonly serialization: Serialization;
  /** In base64url; empty when it lies elsewhere. */
  readonly payload: string;
  readonly signatures: readonly JwsSignature[];
}

const largest = 64 * 1024 * 1024;
const mostSignatures = 100;
const deepest = 30;
const compactForm = /^([\w-]+)\.([\w-]*)\.([\w-]+)\s*$/;

export function base64url(octets: Uint8Array): string {
  return Buffer.from(octets).toString('base64url');
}

/** Throws AdesError `not-a-jws`, `too-complex`; `unsupported` for a payload that is not in base64url (RFC 7797). */
export function parseJws(octets: Uint8Array): Jws {
  if (octets.length > largest) throw tooComplex('a JWS larger than any');
  const text = Buffer.from(octets).toString('utf8');
  const compact = compactForm.exec(text);
  if (compact === null) return fromJson(objectOf(text));
  const [, header = '', payload = '', signature = ''] = compact;
  return { serialization: 'compact', payload, signatures: [{ protected: header, signature }] };
}

function fromJson(json: JsonObject): Jws {
  const { payload = '', signatures } = json;
  if (typeof payload !== 'string') throw malformed();
  if (!isBase64url(payload)) throw new AdesError('unsupported', 'a payload that is not in base64url');
  if (signatures === undefined) return { serialization: 'flattened', payload, signatures: [signatureOf(json)] };
  if (!Array.isArray(signatures) || signatures.length === 0 || 'signature' in json) throw malformed();
  if (signatures.length > mostSignatures) throw tooComplex('a JWS of too many signatures');
  return { serialization: 'general', payload, signatures: signatures.map(signatureOf) };
}

function signatureOf(value: unknown): JwsSignature {
  if (!isObject(value)) throw malformed();
  const { protected: header, signature, header: unprotected } = value;
  if (!isBase64url(header) || !isBase64url(signature) || signature === '') throw malformed();
  if (unprotected === undefined) return { protected: header, signature };
  if (!isObject(unprotected)) throw malformed();
  return { protected: header, signature, header: unprotected };
}

/** Throws AdesError `not-a-jws` for a text that is no JSON object, `too-complex` for one too deep to be written again. */
export function objectOf(text: string): JsonObject {
  const value = parsed(text);
  if (!isObject(value)) throw malformed();
  requireShallow(value, deepest);
  return value;
}

/** The protected header. Throws as objectOf does. */
export function protectedOf(signature: JwsSignature): JsonObject {
  return objectOf(Buffer.from(signature.protected, 'base64url').toString('utf8'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(cause);
  }
}

function requireShallow(value: unknown, left: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (left === 0) throw tooComplex('JSON deeper than any signature');
  for (const one of Object.values(value)) requireShallow(one, left - 1);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isBase64url(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]*$/.test(value);
}

function malformed(cause?: unknown): AdesError {
  return new AdesError('not-a-jws', 'not a JSON Web Signature', { cause });
}

/** Throws AdesError `input` for what the form cannot hold. */
export function writeJws({ serialization, payload, signatures }: Jws): Uint8Array {
  const [first, ...more] = signatures;
  const beside = payload === '' ? {} : { payload };
  if (serialization === 'general') return json({ ...beside, signatures: signatures.map(ordered) });
  if (first === undefined || more.length > 0) throw new AdesError('input', 'several signatures need the general form');
  if (serialization === 'flattened') return json({ ...beside, ...ordered(first) });
  if (first.header !== undefined) throw new AdesError('input', 'the compact form has no place for what is added later');
  return Buffer.from(`${first.protected}.${payload}.${first.signature}`);
}

function ordered({ protected: header, header: unprotected, signature }: JwsSignature): JsonObject {
  return { protected: header, ...(unprotected === undefined ? {} : { header: unprotected }), signature };
}

function json(value: JsonObject): Uint8Array {
  return Buffer.from(JSON.stringify(value));
}
