/** What the server wrote into the page about the installation it belongs to. */
export interface Installation {
  /** Who runs it, as people read it. */
  readonly operator: string;
  /** Whether the signatures made here bind nobody; shown unless the server says no. */
  readonly sandbox: boolean;
}

export function installation(): Installation {
  const { operator = '', sandbox } = document.documentElement.dataset;
  return { operator, sandbox: sandbox !== 'no' };
}
