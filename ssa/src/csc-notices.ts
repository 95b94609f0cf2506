/** Telling a client that an answer of CSC is there, at an address that operators have registered for it (CSC API v2, 11.13: `response_uri`). */
import { setTimeout as pause } from 'node:timers/promises';
import { ConnectorError, type Outward } from '@chancery/connectors/tsa';

/** Milliseconds before each attempt. */
const usualPauses: readonly number[] = [0, 2_000, 15_000, 60_000];

export interface CscNotices {
  /** Begins to tell and does not wait: an answer is fetched whether its client was told or not. */
  tell(responseUri: string, responseID: string): void;
  /** What is not told yet never will be. */
  close(): void;
}

/** `untold` hears why, after the last attempt. */
export function cscNotices(
  outward: Outward,
  untold: (error: unknown) => void,
  pauses: readonly number[] = usualPauses,
): CscNotices {
  const leaving = new AbortController();
  const attempts = async (responseUri: string, responseID: string) => {
    let last: unknown;
    for (const milliseconds of pauses) {
      await pause(milliseconds, undefined, { signal: leaving.signal });
      last = await attempt(outward, responseUri, responseID);
      if (last === undefined || isForbidden(last)) break;
    }
    if (last !== undefined) throw last;
  };
  return {
    tell: (responseUri, responseID) => void attempts(responseUri, responseID).catch(untold),
    close: () => leaving.abort(),
  };
}

/** The id opens nothing by itself: who asks with it shows the token of the client and person of the request. Undefined when it was heard. */
async function attempt(outward: Outward, url: string, responseID: string): Promise<unknown> {
  const body = Buffer.from(JSON.stringify({ responseID }));
  const headers = { 'content-type': 'application/json' };
  const bounds = { schemes: ['https', 'http'], largest: 64 * 1024, milliseconds: 10_000 } as const;
  return outward.ask({ url, method: 'POST', headers, body, ...bounds }).then(
    ({ status }) =>
      status >= 200 && status < 300 ? undefined : new Error(`${new URL(url).origin} answered ${status}`),
    (error: unknown) => error,
  );
}

/** No other attempt would be dialled either. */
function isForbidden(error: unknown): boolean {
  return error instanceof ConnectorError && error.code === 'forbidden';
}
