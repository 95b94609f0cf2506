/** A signer for counting: does at the approval page's host what a statement asks for, and writes down every act of her own. */
import { hashIntentText, type Intent } from '@chancery/sam/client';
import { SoftwareAuthenticator } from '@chancery/sandbox';
import { Browser, type Page } from '../../sandbox/src/signer/browser.ts';
import { findForm } from '../../sandbox/src/signer/html-form.ts';

/** What costs a person something: a login at a provider, a click, a gesture of a passkey or a phone, something typed. */
export type Did = 'login' | 'click' | 'gesture' | 'typed';

type Proof = Readonly<Record<string, unknown>>;
type Asked = { readonly intent: Intent; readonly hash: Uint8Array; readonly authorizeUrl: string };

export class Approver {
  readonly did: Did[] = [];
  signer = '';
  readonly #origin: string;
  readonly #person: Readonly<Record<string, string>>;
  readonly #passkey = new SoftwareAuthenticator();
  #browser = new Browser();

  constructor(origin: string, person: Readonly<Record<string, string>>) {
    this.#origin = origin;
    this.#person = person;
  }

  /** Another browser: no session anywhere. */
  leave(): void {
    this.#browser = new Browser();
  }

  /** Ordinary login at the SSA's request: a session is enough, and a new one is made otherwise. */
  async identify({ authorizeUrl }: { readonly authorizeUrl: string }): Promise<void> {
    const url = new URL(authorizeUrl);
    const redirect_uri = 'http://ssa.localhost/callback';
    const query = { client_id: 'ssa', response_type: 'code', scope: 'openid', redirect_uri, state: 's' };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    await this.#logIn(url, (location) => location.startsWith(redirect_uri));
  }

  async enrol(chal: string): Promise<void> {
    const { intent, hash, authorizeUrl } = await this.#fetch(chal);
    const login = await this.#login(authorizeUrl);
    const user = { id: Buffer.from(intent.sub), name: 'n', displayName: 'n' };
    const made = this.#passkey.create({ rpId: 'sic.localhost', origin: this.#origin, challenge: hash, user });
    await this.#send(chal, [login, { kind: 'webauthn-registration', ...made }]);
  }

  /** In the first way that the statement leaves; its last act is the decision, unless a gesture is that. */
  async approve(chal: string): Promise<void> {
    const asked = await this.#fetch(chal);
    const way = this.#wayOf(asked);
    const proofs: Proof[] = [];
    for (const kind of way) proofs.push(await this.#acts[kind]!(asked));
    if (this.did.at(-1) !== 'gesture') this.did.push('click');
    await this.#send(chal, proofs);
  }

  /** Presents what the provider gives for her session without asking her. */
  async approveSilently(chal: string): Promise<void> {
    const url = new URL((await this.#fetch(chal)).authorizeUrl);
    url.searchParams.set('prompt', 'none');
    const { location = '' } = (await this.#browser.request(url)).headers;
    const idToken = new URL(location).hash.slice(1).split('&')[0]?.replace('id_token=', '');
    await this.#send(chal, [{ kind: 'oidc', idToken }]);
  }

  /** One entry for each kind of proof that a person can give; a new kind is one more. */
  readonly #acts: Readonly<Record<string, (asked: Asked) => Promise<Proof>>> = {
    consent: async () => ({ kind: 'consent' }),
    webauthn: async ({ hash }) => {
      this.did.push('gesture');
      return {
        kind: 'webauthn',
        ...this.#passkey.get({ rpId: 'sic.localhost', origin: this.#origin, challenge: hash }),
      };
    },
    oidc: ({ authorizeUrl }) => this.#login(authorizeUrl),
    saml: ({ authorizeUrl }) => this.#login(authorizeUrl),
  };

  #wayOf({ intent, authorizeUrl }: Asked): readonly string[] {
    const protocol = authorizeUrl.includes('SAMLRequest') ? 'saml' : 'oidc';
    const ways = intent.factors.map((way) => way.split('+'));
    const open = ways.find((kinds) =>
      kinds.every((kind) => kind in this.#acts && (kind === protocol || !isLogin(kind))),
    );
    if (open === undefined) throw new Error(`no way of ${intent.factors.join(', ')} can be gone`);
    return open;
  }

  async #fetch(chal: string): Promise<Asked> {
    const fetched = await this.#browser.ask(this.#origin, '/api/fetch', { chal });
    const text = Buffer.from(String(fetched['statement']).split('.')[1] ?? '', 'base64url').toString('utf8');
    const { authorizeUrl = '' } = (fetched['idp'] ?? {}) as { authorizeUrl?: string };
    return { intent: JSON.parse(text) as Intent, hash: hashIntentText(text), authorizeUrl };
  }

  async #send(chal: string, evidence: readonly Proof[]): Promise<void> {
    await this.#browser.ask(this.#origin, '/api/approve', { chal, evidence });
  }

  /** At the provider and back to the page's host, as the page itself reads what came back. */
  async #login(authorizeUrl: string): Promise<Proof> {
    const page = await this.#logIn(new URL(authorizeUrl), () => false);
    const form = findForm(page.body.toString('utf8'), (text) => text.includes('SAMLResponse'));
    if (form === undefined) {
      const idToken = new URLSearchParams(page.url.hash.slice(1)).get('id_token');
      return { kind: 'oidc', idToken };
    }
    this.did.push('click');
    const back = await this.#browser.submit(page, form);
    return { kind: 'saml', response: /data-saml-response="([^"]*)"/.exec(back.body.toString('utf8'))?.[1] };
  }

  /** Redirects are followed until somebody asks, and after that until they end or `arrived`, where nobody listens. */
  async #logIn(url: URL, arrived: (location: string) => boolean): Promise<Page> {
    let page = await this.#browser.request(url);
    for (let seen = 0; seen < 10; seen++) {
      const { location } = page.headers;
      if (location !== undefined && arrived(location)) return page;
      if (location !== undefined) page = await this.#browser.request(new URL(location, page.url));
      const form = findForm(page.body.toString('utf8'), (text) => text.includes('name="password"'));
      if (form === undefined && page.headers.location === undefined) return page;
      if (form === undefined) continue;
      this.did.push('login');
      const body = new URLSearchParams({ ...form.fields, ...this.#person }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: page.url.origin };
      page = await this.#browser.request(new URL(form.action, page.url), { method: 'POST', headers, body });
    }
    return page;
  }
}

function isLogin(kind: string): boolean {
  return kind === 'oidc' || kind === 'saml';
}
