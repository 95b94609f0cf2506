/** In which language a page that this server writes is written: the first of those the browser accepts that is spoken here. */
import { acceptedLanguages, directionOf, type Language, spokenLanguage } from '@chancery/look/languages';
import { type Say, speaker } from '@chancery/look/messages';
import { arabic } from './words.ar.ts';
import { german } from './words.de.ts';
import { english, type Word, type Words } from './words.en.ts';
import { spanish } from './words.es.ts';
import { french } from './words.fr.ts';

export const wordsIn: Readonly<Record<Language, Words>> = {
  en: english,
  es: spanish,
  de: german,
  fr: french,
  ar: arabic,
};

export function isWord(key: string): key is Word {
  return key in english;
}

export interface Speech {
  readonly say: Say<Word>;
  /** For `<html>`. */
  readonly lang: string;
  readonly dir: 'ltr' | 'rtl';
}

export function speechFor(acceptLanguage: string | undefined): Speech {
  const { language, locale } = spokenLanguage(acceptedLanguages(acceptLanguage));
  return { say: speaker<Word>(wordsIn[language], locale), lang: locale, dir: directionOf(locale) };
}
