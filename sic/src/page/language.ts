/** The language of the page. Another one is other catalogues with the same keys. */
import { type Say, speaker } from '@chancery/look/messages';
import { english, type PageMessage } from './messages.en.ts';
import { englishOfSeals } from './messages.seals.en.ts';

const catalogues = { en: { signatures: english, seals: { ...english, ...englishOfSeals } } } as const;

/** The reader's own variant of the catalogue's language, so that dates and numbers look familiar. */
export const language = navigator.languages.find((wanted) => wanted.split('-')[0] === 'en') ?? 'en';

let spoken: Say<PageMessage> = speaker(catalogues.en.signatures, language);
export const say: Say<PageMessage> = (key, values) => spoken(key, values);

/** A page asks for one thing only. Once that is known to be an organisation's seal, every sentence is about a seal. */
export function speakOfSeals(): void {
  spoken = speaker(catalogues.en.seals, language);
}
