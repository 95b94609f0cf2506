import { crc32, deflateSync } from 'node:zlib';

/** A PNG as tests want it: its rows with the filter byte in front, uncompressed. */
export interface SamplePng {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly color: number;
  readonly interlaced?: boolean;
  readonly rows: readonly (readonly number[])[];
  readonly palette?: readonly number[];
  readonly transparent?: readonly number[];
}

export function samplePng({ width, height, depth, color, rows, ...more }: SamplePng): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, color, 0, 0, more.interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    ...(more.palette ? [chunk('PLTE', Buffer.from(more.palette))] : []),
    ...(more.transparent ? [chunk('tRNS', Buffer.from(more.transparent))] : []),
    chunk('IDAT', deflateSync(Buffer.from(rows.flat()))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
