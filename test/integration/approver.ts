/** A signer for counting: does at the approval page's host what a statement asks for, and writes down every act of her own. */
import { hashIntentText, type Intent, type Scal } from '@chancery/sam/client';
import { Phone, SoftwareAuthenticator } from '@chancery/sandbox';
import { encryptToSam } from '../../sandbox/src/phone/encrypt-to-sam.ts';
import { Browser, type Page } from '../../sandbox/src/signer/browser.ts';
import { findForm } from '../../sandbox/src/signer/html-form.ts';

/** What costs a person something: a login at a provider, a click, a gesture of a passkey or a phone, something typed. */
export type Did = 'login' | 'click' | 'gesture' | 'typed';

type Proof = Readonly<Record<string, unknown>>;
type Encryption = Parameters<typeof encryptToSam>[0];
type Asked = {
  readonly intent: Intent;
  readonly hash: Uint8Array;
  readonly authorizeUrl: string;
  readonly encryption: Encryption | undefined;
};

const pin = '482913';

export class Approver {
  readonly did: Did[] = [];
  signer = '';
  readonly keys: Record<Scal, string> = { 1: '', 2: '' };
  readonly #origin: string;
  readonly #person: Readonly<Record<string, string>>;
  readonly #passkey: SoftwareAuthenticator;
  readonly #messages: () => readonly { readonly text: string }[];
  #phone: Phone | undefined;
  #browser = new Browser();

  /** `messages`: what was sent to people, newest first; a passkey of her own unless one is given. */
  constructor(
    origin: string,
    person: Readonly<Record<string, string>>,
    messages: () => readonly { readonly text: string }[] = () => [],
    passkey = new SoftwareAuthenticator(),
  ) {
    this.#passkey = passkey;
    this.#origin = origin;
    this.#person = person;
    this.#messages = messages;
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
    const asked = await this.#fetch(chal);
    const { intent, hash } = asked;
    const login = await this.#login(asked.authorizeUrl);
    const user = { id: Buffer.from(intent.sub), name: 'n', displayName: 'n' };
    const made = this.#passkey.create({ rpId: 'sic.localhost', origin: this.#origin, challenge: hash, user });
    const withPin = intent.factors.some((way) => way.endsWith('pin-registration'));
    const more = withPin ? [this.#typed(asked, 'pin-registration', 'chancery-pin', pin)] : [];
    await this.#send(chal, [login, { kind: 'webauthn-registration', ...made }, ...more]);
  }

  /** Her phone joins, by the ticket that her passkey brought. */
  async addPhone(chal: string): Promise<Phone> {
    const proof = await this.#acts['webauthn']!(await this.#fetch(chal));
    const { ticket } = await this.#send(chal, [proof]);
    const { state } = await Phone.join({ sic: this.#origin, ticket: String(ticket) }, 'Test phone');
    await this.#browser.ask(this.#origin, '/api/device/confirm', { ticket });
    this.#phone = new Phone(state);
    return this.#phone;
  }

  /** In the first way that the statement leaves; its last act is the decision, unless a gesture is that. */
  async approve(chal: string): Promise<void> {
    const asked = await this.#fetch(chal);
    const way = this.#wayOf(asked);
    if (way.join() === 'device') return this.#byPhone(chal);
    const proofs: Proof[] = [];
    for (const kind of way) proofs.push(await this.#acts[kind]!(asked));
    if (this.did.at(-1) !== 'gesture') this.did.push('click');
    await this.#send(chal, proofs);
  }

  /** The page shows a number, the phone asks for it and for its user, and says yes by itself. */
  async #byPhone(chal: string): Promise<void> {
    const { number } = await this.#browser.ask(this.#origin, '/api/device/ask', { chal });
    this.did.push('click', 'typed', 'gesture');
    await this.#phone?.approve(chal, String(number));
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
    otp: async (asked) => {
      await this.#browser.ask(this.#origin, '/api/otp', { chal: asked.intent.chal });
      this.did.push('click');
      const code = /(\d{6})/.exec(/Code: .*/.exec(this.#messages()[0]?.text ?? '')?.[0] ?? '')?.[1] ?? '';
      return this.#typed(asked, 'otp', 'chancery-otp', code);
    },
    pin: async (asked) => this.#typed(asked, 'pin', 'chancery-pin', pin),
    oidc: ({ authorizeUrl }) => this.#login(authorizeUrl),
    saml: ({ authorizeUrl }) => this.#login(authorizeUrl),
  };

  #typed({ encryption, hash }: Asked, kind: string, typ: string, secret: string): Proof {
    if (encryption === undefined) throw new Error('nothing typed is asked for');
    this.did.push('typed');
    const ih = Buffer.from(hash).toString('base64url');
    return { kind, jwe: encryptToSam(encryption, secret, { typ, ih }) };
  }

  #wayOf({ intent, authorizeUrl }: Asked): readonly string[] {
    const protocol = authorizeUrl.includes('SAMLRequest') ? 'saml' : 'oidc';
    const ways = intent.factors.map((way) => way.split('+'));
    const open = ways.find((kinds) =>
      kinds.every((kind) => (kind in this.#acts || kind === 'device') && (kind === protocol || !isLogin(kind))),
    );
    if (open === undefined) throw new Error(`no way of ${intent.factors.join(', ')} can be gone`);
    return open;
  }

  async #fetch(chal: string): Promise<Asked> {
    const fetched = await this.#browser.ask(this.#origin, '/api/fetch', { chal });
    const text = Buffer.from(String(fetched['statement']).split('.')[1] ?? '', 'base64url').toString('utf8');
    const { authorizeUrl = '' } = (fetched['idp'] ?? {}) as { authorizeUrl?: string };
    const encryption = fetched['encryption'] as Encryption | undefined;
    return { intent: JSON.parse(text) as Intent, hash: hashIntentText(text), authorizeUrl, encryption };
  }

  #send(chal: string, evidence: readonly Proof[]): Promise<Readonly<Record<string, unknown>>> {
    return this.#browser.ask(this.#origin, '/api/approve', { chal, evidence });
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
