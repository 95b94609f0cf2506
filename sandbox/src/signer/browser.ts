/** A browser without a screen: cookies, redirects, forms. It keeps the fragment that only a browser sees. */
import { type Dialled, type DialOptions, dial } from '../dial.ts';
import { SandboxError } from '../error.ts';
import { CookieJar } from './cookie-jar.ts';
import type { HtmlForm } from './html-form.ts';

/** A page as it was reached. */
export interface Page extends Dialled {
  readonly url: URL;
}

const mostRedirects = 20;

export class Browser {
  readonly #jar = new CookieJar();

  /** One request with this browser's cookies; no redirect is followed. */
  async request(url: URL, options: DialOptions = {}): Promise<Page> {
    const cookie = this.#jar.header(url);
    const headers = { ...options.headers, ...(cookie === undefined ? {} : { cookie }) };
    const answer = await dial(url, { ...options, headers });
    this.#jar.keep(url, answer.headers['set-cookie']);
    return { ...answer, url };
  }

  /** The page that an address leads to. Throws SandboxError `stuck` after twenty redirects. */
  async open(url: URL, options: DialOptions = {}): Promise<Page> {
    const accept = { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    let page = await this.request(url, { ...options, headers: { ...accept, ...options.headers } });
    for (let followed = 0; isRedirect(page); followed++) {
      if (followed === mostRedirects) throw new SandboxError('stuck', `${url.origin} redirects without end.`);
      page = await this.request(new URL(page.headers.location ?? '', page.url), { headers: accept });
    }
    return page;
  }

  submit(page: Page, form: HtmlForm, values: Readonly<Record<string, string>> = {}): Promise<Page> {
    const url = new URL(form.action, page.url);
    const body = new URLSearchParams({ ...form.fields, ...values }).toString();
    if (form.method === 'GET') return this.open(new URL(`?${body}`, url));
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: page.url.origin };
    return this.open(url, { method: 'POST', headers, body });
  }

  /** What a script of the page at `origin` does: JSON out, JSON in. Throws SandboxError `peer` with the answer's own word. */
  async ask(origin: string, path: string, message?: unknown): Promise<Readonly<Record<string, unknown>>> {
    const post = {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify(message),
    } as const;
    const answer = await this.request(new URL(path, origin), message === undefined ? {} : post);
    const value = parse(answer);
    if (answer.status < 300) return value;
    throw new SandboxError(
      'peer',
      `${origin}${path} answered ${answer.status}: ${String(value['error'] ?? 'no word')}`,
      { cause: value },
    );
  }
}

function isRedirect(page: Page): boolean {
  return [301, 302, 303, 307, 308].includes(page.status) && page.headers.location !== undefined;
}

function parse({ body, url }: Page): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new SandboxError('peer', `${url.href} did not answer in JSON.`, { cause });
  }
}
