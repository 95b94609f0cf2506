/** Where something is to be seen on a page: in points, from the upper left corner as it is seen, always whole within the page. Pure. */
export interface Place {
  /** The first is 1. */
  readonly page: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Width and height of a page. */
export type PageSize = readonly [number, number];

/** Smaller than this nobody could read it. */
const least = [36, 18] as const;

/** The same place, or the nearest that lies within the page. */
export function within(place: Place, [wide, high]: PageSize): Place {
  const width = between(place.width, Math.min(least[0], wide), wide);
  const height = between(place.height, Math.min(least[1], high), high);
  return {
    page: place.page,
    left: between(place.left, 0, wide - width),
    top: between(place.top, 0, high - height),
    width,
    height,
  };
}

export function moved(place: Place, right: number, down: number, size: PageSize): Place {
  return within({ ...place, left: place.left + right, top: place.top + down }, size);
}

/** The upper left corner stays; at the edge of the page it grows no further. */
export function resized(place: Place, wider: number, higher: number, size: PageSize): Place {
  const width = Math.min(place.width + wider, size[0] - place.left);
  const height = Math.min(place.height + higher, size[1] - place.top);
  return within({ ...place, width, height }, size);
}

/** With its middle at this point of a page. */
export function centred(place: Place, page: number, [right, down]: readonly [number, number], size: PageSize): Place {
  return within({ ...place, page, left: right - place.width / 2, top: down - place.height / 2 }, size);
}

function between(value: number, low: number, high: number): number {
  const wanted = Number.isFinite(value) ? value : low;
  return Math.round(Math.max(low, Math.min(high, wanted)) * 10) / 10;
}
