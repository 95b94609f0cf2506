/** The cookies of a browser (RFC 6265), as far as servers on one machine need them: per host name, path and age. */
interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly until: number;
}

export class CookieJar {
  #cookies: readonly Cookie[] = [];

  /** The Cookie header for a request; undefined when there is nothing to send. Longer paths first (5.4). */
  header(url: URL): string | undefined {
    const fitting = this.#cookies.filter(
      (one) => one.until > Date.now() && one.host === url.hostname && covers(one.path, url.pathname),
    );
    const sorted = fitting.toSorted((a, b) => b.path.length - a.path.length);
    return sorted.length > 0 ? sorted.map(({ name, value }) => `${name}=${value}`).join('; ') : undefined;
  }

  keep(url: URL, setCookies: readonly string[] | undefined): void {
    for (const line of setCookies ?? []) {
      const cookie = read(url, line);
      const same = (one: Cookie) => one.name === cookie.name && one.host === cookie.host && one.path === cookie.path;
      this.#cookies = [...this.#cookies.filter((one) => !same(one)), cookie];
    }
  }
}

/** RFC 6265 5.1.4. */
function covers(path: string, asked: string): boolean {
  return asked === path || (asked.startsWith(path) && (path.endsWith('/') || asked[path.length] === '/'));
}

function read(url: URL, line: string): Cookie {
  const [pair = '', ...rest] = line.split(';').map((part) => part.trim());
  const at = pair.indexOf('=');
  const attributes = new Map(
    rest.map((one) => one.split('=')).map(([name = '', value = '']) => [name.toLowerCase(), value]),
  );
  const path = attributes.get('path') ?? '';
  return {
    name: pair.slice(0, at),
    value: pair.slice(at + 1),
    host: url.hostname,
    path: path.startsWith('/') ? path : url.pathname.slice(0, Math.max(1, url.pathname.lastIndexOf('/'))),
    until: expiry(attributes),
  };
}

/** Max-Age wins over Expires (5.3 step 3). */
function expiry(attributes: ReadonlyMap<string, string>): number {
  const age = attributes.get('max-age');
  if (age !== undefined) return Date.now() + Number(age) * 1000;
  const expires = attributes.get('expires');
  return expires === undefined ? Number.POSITIVE_INFINITY : Date.parse(expires);
}
