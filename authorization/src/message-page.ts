/** A page that says one thing: what happened, whether anything was signed, what to do now. */
import type { FastifyReply } from 'fastify';

export interface Message {
  readonly title: string;
  readonly text: string;
  readonly reference: string;
}

/** No script, no inline style, nothing from elsewhere, in no frame. */
export const pagePolicy =
  "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function sendMessage(reply: FastifyReply, status: number, message: Message): FastifyReply {
  return reply
    .code(status)
    .header('content-security-policy', pagePolicy)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-content-type-options', 'nosniff')
    .type('text/html; charset=utf-8')
    .send(messagePage(message));
}

export function messagePage({ title, text, reference }: Message): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title><link rel="stylesheet" href="/assets/look.css"><link rel="icon" href="/favicon.svg"></head>
<body><main class="one"><div class="card pad stack"><h1>${escaped(title)}</h1><p>${escaped(text)}</p>
<p class="small quiet">Reference ${escaped(reference)}</p></div></main></body></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
