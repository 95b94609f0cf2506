import type { Login } from './login.ts';

/** How the page was entered: from the SSA with a challenge in the path, or from the identity provider with its answer. */
export interface Entry {
  readonly chal: string | undefined;
  readonly login?: Login | 'refused';
}

/**
 * OpenID Connect Core 3.2.2.5: the answer stands in the fragment, so that no server sees it. SAML 2.0 Bindings 3.5: it was posted to this
 * host, which handed it on in the page itself (`posted`).
 */
export function readEntry(url: URL, posted: { readonly chal?: string; readonly samlResponse?: string }): Entry {
  const { chal, samlResponse: response } = posted;
  if (response !== undefined) return { chal, login: { kind: 'saml', response } };
  if (url.pathname !== '/idp/return') return { chal: /^\/approve\/([A-Za-z0-9_-]+)$/.exec(url.pathname)?.[1] };
  const answer = new URLSearchParams(url.hash.slice(1));
  const idToken = answer.get('id_token');
  return { chal: answer.get('state') ?? undefined, login: idToken === null ? 'refused' : { kind: 'oidc', idToken } };
}

/** A token must not stay in the address bar or in the history, and a posted answer is not to be posted again. */
export function forgetAnswer({ chal }: Entry): void {
  if (location.pathname === '/idp/return' || location.pathname === '/saml/acs')
    history.replaceState(null, '', chal === undefined ? '/' : `/approve/${chal}`);
}
