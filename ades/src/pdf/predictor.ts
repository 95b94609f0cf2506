import { damaged } from '../error.ts';

/** One row of samples behind its PNG predictor (ISO/IEC 15948, 9); `pixel` is the distance to the left neighbour in bytes. */
export function pngRow(type: number, source: Uint8Array, above: Uint8Array | undefined, pixel: number): Uint8Array {
  const out = new Uint8Array(source.length);
  for (let index = 0; index < source.length; index++) {
    const left = index >= pixel ? out[index - pixel]! : 0;
    const up = above?.[index] ?? 0;
    const upLeft = index >= pixel ? (above?.[index - pixel] ?? 0) : 0;
    out[index] = (source[index]! + prediction(type, left, up, upLeft)) & 0xff;
  }
  return out;
}

function prediction(type: number, left: number, up: number, upLeft: number): number {
  if (type === 0) return 0;
  if (type === 1) return left;
  if (type === 2) return up;
  if (type === 3) return (left + up) >> 1;
  if (type === 4) return paeth(left, up, upLeft);
  throw damaged(`unknown PNG predictor ${type}`);
}

function paeth(left: number, up: number, upLeft: number): number {
  const estimate = left + up - upLeft;
  const [toLeft, toUp, toUpLeft] = [estimate - left, estimate - up, estimate - upLeft].map(Math.abs) as [
    number,
    number,
    number,
  ];
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}
