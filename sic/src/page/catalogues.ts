/** The catalogues of the approval page: English is at hand, the others are files of their own, loaded when somebody reads them. */
import type { Language } from '@chancery/look/languages';
import type { Catalogues } from './catalogue.ts';
import { englishOfChanges } from './messages.changes.en.ts';
import { english } from './messages.en.ts';
import { englishOfSeals } from './messages.seals.en.ts';

export const inEnglish: Catalogues = { signatures: english, seals: englishOfSeals, changes: englishOfChanges };

export const catalogues: Readonly<Record<Language, () => Promise<Catalogues>>> = {
  en: async () => inEnglish,
  es: () => import('./messages.es.ts'),
  de: () => import('./messages.de.ts'),
  fr: () => import('./messages.fr.ts'),
  ar: () => import('./messages.ar.ts'),
};
