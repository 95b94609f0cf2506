import { AdesError } from '../error.ts';
import { decodeJpeg, isJpeg } from './jpeg.ts';
import { decodePng, isPng } from './png.ts';

/** A picture as it will be embedded: its samples, or a JPEG as it came. */
export type RasterImage = {
  readonly width: number;
  readonly height: number;
  /** Gray or red, green and blue; eight bits each. */
  readonly components: 1 | 3;
  readonly data: Uint8Array;
} & (
  | { readonly kind: 'jpeg' }
  /** `alpha` is absent when everything is opaque. */
  | { readonly kind: 'samples'; readonly alpha?: Uint8Array }
);

/** Throws AdesError `input` for anything but a PNG or JPEG that can be read, `unsupported` for kinds that are not embedded. */
export function readImage(file: Uint8Array): RasterImage {
  if (isPng(file)) return decodePng(file);
  if (isJpeg(file)) return decodeJpeg(file);
  throw new AdesError('input', 'the image is neither PNG nor JPEG');
}

/** The picture on white, for where nothing may be transparent. */
export function onWhite(image: RasterImage): RasterImage {
  if (image.kind === 'jpeg' || image.alpha === undefined) return image;
  const { alpha, components, data, ...size } = image;
  const mixed = data.map((value, index) => {
    const share = alpha[Math.floor(index / components)]!;
    return Math.round((value * share + 0xff * (0xff - share)) / 0xff);
  });
  return { ...size, components, data: mixed };
}
