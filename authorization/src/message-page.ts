/** A page that says one thing: what happened, whether anything was signed, what to do now. */
import type { FastifyReply } from 'fastify';

export interface Message {
  readonly title: string;
  readonly text: string;
  readonly reference: string;
}

export function sendMessage(reply: FastifyReply, status: number, { title, text, reference }: Message): FastifyReply {
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><link rel="stylesheet" href="/assets/look.css"><link rel="icon" href="/assets/favicon.svg"></head>
<body><main class="one"><div class="card pad stack"><h1>${escaped(title)}</h1><p>${escaped(text)}</p>
<p class="small quiet">Reference ${escaped(reference)}</p></div></main></body></html>`;
  return reply
    .code(status)
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
