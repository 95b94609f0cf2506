/** How the page was entered: from the SSA with a challenge in the path, or from the identity provider with a fragment. */
export interface Entry {
  readonly chal: string | undefined;
  /** OpenID Connect Core 3.2.2.5: the identity provider's answer, in the fragment so that no server sees it. */
  readonly login?: { readonly idToken: string } | 'refused';
}

export function readEntry(url: URL): Entry {
  if (url.pathname !== '/idp/return') return { chal: /^\/approve\/([A-Za-z0-9_-]+)$/.exec(url.pathname)?.[1] };
  const answer = new URLSearchParams(url.hash.slice(1));
  const idToken = answer.get('id_token');
  return { chal: answer.get('state') ?? undefined, login: idToken === null ? 'refused' : { idToken } };
}

/** A token must not stay in the address bar or in the history. */
export function forgetFragment({ chal }: Entry): void {
  if (location.pathname === '/idp/return')
    history.replaceState(null, '', chal === undefined ? '/' : `/approve/${chal}`);
}
