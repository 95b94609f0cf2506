/** The language of the page. Another one is other catalogues with the same keys. */
import { type Say, speaker } from '@chancery/look/messages';
import type { Intent } from './intent.ts';
import { englishOfChanges } from './messages.changes.en.ts';
import { english, type PageMessage } from './messages.en.ts';
import { englishOfSeals } from './messages.seals.en.ts';

const catalogues = { en: { signatures: english, seals: englishOfSeals, changes: englishOfChanges } } as const;

/** The reader's own variant of the catalogue's language, so that dates and numbers look familiar. */
export const language = navigator.languages.find((wanted) => wanted.split('-')[0] === 'en') ?? 'en';

let spoken: Say<PageMessage> = speaker(catalogues.en.signatures, language);
export const say: Say<PageMessage> = (key, values) => spoken(key, values);

/** A page asks for one thing only. Once that is known, every sentence is about it: a signature, a seal, or what is changed. */
export function speakOf({ purpose, seal }: Pick<Intent, 'purpose' | 'seal'>): void {
  const { signatures, seals, changes } = catalogues.en;
  const changing = purpose === 'key.delete' || purpose === 'factor.change';
  spoken = speaker({ ...signatures, ...(seal ? seals : {}), ...(changing ? changes : {}) }, language);
}
