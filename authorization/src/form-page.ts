/** Pages with a form that is posted back to this host, and what is posted. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pagePolicy } from './message-page.ts';

export function sendForm(reply: FastifyReply, page: string): FastifyReply {
  return (
    reply
      .headers({ 'content-security-policy': formPolicy, 'cache-control': 'no-store' })
      // Under `no-referrer` a browser posts a form without saying from where (Fetch, append a request `Origin` header).
      .header('referrer-policy', 'same-origin')
      .header('x-content-type-options', 'nosniff')
      .type('text/html; charset=utf-8')
      .send(page)
  );
}

const formPolicy = pagePolicy.replace("form-action 'none'", "form-action 'self'");

export function readForms(app: FastifyInstance): void {
  const form = { parseAs: 'string', bodyLimit: 4096 } as const;
  app.addContentTypeParser('application/x-www-form-urlencoded', form, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
}

export function formOf({ body }: FastifyRequest): URLSearchParams {
  return body instanceof URLSearchParams ? body : new URLSearchParams();
}

/** A page of another origin decides nothing for anybody (Fetch, Sec-Fetch-Site). */
export function isForeign({ headers }: FastifyRequest, issuer: string): boolean {
  const site = headers['sec-fetch-site'];
  return (site !== undefined && site !== 'same-origin') || (headers.origin ?? issuer) !== issuer;
}
