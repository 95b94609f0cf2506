/** The languages that the pages speak, and which of them somebody gets. */
export const languages = ['en', 'es', 'de', 'fr', 'ar'] as const;
export type Language = (typeof languages)[number];

export interface Spoken {
  /** Of the catalogue. */
  readonly language: Language;
  /** The reader's own variant of it, for dates and numbers: `de-AT`. BCP 47. */
  readonly locale: string;
}

/** The first of these tags (BCP 47, best first) that is spoken here, else English (RFC 4647, 3.4: a variant is as good as its language). */
export function spokenLanguage(wanted: readonly (string | undefined)[]): Spoken {
  for (const locale of wanted.flatMap(canonical)) {
    const language = languages.find((one) => one === locale.split('-')[0]);
    if (language !== undefined) return { language, locale };
  }
  return { language: 'en', locale: 'en' };
}

/** RFC 5646, 4.4.1: what a tag never needs to be longer than. */
const longest = 35;

/** Nobody's tag is trusted to be one: `Intl` would throw. */
function canonical(tag = ''): string[] {
  try {
    return tag === '' || tag.length > longest ? [] : Intl.getCanonicalLocales(tag);
  } catch {
    return [];
  }
}

/** The tags of Accept-Language (RFC 9110, 12.5.4), best first; none that is refused with a weight of 0. */
export function acceptedLanguages(header = ''): string[] {
  return header
    .split(',', 20)
    .map((range) => /^\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/.exec(range))
    .flatMap((match) => (match === null ? [] : [{ tag: match[1] ?? '', weight: Number(match[2] ?? 1) }]))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ tag }) => tag);
}

/** Which way a language is written. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  return /^(ar|fa|he|ur)\b/.test(locale) ? 'rtl' : 'ltr';
}
