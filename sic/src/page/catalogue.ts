/** What a language must say: every sentence of the approval page, and what is said otherwise of seals and of changes. */
import type { Message } from '@chancery/look/messages';
import type { englishOfChanges } from './messages.changes.en.ts';
import type { PageMessage } from './messages.en.ts';
import type { englishOfSeals } from './messages.seals.en.ts';

export type Catalogue = Readonly<Record<PageMessage, Message>>;
export type CatalogueOfSeals = Readonly<Record<keyof typeof englishOfSeals, Message>>;
export type CatalogueOfChanges = Readonly<Record<keyof typeof englishOfChanges, Message>>;

export interface Catalogues {
  readonly signatures: Catalogue;
  readonly seals: CatalogueOfSeals;
  readonly changes: CatalogueOfChanges;
}
