/** The two pages of the SAML provider: the login, and the form that carries its answer away. */
import type { Person } from '../openid/person.ts';
import { type Frame, html, page } from '../server/page.ts';
import type { Reply } from '../server/request.ts';
import type { ServiceProvider } from './authn-request.ts';

function identityPage(frame: Pick<Frame, 'title' | 'main' | 'status' | 'allow'>): Reply {
  const banner = 'Sandbox. The people here are invented, their passwords are public.';
  return page({ site: 'identity', brand: 'Sandbox Identity', banner, ...frame });
}

export interface LoginForm {
  readonly provider: ServiceProvider;
  readonly samlRequest: string;
  readonly relayState: string;
  readonly people: readonly Person[];
  /** The name that was tried with a password that is not its own. */
  readonly wrong?: string;
}

export function loginPage({ provider, samlRequest, relayState, people, wrong }: LoginForm): Reply {
  const known = people.map(
    (one) => html`<li>${one.name}: <code>${one.username}</code>, <code>${one.password}</code></li>`,
  );
  return identityPage({
    title: 'Log in',
    status: wrong === undefined ? 200 : 401,
    main: html`<div class="one"><section class="card pad stack">
<div class="tight"><h1>Log in</h1><p class="quiet"><strong>${provider.name ?? provider.entityId}</strong> asks for a login made now.</p></div>
${wrong !== undefined && html`<p class="note bad" role="alert">The name or the password is not right. Nobody was logged in. Please try again.</p>`}
<form method="post" action="/login" class="stack">
<input type="hidden" name="SAMLRequest" value="${samlRequest}"><input type="hidden" name="RelayState" value="${relayState}">
<div class="field"><label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required value="${wrong ?? ''}" autofocus></div>
<div class="field"><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required></div>
<button class="primary">Log in</button></form></section>
<section class="card pad stack"><h2>Who may log in here</h2><ul>${known}</ul></section></div>`,
  });
}

/** HTTP POST binding (Bindings 3.5): the browser carries the answer; the person presses the button. */
export function answerPage(provider: ServiceProvider, samlResponse: string, relayState: string): Reply {
  return identityPage({
    title: 'Logged in',
    allow: { 'form-action': new URL(provider.consumerUrl).origin },
    main: html`<div class="one"><section class="card pad stack"><h1>You are logged in</h1>
<form method="post" action="${provider.consumerUrl}" class="stack">
<input type="hidden" name="SAMLResponse" value="${samlResponse}"><input type="hidden" name="RelayState" value="${relayState}">
<button class="primary" autofocus>Continue to ${provider.name ?? provider.entityId}</button></form></section></div>`,
  });
}

export function refusalPage(message: string, status: number): Reply {
  return identityPage({
    title: 'Not possible',
    status,
    main: html`<div class="one"><section class="card pad stack"><h1>You cannot log in this way</h1>
<p class="note bad">${message}</p><p>Nobody was logged in. You can go back to where you came from.</p></section></div>`,
  });
}
