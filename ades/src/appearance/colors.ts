import type { PdfDocument } from '../pdf/document.ts';
import { pdfAPart } from '../pdf/pdf-a.ts';
import { array, dictionary, name, number, type PdfValue } from '../pdf/value.ts';

/** What an appearance may draw with in this document. */
export interface Palette {
  readonly gray: PdfValue;
  readonly rgb: PdfValue;
  readonly transparency: boolean;
}

/**
 * In PDF/A (ISO 19005) colours are those of a device only where an output intent says which, and transparency is for
 * part 2 and later, with an output intent: there the colours are calibrated, and pictures lie on white otherwise.
 */
export function paletteOf(document: PdfDocument): Palette {
  const part = pdfAPart(document);
  if (part === undefined) return { gray: name('DeviceGray'), rgb: name('DeviceRGB'), transparency: true };
  const intended = document.get(document.catalog, 'OutputIntents').kind === 'array';
  return { gray: calibratedGray(), rgb: calibratedRgb(), transparency: part >= 2 && intended };
}

/** ISO 32000-2, 8.6.5.2 and 8.6.5.3, with the numbers of sRGB (IEC 61966-2-1). */
const whitePoint = array([0.9505, 1, 1.089].map(number));

function calibratedGray(): PdfValue {
  return array([name('CalGray'), dictionary({ WhitePoint: whitePoint, Gamma: number(2.2) })]);
}

function calibratedRgb(): PdfValue {
  const matrix = [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505];
  const parameters = {
    WhitePoint: whitePoint,
    Gamma: array([2.2, 2.2, 2.2].map(number)),
    Matrix: array(matrix.map(number)),
  };
  return array([name('CalRGB'), dictionary(parameters)]);
}
