import { deflateSync } from 'node:zlib';
import type { Revision } from '../pdf/revision.ts';
import { dictionary, integer, name, type PdfReference, type PdfValue } from '../pdf/value.ts';
import type { Palette } from './colors.ts';
import { onWhite, type RasterImage } from './raster.ts';

/** An image XObject (ISO 32000-2, 8.9.5); what is transparent by a soft mask (11.6.5.2). */
export function embedImage(revision: Revision, image: RasterImage, palette: Palette): PdfReference {
  const shown = palette.transparency ? image : onWhite(image);
  const mask =
    shown.kind === 'samples' && shown.alpha !== undefined ? softMask(revision, shown, shown.alpha) : undefined;
  const colorSpace = shown.components === 1 ? palette.gray : palette.rgb;
  if (shown.kind === 'jpeg') return addImage(revision, shown, colorSpace, { Filter: name('DCTDecode') }, shown.data);
  const entries = { Filter: name('FlateDecode'), SMask: mask };
  return addImage(revision, shown, colorSpace, entries, deflateSync(shown.data));
}

type Size = Pick<RasterImage, 'width' | 'height'>;

function softMask(revision: Revision, size: Size, alpha: Uint8Array): PdfReference {
  return addImage(revision, size, name('DeviceGray'), { Filter: name('FlateDecode') }, deflateSync(alpha));
}

function addImage(
  revision: Revision,
  { width, height }: Size,
  colorSpace: PdfValue,
  entries: Readonly<Record<string, PdfValue | undefined>>,
  data: Uint8Array,
): PdfReference {
  const head = dictionary({
    Type: name('XObject'),
    Subtype: name('Image'),
    Width: integer(width),
    Height: integer(height),
    ColorSpace: colorSpace,
    BitsPerComponent: integer(8),
    ...entries,
  });
  return revision.addStream(head, data);
}
