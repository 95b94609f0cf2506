import type { Size } from './appearance.ts';
import type { RasterImage } from './raster.ts';

/** A part of the appearance, in points from its lower left corner. */
export interface Part {
  readonly left: number;
  readonly bottom: number;
  readonly size: Size;
}

export interface Layout {
  readonly image?: Part;
  readonly text?: Part;
}

const margin = 2;
/** What a picture beside text may take of the width. */
const widestShare = 0.4;

/** The picture as large as its share allows, in its proportions; the text in what is left to its right. */
export function layOut(
  [width, height]: Size,
  image: Pick<RasterImage, 'width' | 'height'> | undefined,
  hasText: boolean,
): Layout {
  const inner: Size = [Math.max(0, width - 2 * margin), Math.max(0, height - 2 * margin)];
  const whole: Part = { left: margin, bottom: margin, size: inner };
  if (image === undefined) return hasText ? { text: whole } : {};
  if (!hasText) return { image: contained(image, whole) };
  const taken = Math.min(inner[0] * widestShare, (inner[1] * image.width) / image.height);
  const picture: Part = { ...whole, size: [taken, inner[1]] };
  const text: Part = { left: margin + taken + margin, bottom: margin, size: [inner[0] - taken - margin, inner[1]] };
  return { image: contained(image, picture), text };
}

function contained(image: Pick<RasterImage, 'width' | 'height'>, { left, bottom, size }: Part): Part {
  const scale = Math.min(size[0] / image.width, size[1] / image.height);
  const [width, height] = [image.width * scale, image.height * scale];
  return { left: left + (size[0] - width) / 2, bottom: bottom + (size[1] - height) / 2, size: [width, height] };
}
