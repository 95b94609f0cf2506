/** The few pages of the OpenID provider. */
import { type Frame, html, type Markup, page } from '../server/page.ts';
import type { Reply } from '../server/request.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import type { Provider } from './provider-state.ts';

type Headers = Readonly<Record<string, string>>;

function identityPage(frame: Pick<Frame, 'title' | 'main' | 'status' | 'allow' | 'headers'>): Reply {
  return page({
    site: 'identity',
    brand: 'Sandbox Identity',
    banner: 'Sandbox. The people here are invented, their passwords are public.',
    ...frame,
  });
}

export interface LoginForm {
  readonly request: AuthorizationRequest;
  readonly interaction: string;
  readonly csrf: string;
  /** The name that was tried with a password that is not its own. */
  readonly wrong?: string;
}

export function loginPage(provider: Provider, login: LoginForm): Reply {
  const { client, prompts } = login.request;
  const again = prompts.includes('login') ? 'It asks for a login made now, even if you were here before.' : undefined;
  return identityPage({
    title: 'Log in',
    status: login.wrong === undefined ? 200 : 401,
    allow: { 'form-action': formTargets(provider) },
    main: html`<div class="one">
<section class="card pad stack">
<div class="tight"><h1>Log in</h1>
<p class="quiet"><strong>${client.name ?? client.clientId}</strong> wants to know who you are.${again && html` ${again}`}</p></div>
${login.wrong !== undefined && html`<p class="note bad" role="alert" id="wrong">The name or the password is not right. Nobody was logged in. Please try again.</p>`}
${form(login)}
</section>
${people(provider)}
</div>`,
  });
}

function form({ interaction, csrf, wrong, request }: LoginForm): Markup {
  const name = wrong ?? request.loginHint ?? '';
  const marked = wrong !== undefined && html` aria-invalid="true" aria-describedby="wrong"`;
  return html`<form method="post" action="/login" class="stack">
<input type="hidden" name="interaction" value="${interaction}">
<input type="hidden" name="csrf" value="${csrf}">
<div class="field"><label for="username">User name</label>
<input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required value="${name}"${marked} autofocus></div>
<div class="field"><label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${marked}></div>
<button class="primary">Log in</button>
</form>`;
}

function people({ people: known }: Provider): Markup {
  const rows = known.map(
    (one) =>
      html`<tr><th scope="row">${one.name}</th><td><code>${one.username}</code></td><td><code>${one.password}</code></td></tr>`,
  );
  return html`<section class="card pad stack"><h2>Who may log in here</h2>
<table><thead><tr><th scope="col">Person</th><th scope="col">User name</th><th scope="col">Password</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

/** CSP 3 6.4.1: browsers judge the redirects after a form too, so the clients and loopback, where they lead on, are named. */
function formTargets({ clients }: Provider): string {
  const origins = clients.flatMap((client) => client.redirectUris.map((uri) => new URL(uri).origin));
  const loopback = ['http://localhost:*', 'http://*.localhost:*', 'http://127.0.0.1:*'];
  return [...new Set(["'self'", ...loopback, ...origins])].join(' ');
}

export function homePage(provider: Provider): Reply {
  return identityPage({
    title: 'People',
    main: html`<div class="one"><section class="card pad stack"><h1>The sandbox’s identity provider</h1>
<p>It says who somebody is, as a bank or a state would. Applications send you here; there is nothing to do by yourself.</p>
<p><a href="/.well-known/openid-configuration">What this provider can do</a> · <a href="/end-session">Log out</a></p></section>${people(provider)}</div>`,
  });
}

export function logoutPage(): Reply {
  return identityPage({
    title: 'Log out',
    main: html`<div class="one"><section class="card pad stack"><h1>Log out?</h1>
<p>You will be asked for your password the next time.</p>
<form method="post" action="/end-session"><button class="primary">Log out</button></form></section></div>`,
  });
}

export function loggedOutPage(headers: Headers): Reply {
  return identityPage({
    title: 'Logged out',
    headers,
    main: html`<div class="one"><section class="card pad stack"><h1>You are logged out</h1><p>You can close this page.</p></section></div>`,
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
