import { AdesError, damaged } from '../error.ts';
import type { PdfDocument } from './document.ts';
import { inherited, type Page } from './pages.ts';
import { isInteger, type PdfValue } from './value.ts';

/**
 * A rectangle on a page as a person sees it: turned as `/Rotate` says, cut to the crop box. In points of 1/72 inch,
 * `left` and `top` from the upper left corner of what is shown.
 */
export interface VisibleRectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Corners in default user space (ISO 32000-2, 8.3.2.3): left, bottom, right, top. */
export type Box = readonly [number, number, number, number];

/** What of a page is shown and how it is turned, clockwise. */
export interface PageGeometry {
  readonly box: Box;
  readonly rotation: 0 | 90 | 180 | 270;
  /** Points per unit of user space (14.11, `/UserUnit`). */
  readonly unit: number;
}

const smallestUnit = 0.001;

export function pageGeometry(document: PdfDocument, page: Page): PageGeometry {
  const media = box(document, inherited(document, page, 'MediaBox')) ?? [0, 0, 612, 792];
  const crop = box(document, inherited(document, page, 'CropBox')) ?? media;
  const unit = document.get(page.dictionary, 'UserUnit');
  return {
    box: shown(media, crop),
    rotation: rotation(inherited(document, page, 'Rotate')),
    unit: unit.kind === 'number' && unit.value > smallestUnit ? unit.value : 1,
  };
}

/** Where a visible rectangle lies in default user space. Throws AdesError `input` unless it is wholly on the page. */
export function toUserSpace({ box, rotation, unit }: PageGeometry, place: VisibleRectangle): Box {
  const [left, top, width, height] = [place.left, place.top, place.width, place.height].map(
    (value) => value / unit,
  ) as [number, number, number, number];
  const [right, bottom] = [left + width, top + height];
  requireOnPage({ left, top, right, bottom }, visibleSize({ box, rotation }));
  const [x0, y0, x1, y1] = box;
  if (rotation === 90) return [x0 + top, y0 + left, x0 + bottom, y0 + right];
  if (rotation === 180) return [x1 - right, y0 + top, x1 - left, y0 + bottom];
  if (rotation === 270) return [x1 - bottom, y1 - right, x1 - top, y1 - left];
  return [x0 + left, y1 - bottom, x0 + right, y1 - top];
}

/** Width and height of the page as shown, in units of user space. */
function visibleSize({ box, rotation }: Pick<PageGeometry, 'box' | 'rotation'>): readonly [number, number] {
  const [width, height] = [box[2] - box[0], box[3] - box[1]];
  return rotation % 180 === 0 ? [width, height] : [height, width];
}

/** The corners of a rectangle array in their order (7.9.5); undefined when it is none. */
export function box(document: PdfDocument, value: PdfValue): Box | undefined {
  if (value.kind !== 'array' || value.items.length !== 4) return undefined;
  const corners = value.items.map((item) => document.resolve(item));
  const [a, b, c, d] = corners.map((corner) => (corner.kind === 'number' ? corner.value : Number.NaN)) as [
    number,
    number,
    number,
    number,
  ];
  if ([a, b, c, d].some(Number.isNaN)) return undefined;
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}

/** 14.11.2.1: the crop box cut to the media box. */
function shown(media: Box, crop: Box): Box {
  const [left, bottom] = [Math.max(media[0], crop[0]), Math.max(media[1], crop[1])];
  const [right, top] = [Math.min(media[2], crop[2]), Math.min(media[3], crop[3])];
  if (left >= right || bottom >= top) throw damaged('a page without an area');
  return [left, bottom, right, top];
}

function rotation(value: PdfValue): 0 | 90 | 180 | 270 {
  const turned = isInteger(value) ? ((value.value % 360) + 360) % 360 : 0;
  return turned === 90 || turned === 180 || turned === 270 ? turned : 0;
}

const tolerance = 0.01;

function requireOnPage(
  place: { left: number; top: number; right: number; bottom: number },
  [width, height]: readonly [number, number],
): void {
  const { left, top, right, bottom } = place;
  const sized = right - left > 0 && bottom - top > 0;
  const inside = left >= -tolerance && top >= -tolerance && right <= width + tolerance && bottom <= height + tolerance;
  if (sized && inside) return;
  throw new AdesError('input', `the place of the signature is not on its page of ${width} by ${height} units`);
}
