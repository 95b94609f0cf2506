/** The page that asks what an application may know of a person, and her answer. */
import { findClient, type Session, type Store } from '@chancery/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AskedClaim, claimsToAsk, type DataRelease, keepAnswer } from './data-release.ts';
import { type MessageOptions, pagePolicy, sendMessage } from './message-page.ts';

export interface ReleaseOptions extends MessageOptions {
  readonly store: Store;
  readonly issuer: string;
  /** Without it no scope of personal data is offered. */
  readonly release?: DataRelease;
}

/** A visit of somebody who is logged in to an interaction that is open: all that is needed to ask and to hear. */
export interface Asking {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly uid: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly session: Session;
}

/** Sends the page where there is something to ask; undefined where there is not. */
export async function askRelease(options: ReleaseOptions, asking: Asking): Promise<FastifyReply | undefined> {
  const { store, release } = options;
  const { uid, parameters, session, request, reply } = asking;
  const claims = release === undefined ? [] : await claimsToAsk(store, release, session, parameters);
  const client = claims.length === 0 ? undefined : await findClient(store.db, String(parameters['client_id']));
  if (release === undefined || client === undefined) return undefined;
  const { providerName: clientName, group, metadata } = client;
  const purpose = (metadata['data_purpose'] ?? {}) as Readonly<Record<string, string>>;
  const question = { action: `/interaction/${uid}/release`, clientName, group, purpose, claims };
  const page = await release.page(question, request.headers['accept-language']);
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

// The answer is a page that goes on by itself, never a redirection: browsers hold those against `form-action` (CSP 3, 6.4.1), and where an
// application leads on to is its own affair.
const formPolicy = pagePolicy.replace("form-action 'none'", "form-action 'self'");

/** `visit`: who is there, in an interaction that is hers; undefined where it is over. */
export function releaseRoutes(
  app: FastifyInstance,
  options: ReleaseOptions,
  visit: (request: FastifyRequest, reply: FastifyReply) => Promise<Asking | undefined>,
): void {
  const { store, release } = options;
  if (release === undefined) return;
  app.register(async (inner) => {
    const form = { parseAs: 'string', bodyLimit: 4096 } as const;
    inner.addContentTypeParser('application/x-www-form-urlencoded', form, (_request, body, done) =>
      done(null, new URLSearchParams(String(body))),
    );
    inner.post('/interaction/:uid/release', async (request, reply) => {
      const asking = isForeign(request, options.issuer) ? undefined : await visit(request, reply);
      if (!asking) return sendMessage(reply, 400, { kind: 'request-over' }, options);
      const { parameters, session, uid } = asking;
      const claims: AskedClaim[] = await claimsToAsk(store, release, session, parameters);
      const ticked = request.body instanceof URLSearchParams ? request.body.getAll('claim') : [];
      const client = String(parameters['client_id']);
      if (claims.length > 0) await keepAnswer(store, session.account.id, client, claims, ticked);
      const href = `/interaction/${uid}/released`;
      reply.header('refresh', `0;url=${href}`);
      const group = (await findClient(store.db, client))?.group;
      return sendMessage(reply, 200, { kind: 'released', link: { href, to: 'on' }, ...(group && { group }) }, options);
    });
  });
}

/** A page of another origin releases nothing for anybody (Fetch, Sec-Fetch-Site). */
function isForeign({ headers }: FastifyRequest, issuer: string): boolean {
  const site = headers['sec-fetch-site'];
  return (site !== undefined && site !== 'same-origin') || (headers.origin ?? issuer) !== issuer;
}
