import { Blob, Face, Font as Shaper } from 'harfbuzzjs';
import { readTrueType, type TrueType } from './truetype.ts';

/** A font ready for shaping: its outlines, and which characters it has. */
export interface Font {
  readonly outlines: TrueType;
  readonly shaper: Shaper;
  readonly characters: ReadonlySet<number>;
}

/** Fonts are large and few: each file is opened once for as long as it is held. */
const opened = new WeakMap<Uint8Array, Font>();

/** Throws AdesError `input` for a file that cannot be embedded. */
export function openFont(file: Uint8Array): Font {
  const known = opened.get(file);
  if (known !== undefined) return known;
  const outlines = readTrueType(file);
  const face = new Face(new Blob(file));
  const font = { outlines, shaper: new Shaper(face), characters: new Set(face.collectUnicodes()) };
  opened.set(file, font);
  return font;
}
