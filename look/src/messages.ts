import { directionOf } from './languages.ts';

/**
 * Speaking from a catalogue. A message is one whole sentence with named places, or one sentence per plural form of its
 * `count`; nothing is ever glued together from pieces, so that a translator moves words as the language wants.
 */
export type Message = string | ({ readonly other: string } & { readonly [form in Intl.LDMLPluralRule]?: string });
export type Values = Readonly<Record<string, string | number>>;
/** Says one message of the catalogue; numbers are written as the language writes them. */
export type Say<Key extends string> = (key: Key, values?: Values) => string;

const rightToLeft = /[֐-ࣿיִ-﷿ﹰ-ﻼ]/u;

export function speaker<Key extends string>(catalogue: Readonly<Record<Key, Message>>, language: string): Say<Key> {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const mirrored = directionOf(language) === 'rtl';
  const written = (value: string | number) =>
    typeof value === 'number' ? numbers.format(value) : isolated(value, mirrored);
  return (key, values = {}) =>
    sentence(catalogue[key], values, plurals).replace(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name];
      return value === undefined ? place : written(value);
    });
}

function sentence(message: Message, values: Values, plurals: Intl.PluralRules): string {
  if (typeof message === 'string') return message;
  return message[plurals.select(Number(values['count'] ?? 0))] ?? message.other;
}

/**
 * A name in another direction must not turn the sentence around it, nor the sentence a name, an address or a number of a telephone in it
 * (Unicode UAX 9: first strong isolate).
 */
function isolated(value: string, mirrored: boolean): string {
  return mirrored || rightToLeft.test(value) ? `\u2068${value}\u2069` : value;
}

/** 182331 → "182 kB", 117 → "117 bytes", in the reader's language. */
export function fileSize(bytes: number, language: string): string {
  const [unit, value] =
    bytes < 1000
      ? (['byte', bytes] as const)
      : bytes < 1e6
        ? (['kilobyte', bytes / 1e3] as const)
        : (['megabyte', bytes / 1e6] as const);
  const digits = unit === 'megabyte' ? 1 : 0;
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: digits,
  }).format(value);
}

/** 1840000000 → "22 April 2028", in the reader's language and time zone. */
export function day(unixSeconds: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(unixSeconds * 1000));
}

/** 1840000000 → "22 April 2028 at 13:06 CEST", in the reader's language and time zone, which is named. */
export function moment(unixSeconds: number, language: string): string {
  const whole = { day: 'numeric', month: 'long', year: 'numeric', hour: 'numeric', minute: '2-digit' } as const;
  return new Intl.DateTimeFormat(language, { ...whole, timeZoneName: 'short' }).format(new Date(unixSeconds * 1000));
}

/** 252 → "4 minutes and 12 seconds", in the reader's language. */
export function duration(seconds: number, language: string): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts = [
    ['hour', Math.floor(whole / 3600)],
    ['minute', Math.floor(whole / 60) % 60],
    ['second', whole % 60],
  ] as const;
  const shown = parts.filter(([unit, value]) => value > 0 || (unit === 'second' && whole === 0));
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(
    shown.map(([unit, value]) =>
      new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value),
    ),
  );
}
