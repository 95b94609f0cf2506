/** A document on disk, read in parts: signing it costs no memory of its size. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { PdfSource } from '@chancery/ades';

export interface FileSource extends PdfSource {
  close(): void;
}

const piece = 1024 * 1024;

/** Throws the system's error when the file cannot be opened. Close it when done. */
export function fileSource(path: string): FileSource {
  const handle = openSync(path, 'r');
  return {
    size: fstatSync(handle).size,
    read: (start, end) => readFully(handle, start, end),
    stream: () => pieces(path),
    close: () => closeSync(handle),
  };
}

function readFully(handle: number, start: number, end: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(end - start);
  for (let at = 0; at < bytes.length; ) {
    const read = readSync(handle, bytes, at, bytes.length - at, start + at);
    if (read === 0) throw new Error('the file became shorter while it was read');
    at += read;
  }
  return bytes;
}

/** Each piece is the reader's until the next one is asked for. */
async function* pieces(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path);
  const buffer = Buffer.allocUnsafeSlow(piece);
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, piece);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
