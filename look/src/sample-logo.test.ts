import { crc32, deflateSync } from 'node:zlib';

/** A PNG of true colour with alpha: a disc and a bar beside it, as plain as logos are. `more` stands before its end. */
export function sampleLogo(width: number, height: number, more: readonly Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8);
  const rows = Array.from({ length: height }, (_, y) => rowOf(y, width, height));
  const image = chunk('IDAT', deflateSync(Buffer.concat(rows)));
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    image,
    ...more,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function rowOf(y: number, width: number, height: number): Buffer {
  const row = Buffer.alloc(1 + width * 4);
  const middle = height / 2;
  for (let x = 0; x < width; x++) {
    const disc = (x - middle) ** 2 + (y - middle) ** 2 < (middle - 2) ** 2;
    const bar = x > height * 1.2 && Math.abs(y - middle) < height / 6;
    if (disc || bar) row.set(disc ? [217, 83, 0, 255] : [70, 30, 10, 255], 1 + x * 4);
  }
  return row;
}

export function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
