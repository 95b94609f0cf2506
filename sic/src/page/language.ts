/** The language of the page: the one the request names, else the reader's, as far as it is spoken here. */
import { directionOf, type Language, spokenLanguage } from '@chancery/look/languages';
import { type Say, speaker } from '@chancery/look/messages';
import type { Catalogues } from './catalogue.ts';
import { catalogues, inEnglish } from './catalogues.ts';
import type { Intent } from './intent.ts';
import type { PageMessage } from './messages.en.ts';

/** For dates and numbers: the reader's own variant of the language. */
export let language = 'en';

let spoken: Say<PageMessage> = speaker(inEnglish.signatures, language);
export const say: Say<PageMessage> = (key, values) => spoken(key, values);

/** Before it is known what the page asks. */
export function speak(): Promise<void> {
  return speakIn(navigator.languages, ({ signatures }) => signatures);
}

/** A page asks for one thing only. Once that is known, every sentence is about it: a signature, a seal, or what is changed. */
export function speakOf({ purpose, seal, lang }: Pick<Intent, 'purpose' | 'seal' | 'lang'>): Promise<void> {
  const changing = purpose === 'key.delete' || purpose === 'factor.change';
  return speakIn([lang, ...navigator.languages], ({ signatures, seals, changes }) => ({
    ...signatures,
    ...(seal ? seals : {}),
    ...(changing ? changes : {}),
  }));
}

let asked = 0;

/** Of two that are on their way the later one counts, whichever arrives first. */
async function speakIn(
  wanted: readonly (string | undefined)[],
  choose: (catalogues: Catalogues) => Catalogues['signatures'],
): Promise<void> {
  asked += 1;
  const mine = asked;
  const found = spokenLanguage(wanted);
  const { catalogue, locale } = await loaded(found.language, found.locale);
  if (mine !== asked) return;
  language = locale;
  spoken = speaker(choose(catalogue), locale);
  document.documentElement.lang = locale;
  document.documentElement.dir = directionOf(locale);
}

/** A language that does not come must not keep anybody from the decision: English is here. */
function loaded(wanted: Language, locale: string): Promise<{ catalogue: Catalogues; locale: string }> {
  return catalogues[wanted]().then(
    (catalogue) => ({ catalogue, locale }),
    () => ({ catalogue: inEnglish, locale: 'en' }),
  );
}
