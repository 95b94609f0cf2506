/** Ending the session (OpenID Connect RP-Initiated Logout 1.0): at once for a client that proves itself, else after a click. */
import { type Asked, type Reply, readForm, refuseOtherPages, seeOther } from '../server/request.ts';
import { endSession } from './login.ts';
import { loggedOutPage, logoutPage } from './pages.ts';
import type { Provider } from './provider-state.ts';

export function logOut(provider: Provider, asked: Asked): Reply {
  const query = asked.url.searchParams;
  const claims = provider.key.read(query.get('id_token_hint') ?? '');
  const client = provider.clients.find((one) => one.clientId === claims?.['aud']);
  if (!client) return logoutPage();
  const ended = { 'set-cookie': endSession(provider, asked) };
  const back = client.postLogoutRedirectUris?.find((uri) => uri === query.get('post_logout_redirect_uri'));
  if (back === undefined) return loggedOutPage(ended);
  const url = new URL(back);
  const state = query.get('state');
  if (state !== null) url.searchParams.set('state', state);
  return seeOther(url.href, ended);
}

export async function logOutAfterClick(provider: Provider, asked: Asked): Promise<Reply> {
  refuseOtherPages(asked, provider.issuer);
  await readForm(asked);
  return loggedOutPage({ 'set-cookie': endSession(provider, asked) });
}
