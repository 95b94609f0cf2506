import type { FastifyReply } from 'fastify';

/** A page that says one thing: what happened, whether anything was signed, what to do now. */
export interface MessagePage {
  readonly title: string;
  readonly text: string;
  readonly reference?: string;
  readonly link?: { readonly href: string; readonly label: string };
}

/** Whose page it is. */
export interface Site {
  /** Who runs the installation, as people read it. */
  readonly operator: string;
  /** The banner that signatures bind nobody; shown unless this says false. */
  readonly sandbox?: boolean;
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

export function sendPage(reply: FastifyReply, status: number, page: MessagePage, site: Site): FastifyReply {
  reply.code(status).header('content-security-policy', messagePolicy).header('cache-control', 'no-store');
  return reply.type('text/html; charset=utf-8').send(messageDocument(page, site));
}

export function messageDocument(page: MessagePage, site: Site): string {
  return documentOf(page.title, `<main class="one">\n${cardOf(page)}\n</main>`, site);
}

/** A whole document around markup that is safe already: the banner, the bar with the operator's name, then `main`. */
export function documentOf(title: string, main: string, { operator, sandbox }: Site): string {
  const banner = '<aside class="banner"><p>Sandbox. What is made here has no legal effect.</p></aside>';
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escaped(`${title} · ${operator}`)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/look.css">
</head>
<body>
${sandbox === false ? '' : banner}
<header class="bar"><span class="brand">${seal}<bdi>${escaped(operator)}</bdi></span></header>
${main}
</body>
</html>
`;
}

/** The mark beside the operator's name, as the built pages draw it. */
const seal = `<svg width="26" height="26" viewBox="0 0 26 26" fill="none" stroke="currentColor" stroke-width="1.8" aria-hidden="true">
<circle cx="13" cy="10.5" r="8.4"/><path d="m9.3 10.7 2.6 2.7 5-5.4" stroke-linecap="round" stroke-linejoin="round"/>
<path d="m9 18-1.5 6.5 5.5-2.4 5.5 2.4L17 18" stroke-linejoin="round"/></svg>`;

function cardOf({ title, text, reference, link }: MessagePage): string {
  const parts = [
    `<div class="tight"><h1>${escaped(title)}</h1>\n<p>${escaped(text)}</p></div>`,
    ...(reference === undefined
      ? []
      : [`<p class="small quiet">Reference for support: <span class="mono">${escaped(reference)}</span></p>`]),
    ...(link === undefined
      ? []
      : [`<a class="button primary" href="${escaped(link.href)}">${escaped(link.label)}</a>`]),
  ];
  return `<div class="card pad stack">\n${parts.join('\n')}\n</div>`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
