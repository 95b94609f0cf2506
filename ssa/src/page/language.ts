/** The language of the result page: the reader's, as far as it is spoken here. */
import { directionOf, spokenLanguage } from '@chancery/look/languages';
import { type Say, speaker } from '@chancery/look/messages';
import { catalogues } from './catalogues.ts';
import { english, type ResultMessage } from './messages.en.ts';

/** For dates and numbers: the reader's own variant of the language. */
export let language = 'en';
let spoken: Say<ResultMessage> = speaker(english, language);
export const say: Say<ResultMessage> = (key, values) => spoken(key, values);

/** A language that does not come must not keep the result from anybody: English is here. */
export async function speak(): Promise<void> {
  const { language: wanted, locale } = spokenLanguage(navigator.languages);
  const catalogue = await catalogues[wanted]().catch(() => undefined);
  if (catalogue === undefined) return;
  language = locale;
  spoken = speaker(catalogue, locale);
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
}
