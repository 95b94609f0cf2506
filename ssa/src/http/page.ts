import type { FastifyReply } from 'fastify';

/** A page that says one thing: what happened, whether anything was signed, what to do now. */
export interface MessagePage {
  readonly title: string;
  readonly text: string;
  readonly reference?: string;
  readonly link?: { readonly href: string; readonly label: string };
  readonly sandbox: boolean;
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

export function sendPage(reply: FastifyReply, status: number, page: MessagePage): FastifyReply {
  reply.code(status).header('content-security-policy', messagePolicy).header('cache-control', 'no-store');
  return reply.type('text/html; charset=utf-8').send(documentOf(page.title, cardOf(page), page.sandbox));
}

/** A whole document around markup that is safe already. */
export function documentOf(title: string, main: string, sandbox: boolean, layout = 'one'): string {
  const banner = sandbox
    ? '<aside class="banner"><p>Sandbox: signatures made here are for trying out and bind nobody.</p></aside>'
    : '';
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/look.css">
</head>
<body>
${banner}
<main class="${layout}">
${main}
</main>
</body>
</html>
`;
}

function cardOf({ title, text, reference, link }: MessagePage): string {
  const parts = [
    `<h1>${escaped(title)}</h1>`,
    `<p>${escaped(text)}</p>`,
    ...(reference === undefined ? [] : [`<p class="small mono">Reference ${escaped(reference)}</p>`]),
    ...(link === undefined
      ? []
      : [`<a class="button primary" href="${escaped(link.href)}">${escaped(link.label)}</a>`]),
  ];
  return `<div class="card pad stack">\n${parts.join('\n')}\n</div>`;
}

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
