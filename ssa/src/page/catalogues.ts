/** The catalogues of the result page: English is at hand, the others are files of their own, loaded when somebody reads them. */
import type { Language } from '@chancery/look/languages';
import { english, type ResultCatalogue } from './messages.en.ts';

export const catalogues: Readonly<Record<Language, () => Promise<ResultCatalogue>>> = {
  en: async () => english,
  es: async () => (await import('./messages.es.ts')).spanish,
  de: async () => (await import('./messages.de.ts')).german,
  fr: async () => (await import('./messages.fr.ts')).french,
  ar: async () => (await import('./messages.ar.ts')).arabic,
};
