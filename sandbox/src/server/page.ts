/** Pages written on the server: markup that escapes what it is given, and the frame around it. Nothing is inline. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reply } from './request.ts';

/** Markup that is safe to put into a page as it stands. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Piece = string | number | Markup | readonly Markup[] | false | undefined;

/** Every value between the pieces of the template is escaped, unless it is markup itself. */
export function html(pieces: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  return new Markup(String.raw({ raw: pieces }, ...values.map(written)));
}

function written(value: Piece): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map((one) => one.text).join('\n');
  return escaped(String(value));
}

function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

export interface Frame {
  readonly title: string;
  /** The class of the page; the stylesheet knows `provider` and `bank`. */
  readonly site: 'identity' | 'bank' | 'inbox';
  readonly brand: string;
  readonly banner: string;
  readonly main: Markup;
  readonly end?: Markup;
  readonly status?: number;
  /** More sources for single directives, such as `form-action`. */
  readonly allow?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export function page(frame: Frame): Reply {
  return {
    status: frame.status ?? 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy(frame.allow ?? {}),
      ...frame.headers,
    },
    body: `<!doctype html>\n${document(frame).text}\n`,
  };
}

/** Content Security Policy level 3: only our own stylesheet, script, picture and document; framed by nobody. */
function policy(allow: Readonly<Record<string, string>>): string {
  const own = {
    'style-src': "'self'",
    'img-src': "'self'",
    'form-action': "'self'",
    'base-uri': "'none'",
    'frame-ancestors': "'none'",
  };
  return Object.entries({ 'default-src': "'none'", ...own, ...allow })
    .map((pair) => pair.join(' '))
    .join('; ');
}

function document({ title, site, brand, banner, main, end }: Frame): Markup {
  return html`<html lang="en" dir="ltr" class="${site}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${brand}</title>
<link rel="icon" href="/assets/${site}.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/sandbox.css">
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<aside class="banner" aria-label="Sandbox"><p>${banner}</p></aside>
<header class="bar"><a class="brand" href="/"><img src="/assets/${site}.svg" width="30" height="30" alt="">${brand}</a>${end}</header>
<main id="main">
${main}
</main>
</body>
</html>`;
}

const assets: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  js: 'text/javascript; charset=utf-8',
};

/** One of our own files beside the pages; a name outside the list does not exist. */
export function asset(name: string): { method: 'GET'; path: string; answer: () => Reply } {
  const type = assets[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  const body = readFileSync(join(import.meta.dirname, '..', 'assets', name));
  const headers = {
    'content-type': type,
    'cache-control': 'no-cache',
    'content-security-policy': "default-src 'none'",
  };
  return { method: 'GET', path: `/assets/${name}`, answer: () => ({ headers, body }) };
}
