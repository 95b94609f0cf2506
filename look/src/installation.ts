import type { Brand } from './brand.ts';

/** What the server wrote into the page about the installation it belongs to. */
export interface Installation {
  /** Who runs it, as people read it. */
  readonly operator: string;
  /** Whether the signatures made here bind nobody; shown unless the server says no. */
  readonly sandbox: boolean;
  /** Of the group whose errand the page is, where it has a look of its own. */
  readonly brand: Brand | undefined;
}

export function installation(): Installation {
  const { operator = '', sandbox, brand = '' } = document.documentElement.dataset;
  return { operator, sandbox: sandbox !== 'no', brand: brand === '' ? undefined : (JSON.parse(brand) as Brand) };
}
