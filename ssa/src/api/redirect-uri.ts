import { findClient } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

/**
 * Where a browser may be sent afterwards: an address its client has registered, compared without the query (which may name
 * the application's own case), so that no link of ours leads to a stranger (RFC 9700, 4.11).
 */
export async function requireRegistered(deps: SsaDeps, client: string, uri: string | undefined): Promise<void> {
  if (uri === undefined) return;
  const registered = (await findClient(deps.store.db, client))?.metadata['redirect_uris'];
  const wanted = withoutQuery(uri);
  const known = Array.isArray(registered) && registered.some((one) => withoutQuery(String(one)) === wanted);
  if (wanted !== undefined && known) return;
  throw new SsaError('invalid_request', 'This redirect_uri is not registered for the client.');
}

/** Undefined for what could be read as another address than it seems. */
function withoutQuery(uri: string): string | undefined {
  const url = URL.parse(uri);
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  return url.origin + url.pathname;
}

/** `uri` with what the application must know about the end. */
export function withQuery(uri: string, query: Readonly<Record<string, string>>): string {
  const url = new URL(uri);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
