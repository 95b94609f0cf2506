import type { Login } from './login.ts';

/** How the page was entered: from the SSA with a challenge in the path, or from the identity provider with its answer. */
export interface Entry {
  readonly chal: string | undefined;
  readonly login?: Login | 'refused';
  /** From a registration officer, behind the address of the page. */
  readonly ticket?: string;
}

/**
 * OpenID Connect Core 3.2.2.5: the answer stands in the fragment, so that no server sees it. SAML 2.0 Bindings 3.5: it was posted to this
 * host, which handed it on in the page itself (`posted`).
 */
export function readEntry(url: URL, posted: { readonly chal?: string; readonly samlResponse?: string }): Entry {
  const { chal, samlResponse: response } = posted;
  if (response !== undefined) return { chal, login: { kind: 'saml', response } };
  if (url.pathname !== '/idp/return') return atApproval(url);
  const answer = new URLSearchParams(url.hash.slice(1));
  const idToken = answer.get('id_token');
  return { chal: answer.get('state') ?? undefined, login: idToken === null ? 'refused' : { kind: 'oidc', idToken } };
}

function atApproval({ pathname, hash }: URL): Entry {
  const ticket = hash.slice(1);
  return {
    chal: /^\/approve\/([A-Za-z0-9_-]+)$/.exec(pathname)?.[1],
    ...(isTicket(ticket) ? { ticket } : {}),
  };
}

/** The officer who vouched, and what only the signing module makes. */
export function isTicket(text: string): boolean {
  return /^[^\s#]{1,156}\.[\w-]{43}$/.test(text);
}

/** A token or a ticket must not stay in the address bar or in the history, and a posted answer is not to be posted again. */
export function forgetAnswer({ chal, ticket }: Entry): void {
  if (ticket !== undefined || location.pathname === '/idp/return' || location.pathname === '/saml/acs')
    history.replaceState(null, '', chal === undefined ? '/' : `/approve/${chal}`);
}
