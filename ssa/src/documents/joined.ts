import { Readable } from 'node:stream';
import type { OpenDocument } from './document-store.ts';

/** Octets on their way out, and how many there are. */
export interface Joined {
  readonly size: number;
  readonly stream: Readable;
}

type Part = OpenDocument | Uint8Array;

/** One after the other as one stream; the documents are closed when the stream is over, whatever ended it. */
export function joined(...parts: readonly Part[]): Joined {
  const stream = Readable.from(octetsOf(parts), { objectMode: false });
  stream.once('close', () => {
    for (const part of parts) if (!(part instanceof Uint8Array)) part.close();
  });
  return { size: parts.reduce((sum, part) => sum + (part instanceof Uint8Array ? part.length : part.size), 0), stream };
}

async function* octetsOf(parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (part instanceof Uint8Array) yield part;
    else yield* part.stream();
  }
}
