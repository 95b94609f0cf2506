import type { DigestName } from '@chancery/pki';
import type { Part } from '@chancery/xmldsig';
import { bytes, digestName, offset, parseObject, storedText, unreadable } from '../stored-state.ts';

/** A prepared signature: all that is kept between preparing and embedding; the content comes again with the value. */
export interface PreparedXades {
  readonly profile: 'xades' | 'xmldsig';
  readonly digest: DigestName;
  /** SHA-256 of each document that the signed one is put together from. */
  readonly originals: readonly Uint8Array[];
  /** The signed document in its parts. */
  readonly parts: readonly Part[];
  /** The digest of the signer's certificate, by `digest`. */
  readonly certificateDigest: Uint8Array;
  /** xades:SignedProperties in its canonical form; empty in a plain XML signature. */
  readonly signedProperties: Uint8Array;
  /** What of the document is signed, in its canonical form; empty when nothing of a document is. */
  readonly covered: Uint8Array;
  /** ds:SignedInfo in its canonical form: exactly the octets that are signed. */
  readonly signedInfo: Uint8Array;
  /** digest(signedInfo). */
  readonly dtbsr: Uint8Array;
}

const version = 1;

export function serializePreparedXades(prepared: PreparedXades): string {
  return storedText({ version, ...prepared });
}

/** Throws AdesError `input` when the text is not what serializePreparedXades wrote. */
export function parsePreparedXades(text: string): PreparedXades {
  const stored = parseObject(text);
  const { profile, version: found } = stored;
  if (found !== version || (profile !== 'xades' && profile !== 'xmldsig')) throw unreadable();
  return {
    profile,
    digest: digestName(stored['digest']),
    originals: list(stored['originals']).map(bytes),
    parts: list(stored['parts']).map(part),
    certificateDigest: bytes(stored['certificateDigest']),
    signedProperties: bytes(stored['signedProperties']),
    covered: bytes(stored['covered']),
    signedInfo: bytes(stored['signedInfo']),
    dtbsr: bytes(stored['dtbsr']),
  };
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw unreadable();
}

function part(value: unknown): Part {
  if (typeof value !== 'object' || value === null) throw unreadable();
  const { kind, octets, document, from, to, encoding } = value as Readonly<Record<string, unknown>>;
  if (kind === 'octets') return { kind, octets: bytes(octets) };
  if (kind === 'original') return { kind, document: offset(document), from: offset(from), to: offset(to) };
  if (kind === 'base64') return { kind, document: offset(document), encoding: xmlEncoding(encoding) };
  if (kind === 'value') return { kind, encoding: xmlEncoding(encoding) };
  throw unreadable();
}

function xmlEncoding(value: unknown): (Part & { kind: 'value' })['encoding'] {
  if (typeof value !== 'object' || value === null) throw unreadable();
  const { kind, bigEndian, label } = value as Readonly<Record<string, unknown>>;
  if (kind === 'utf-8') return { kind };
  if (kind === 'wide' && typeof bigEndian === 'boolean') return { kind, bigEndian };
  if (kind === 'single' && typeof label === 'string') return { kind, label };
  throw unreadable();
}
