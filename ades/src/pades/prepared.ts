import type { WrittenDigest } from '@chancery/pki';
import { bytes, date, digestName, offset, parseObject, unreadable } from '../stored-state.ts';
import type { Placeholder } from './placeholder.ts';

/**
 * A prepared signature: all that is kept between preparing and embedding, so that nothing is ever computed again.
 * The signed file is the untouched original followed by the appendix; all offsets count from the original's start.
 */
export interface PreparedPades extends Placeholder {
  readonly digest: WrittenDigest;
  readonly messageDigest: Uint8Array;
  /** Only when the signed attributes carry it. */
  readonly signingTime?: Date;
  /** DER of the SET OF attributes: exactly the octets that are signed. */
  readonly signedAttributes: Uint8Array;
  /** digest(signedAttributes). */
  readonly dtbsr: Uint8Array;
}

const octets = ['appendix', 'messageDigest', 'signedAttributes', 'dtbsr'] as const;
const version = 1;

/** JSON text, octets in base64url. */
export function serializePrepared(prepared: PreparedPades): string {
  const encoded = octets.map((key) => [key, Buffer.from(prepared[key]).toString('base64url')]);
  return JSON.stringify({ version, ...prepared, ...Object.fromEntries(encoded) });
}

/** Throws AdesError `input` when the text is not what serializePrepared wrote. */
export function parsePrepared(text: string): PreparedPades {
  const stored = parseObject(text);
  const [appendix, messageDigest, signedAttributes, dtbsr] = octets.map((key) => bytes(stored[key])) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const range = Array.isArray(stored['byteRange']) ? stored['byteRange'].map(offset) : [];
  if (stored['version'] !== version || range.length !== 4) throw unreadable();
  return {
    appendix,
    byteRange: range as [number, number, number, number],
    contentsOffset: offset(stored['contentsOffset']),
    contentsLength: offset(stored['contentsLength']),
    digest: stored['digest'] === 'sha1' ? 'sha1' : digestName(stored['digest']),
    messageDigest,
    ...(stored['signingTime'] !== undefined && { signingTime: date(stored['signingTime']) }),
    signedAttributes,
    dtbsr,
  };
}
