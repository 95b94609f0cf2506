import { AdesError } from '../error.ts';
import type { RasterImage } from './raster.ts';

export function isJpeg(file: Uint8Array): boolean {
  return file[0] === 0xff && file[1] === 0xd8 && file[2] === 0xff;
}

/** Start of frame, but for the markers among them that mean other things (ISO/IEC 10918-1, table B.1). */
const framing = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** A JPEG is embedded as it is (ISO 32000-2, 7.4.8); only its frame header is read. */
export function decodeJpeg(file: Uint8Array): RasterImage {
  const frame = frameHeader(file);
  const [precision, components] = [frame[0]!, frame[5]!];
  const [height, width] = [frame[1]! * 256 + frame[2]!, frame[3]! * 256 + frame[4]!];
  if (width === 0 || height === 0) throw new AdesError('input', 'the image has no size');
  if (precision !== 8 || (components !== 1 && components !== 3)) {
    throw new AdesError('unsupported', 'a JPEG other than of eight bits in gray or red, green and blue');
  }
  return { kind: 'jpeg', width, height, components, data: file };
}

function frameHeader(file: Uint8Array): Uint8Array {
  for (let at = 2; at + 10 <= file.length; ) {
    if (file[at] !== 0xff) break;
    const marker = file[at + 1]!;
    if (marker === 0xff) {
      at++; // fill bytes (B.1.1.2)
      continue;
    }
    if (framing(marker)) return file.subarray(at + 4, at + 10);
    at += 2 + file[at + 2]! * 256 + file[at + 3]!;
  }
  throw new AdesError('input', 'the image cannot be read: it has no frame');
}
