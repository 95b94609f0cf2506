/**
 * A person at a browser, scripted: opens a link of the SSA, logs in at the OpenID provider, and does on the approval host over HTTP
 * what the page there does, with the same checks, until the SSA shows its last page. For `npm run demo` and integration tests.
 */
import { SandboxError } from '../error.ts';
import type { Person } from '../openid/person.ts';
import { type ApprovalHost, approve, openApproval, refuse, type SignerEvidence } from './approval.ts';
import { Browser, type Page } from './browser.ts';
import { attributes, findForm } from './html-form.ts';
import { SoftwareAuthenticator } from './software-authenticator.ts';
import type { Statement, StatementKey } from './statement.ts';

export interface SignerBrowserOptions {
  /** Where approvals are given, as the browser knows it before anyone tells it: links to other hosts are not followed there. */
  readonly sicOrigin: string;
  /** A new one, without passkeys, unless given. */
  readonly authenticator?: SoftwareAuthenticator;
  /** Pinned; else those the approval host names at the first visit. */
  readonly statementKeys?: readonly StatementKey[];
  /** For tests that cheat: what is sent instead of the honest evidence. */
  readonly withEvidence?: (honest: readonly SignerEvidence[], statement: Statement) => readonly SignerEvidence[];
}

/** What the person met, in order. `ih` in b64u. */
export type SignerStep =
  | { readonly kind: 'login'; readonly at: string }
  | {
      readonly kind: 'refused' | 'enrol' | 'key.create' | 'key.delete' | 'sign';
      readonly client: string;
      readonly chal: string;
      readonly ih: string;
    }
  | { readonly kind: 'page'; readonly at: string };

export interface Walk {
  readonly steps: readonly SignerStep[];
  /** The last page: where the browser stays. */
  readonly page: Page;
}

type Credentials = Pick<Person, 'username' | 'password'>;
type Decision = typeof approve;

export interface SignerBrowser {
  readonly browser: Browser;
  readonly authenticator: SoftwareAuthenticator;
  /** Walks from an SSA link to the last page, approving what is asked. Throws SandboxError. */
  approve(url: string, person: Credentials): Promise<Walk>;
  /** The same, saying no on the first approval page. */
  refuse(url: string, person: Credentials): Promise<Walk>;
}

const mostPages = 24;

export function signerBrowser(options: SignerBrowserOptions): SignerBrowser {
  const browser = new Browser();
  const authenticator = options.authenticator ?? new SoftwareAuthenticator();
  let pinned = options.statementKeys;
  const statementKeys = async () => {
    pinned ??= (await browser.ask(options.sicOrigin, '/api/statement-keys'))['keys'] as readonly StatementKey[];
    return pinned;
  };
  const start = (url: string, person: Credentials, decide: Decision) => {
    const steps: SignerStep[] = [];
    const { sicOrigin, withEvidence } = options;
    const logIn = (authorizeUrl: URL) => confirmIdentity({ browser, sicOrigin, person, steps }, authorizeUrl);
    const host = { browser, authenticator, sicOrigin, statementKeys, logIn, withEvidence };
    return walk({ host, person, steps, decide }, new URL(url));
  };
  return {
    browser,
    authenticator,
    approve: (url, person) => start(url, person, approve),
    refuse: (url, person) => start(url, person, refuse),
  };
}

interface Walking {
  readonly host: ApprovalHost;
  readonly person: Credentials;
  readonly steps: SignerStep[];
  readonly decide: Decision;
}

async function walk(walking: Walking, url: URL): Promise<Walk> {
  let page = await walking.host.browser.open(url);
  for (let seen = 0; seen < mostPages; seen++) {
    const next = await nextPage(walking, page);
    if (next === undefined) return { steps: [...walking.steps, { kind: 'page', at: page.url.href }], page };
    page = next;
  }
  throw new SandboxError('stuck', `After ${mostPages} pages there is no end; the last was ${page.url.href}.`);
}

/** What a person does at a page; undefined where there is nothing left to do. */
async function nextPage({ host, person, steps, decide }: Walking, page: Page): Promise<Page | undefined> {
  if (page.url.origin === host.sicOrigin) {
    const opened = await openApproval(host, challengeOf(page));
    const url = await decide(host, opened);
    const { client, chal, statement } = opened;
    const kind = decide === approve ? (opened.purpose as 'enrol') : 'refused';
    steps.push({ kind, client, chal, ih: statement.hash.toString('base64url') });
    return host.browser.open(url);
  }
  return (await logIn(host.browser, page, person, steps)) ?? goOn(host.browser, page);
}

function challengeOf({ url, status }: Page): string {
  const chal = /^\/approve\/([A-Za-z0-9_-]+)$/.exec(url.pathname)?.[1];
  if (chal === undefined || status !== 200)
    throw new SandboxError('stuck', `${url.href} is no approval page (${status}).`);
  return chal;
}

/** A page that asks for a password gets it once. */
async function logIn(
  browser: Browser,
  page: Page,
  person: Credentials,
  steps: SignerStep[],
): Promise<Page | undefined> {
  const form = findForm(page.body.toString('utf8'), (text) => /name="password"/.test(text));
  if (!form) return undefined;
  steps.push({ kind: 'login', at: page.url.origin });
  const next = await browser.submit(page, form, { username: person.username, password: person.password });
  if (next.status === 401)
    throw new SandboxError('forbidden', `${page.url.origin} did not accept ${person.username}’s password.`);
  return next;
}

/** A page between two others says with `data-continue` how to go on: a form or a link. */
async function goOn(browser: Browser, page: Page): Promise<Page | undefined> {
  const text = page.body.toString('utf8');
  const form = findForm(text, (one) => /<form\b[^>]*\bdata-continue\b/i.test(one));
  if (form) return browser.submit(page, form);
  const link = /<a\b[^>]*\bdata-continue\b[^>]*>/i.exec(text)?.[0];
  return link === undefined ? undefined : browser.open(new URL(attributes(link)['href'] ?? '', page.url));
}

interface Confirming {
  readonly browser: Browser;
  readonly sicOrigin: string;
  readonly person: Credentials;
  readonly steps: SignerStep[];
}

/** Logs in anew and takes the ID token from the fragment, which no server sees. */
async function confirmIdentity({ browser, sicOrigin, person, steps }: Confirming, authorizeUrl: URL): Promise<string> {
  const asked = await browser.open(authorizeUrl);
  const page = (await logIn(browser, asked, person, steps)) ?? asked;
  const answer = new URLSearchParams(page.url.hash.slice(1));
  const idToken = answer.get('id_token');
  const home = page.url.origin === sicOrigin && page.url.pathname === '/idp/return';
  if (home && idToken !== null) return idToken;
  throw new SandboxError(
    'stuck',
    `The identity provider gave no ID token: ${answer.get('error') ?? `it ended at ${page.url.origin}`}.`,
  );
}
