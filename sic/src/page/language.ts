/** The language of the page. Another one is another catalogue with the same keys. */
import { speaker } from '@chancery/look/messages';
import { english, type PageMessage } from './messages.en.ts';

const catalogues = { en: english } as const;

/** The reader's own variant of the catalogue's language, so that dates and numbers look familiar. */
export const language = navigator.languages.find((wanted) => wanted.split('-')[0] === 'en') ?? 'en';
export const say = speaker<PageMessage>(catalogues.en, language);
