/** What a page has loaded, as it came over the wire. */
import type { Page, Response } from 'playwright-core';

export interface Loaded {
  readonly path: string;
  readonly coding: string | undefined;
  /** Octets of the body as they came. */
  readonly size: number;
}

/** Everything that comes from this origin from now on, when it is asked for. */
export function watch(page: Page, origin: string): () => Promise<readonly Loaded[]> {
  const responses: Response[] = [];
  page.on('response', (response) => {
    if (response.url().startsWith(origin)) responses.push(response);
  });
  return () => Promise.all(responses.map(loadedBy));
}

async function loadedBy(response: Response): Promise<Loaded> {
  await response.finished();
  const headers = await response.allHeaders();
  return {
    path: new URL(response.url()).pathname,
    coding: headers['content-encoding'],
    size: Number(headers['content-length']),
  };
}

export function octets(files: readonly Loaded[]): number {
  return files.reduce((all, { size }) => all + size, 0);
}
