import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { DocumentError } from './document-store.ts';

/**
 * Octets at rest in segments that open one by one: AES-256-GCM as the STREAM construction (Hoang, Reyhanitabar, Rogaway,
 * Vizár, 2015). The nonce counts the segments and says which is the last, so that none can be moved, left out or cut off.
 * Every file has a key of its own, derived from the request's with a random salt and the file's name (RFC 5869).
 */
export const segmentLength = 65_536;
export const saltLength = 32;
const tagLength = 16;
const sealedLength = segmentLength + tagLength;

export function fileKey(key: Uint8Array, salt: Uint8Array, name: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, `chancery document ${name}`, 32));
}

export function sealSegment(key: Uint8Array, index: number, last: boolean, octets: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce(index, last));
  return Buffer.concat([cipher.update(octets), cipher.final(), cipher.getAuthTag()]);
}

/** Throws DocumentError `damaged`. */
export function openSegment(key: Uint8Array, index: number, last: boolean, sealed: Uint8Array): Buffer {
  try {
    const tag = sealed.subarray(-tagLength);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce(index, last)).setAuthTag(tag);
    return Buffer.concat([decipher.update(sealed.subarray(0, -tagLength)), decipher.final()]);
  } catch (cause) {
    throw new DocumentError('damaged', 'a stored document cannot be decrypted', { cause });
  }
}

function nonce(index: number, last: boolean): Buffer {
  const octets = Buffer.alloc(12);
  octets.writeUInt32BE(index, 7);
  octets[11] = last ? 1 : 0;
  return octets;
}

/** How a file of that size, its salt included, divides. Throws DocumentError `damaged` for a size no file can have. */
export function divide(fileSize: number): { readonly count: number; readonly size: number } {
  const body = fileSize - saltLength;
  const count = Math.ceil(body / sealedLength);
  const size = body - count * tagLength;
  const last = size - (count - 1) * segmentLength;
  if (count < 1 || last < 0 || (last === 0 && count > 1))
    throw new DocumentError('damaged', 'a stored document was cut off');
  return { count, size };
}

/** Where a sealed segment lies in its file. */
export function placeOf(index: number): { readonly offset: number; readonly length: number } {
  return { offset: saltLength + index * sealedLength, length: sealedLength };
}

/** Regroups pieces into segments; the last may be shorter, and an empty content is one empty segment. */
export async function* segmentsOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<readonly [Uint8Array, boolean]> {
  let held = Buffer.alloc(0);
  for await (const piece of content) {
    held = Buffer.concat([held, piece]);
    // One octet more than a segment must be here before it is known not to be the last.
    let at = 0;
    for (; held.length - at > segmentLength; at += segmentLength) yield [held.subarray(at, at + segmentLength), false];
    held = held.subarray(at);
  }
  yield [held, true];
}
