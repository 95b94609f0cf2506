import { createCipheriv, createDecipheriv } from 'node:crypto';
import { SamStartError } from '../start-error.ts';

/** Octets of plain text in one piece, and of the tag after it. */
const pieceSize = 64 * 1024;
const tagLength = 16;

/**
 * AES-256-GCM over a stream: pieces under one key, each with its number and whether it is the last in its nonce (the STREAM construction
 * of Hoang, Reyhanitabar, Rogaway and Vizár), so that none can be changed, moved or cut off. A key must be used for one stream only.
 */
export async function* encrypted(key: Uint8Array, plain: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const part of plain) {
    waiting = Buffer.concat([waiting, part]);
    for (; waiting.length > pieceSize; waiting = waiting.subarray(pieceSize))
      yield seal(key, number++, false, waiting.subarray(0, pieceSize));
  }
  yield seal(key, number, true, waiting);
}

/** The plain text. Throws SamStartError `damaged` before anything of a changed piece is given. */
export async function* decrypted(key: Uint8Array, cipher: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const length = pieceSize + tagLength;
  let waiting: Buffer = Buffer.alloc(0);
  let number = 0;
  for await (const part of cipher) {
    waiting = Buffer.concat([waiting, part]);
    for (; waiting.length > length; waiting = waiting.subarray(length))
      yield open(key, number++, false, waiting.subarray(0, length));
  }
  yield open(key, number, true, waiting);
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(number, 7);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

function seal(key: Uint8Array, number: number, last: boolean, plain: Uint8Array): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, last));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Uint8Array, number: number, last: boolean, piece: Buffer): Buffer {
  const end = piece.length - tagLength;
  if (end < 0) throw damaged();
  const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, last)).setAuthTag(piece.subarray(end));
  try {
    return Buffer.concat([decipher.update(piece.subarray(0, end)), decipher.final()]);
  } catch (cause) {
    throw damaged(cause);
  }
}

function damaged(cause?: unknown): SamStartError {
  return new SamStartError('damaged', 'The backup is damaged, or was made with the keys of another module.', { cause });
}
