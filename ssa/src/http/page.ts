import { type Brand, legalLinks } from '@chancery/look/brand';
import type { Values } from '@chancery/look/messages';
import type { FastifyReply } from 'fastify';
import type { Brands } from '../branding/brand.ts';
import type { Word } from './words.en.ts';
import { type Speech, speechFor } from './words.ts';

/** A page that says one thing, in the reader's language: what happened, whether anything was signed, what to do now. */
export interface MessagePage {
  readonly title: Word;
  readonly text: Word;
  readonly values?: Values;
  readonly reference?: string;
  readonly link?: { readonly href: string; readonly label: Word };
}

/** Whose page it is. */
export interface Site {
  /** Who runs the installation, as people read it. */
  readonly operator: string;
  /** The banner that signatures bind nobody; shown unless this says false. */
  readonly sandbox?: boolean;
  /** How pages look that belong to a group; as all others unless told. */
  readonly brands?: Brands;
}

export const messagePolicy = [
  "default-src 'none'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export async function sendPage(
  reply: FastifyReply,
  status: number,
  page: MessagePage,
  site: Site,
): Promise<FastifyReply> {
  const { url, headers } = reply.request;
  const { 'accept-language': languages } = headers;
  // What went wrong is told also where the look of the group is not to be had.
  const brand = await site.brands?.ofPath(url, languages).catch(() => undefined);
  reply.code(status).header('content-security-policy', messagePolicy).header('cache-control', 'no-store');
  return reply.type('text/html; charset=utf-8').send(messageDocument(page, site, languages, brand));
}

export function messageDocument(
  page: MessagePage,
  site: Site,
  acceptLanguage: string | undefined,
  brand?: Brand,
): string {
  const speech = speechFor(acceptLanguage);
  const main = `<main class="one">\n${cardOf(page, speech)}\n</main>`;
  return documentOf(speech.say(page.title, page.values), main, site, speech, brand);
}

/** A whole document around markup that is safe already: the banner, the bar with the operator's name, then `main`. */
export function documentOf(
  title: string,
  main: string,
  { operator, sandbox }: Site,
  speech: Speech = speechFor(undefined),
  brand?: Brand,
): string {
  const { say, lang, dir } = speech;
  const banner = `<aside class="banner"><p>${escaped(say('frame.sandbox'))}</p></aside>`;
  return `<!doctype html>
<html lang="${lang}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escaped(`${title} · ${operator}`)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/look.css">${sheetOf(brand)}
</head>
<body>
${sandbox === false ? '' : banner}
<header class="bar"><span class="brand">${logoOf(brand)}<bdi>${escaped(operator)}</bdi></span>${greetingOf(brand)}</header>
${main}
${footOf(brand, speech)}</body>
</html>
`;
}

/** To be put after `look.css`. */
export function sheetOf({ sheet }: Brand = {}): string {
  return sheet === undefined ? '' : `\n<link rel="stylesheet" href="${escaped(sheet)}">`;
}

function logoOf({ logo }: Brand = {}): string {
  if (logo === undefined) return seal;
  const { url, text, width, height } = logo;
  return `<img class="logo" src="${escaped(url)}" alt="${escaped(text)}" width="${width}" height="${height}">`;
}

function greetingOf({ greeting, lang = '' }: Brand = {}): string {
  const of = `lang="${escaped(lang)}" dir="auto"`;
  return greeting === undefined ? '' : `<p class="greeting quiet" ${of}>${escaped(greeting)}</p>`;
}

/** The foot of the built pages, as `look` draws it. */
function footOf({ help, lang = '', links = {} }: Brand = {}, { say }: Speech): string {
  const words = help === undefined ? '' : `<p lang="${escaped(lang)}" dir="auto">${escaped(help)}</p>`;
  const given = legalLinks.flatMap((name) => {
    const { [name]: href } = links;
    const opens = 'target="_blank" rel="noopener noreferrer"';
    return href === undefined
      ? []
      : [`<li><a href="${escaped(href)}" ${opens}>${escaped(say(`legal.${name}`))}</a></li>`];
  });
  const list = given.length === 0 ? '' : `<ul class="plain">${given.join('')}</ul>`;
  return words + list === '' ? '' : `<footer class="foot small quiet">${words}${list}</footer>\n`;
}

/** The mark beside the operator's name, as the built pages draw it. */
const seal = `<svg width="26" height="26" viewBox="0 0 26 26" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true">
<circle cx="13" cy="10.5" r="8.4"/><path d="m9.3 10.7 2.6 2.7 5-5.4" stroke-linecap="round" stroke-linejoin="round"/>
<path d="m9 18-1.5 6.5 5.5-2.4 5.5 2.4L17 18" stroke-linejoin="round"/></svg>`;

function cardOf({ title, text, values, reference, link }: MessagePage, { say }: Speech): string {
  const [heading, sentences] = [title, text].map((word) => escaped(say(word, values)));
  const parts = [
    `<div class="tight"><h1>${heading}</h1>\n<p>${sentences}</p></div>`,
    ...(reference === undefined ? [] : [`<p class="small quiet">${escaped(say('page.reference', { reference }))}</p>`]),
    ...(link === undefined
      ? []
      : [`<a class="button primary" href="${escaped(link.href)}">${escaped(say(link.label))}</a>`]),
  ];
  return `<div class="card pad stack">\n${parts.join('\n')}\n</div>`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
