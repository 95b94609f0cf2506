/**
 * The colours that a group may have of its own, and whether people can read them: contrast by WCAG 2.2, 1.4.3 (4.5:1 for text) and
 * 1.4.11 (3:1 for controls), in the light and in the dark.
 */
export interface SchemeColours {
  /** Links, marks and the ring around what has the focus. */
  readonly accent: string;
  /** The one button that goes on. */
  readonly button: string;
  readonly button_text: string;
}

/** Each `#rrggbb`. */
export interface BrandColours {
  readonly light: SchemeColours;
  readonly dark: SchemeColours;
}

export interface LowContrast {
  readonly scheme: keyof BrandColours;
  /** What lies on what: `accent on the soft ground of marks`. */
  readonly pair: string;
  /** To one; at most as high as it is, never rounded up. */
  readonly ratio: number;
  readonly least: number;
}

/** What brand colours lie on: the tokens of `tokens.css`, which a test holds to be the same. */
export const grounds = {
  light: { paper: '#faf8f4', surface: '#ffffff', sunken: '#f1eee7' },
  dark: { paper: '#0f141a', surface: '#171e26', sunken: '#11171e' },
} as const;

const text = 4.5;
const control = 3;

/** Every pair that is too hard to read; none where all are good. */
export function lowContrasts(colours: BrandColours): LowContrast[] {
  return (['light', 'dark'] as const).flatMap((scheme) =>
    pairsOf(scheme, colours[scheme]).flatMap(([pair, above, below, least]) => {
      const ratio = Math.floor(contrast(above, below) * 100) / 100;
      return ratio < least ? [{ scheme, pair, ratio, least }] : [];
    }),
  );
}

type Pair = readonly [name: string, above: string, below: string, least: number];

function pairsOf(scheme: keyof BrandColours, colours: SchemeColours): readonly Pair[] {
  const { paper, surface, sunken } = grounds[scheme];
  const { accent, button, button_text: words } = colours;
  return [
    ['accent on the page', accent, paper, text],
    ['accent on a card', accent, surface, text],
    ['accent on a sunken ground', accent, sunken, text],
    ['accent on the soft ground of marks', accent, soft(scheme, accent), text],
    ['button_text on button', words, button, text],
    ['button on the page', button, paper, control],
    ['button on a card', button, surface, control],
  ];
}

/** The ground of marks and notes. */
function soft(scheme: keyof BrandColours, accent: string): string {
  return mixed(grounds[scheme].surface, accent, 0.1);
}

/** WCAG 2.2, contrast ratio: 1 to 21. */
export function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function mixed(ground: string, colour: string, share: number): string {
  const above = channels(colour);
  const parts = channels(ground).map((value, i) => Math.round(value * (1 - share) + (above[i] ?? 0) * share));
  return `#${parts.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** The stylesheet that goes after `look.css`. Takes colours as they were checked. */
export function brandSheet({ light, dark }: BrandColours): string {
  const ofLight = `html:root{${tokens('light', light)}}`;
  return `${ofLight}\n@media (prefers-color-scheme: dark){html:root{${tokens('dark', dark)}}}\n`;
}

function tokens(scheme: keyof BrandColours, { accent, button, button_text: words }: SchemeColours): string {
  const named = {
    primary: accent,
    'primary-soft': soft(scheme, accent),
    button,
    'button-strong': button,
    'on-button': words,
  };
  return Object.entries(named)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}
