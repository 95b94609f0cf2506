/** The page that asks what an application may know of a person, and her answer. */
import { findClient, type Session, type Store } from '@chancery/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type AskedClaim, claimsToAsk, type DataRelease, keepAnswer, standingPath } from './data-release.ts';
import { formOf, isForeign, readForms, sendForm } from './form-page.ts';
import { type MessageOptions, sendMessage } from './message-page.ts';

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
  const question = {
    action: `/interaction/${uid}/release`,
    standing: standingPath,
    clientName,
    group,
    purpose,
    claims,
  };
  return sendForm(reply, await release.page(question, request.headers['accept-language']));
}

/** `visit`: who is there, in an interaction that is hers; undefined where it is over. */
export function releaseRoutes(
  app: FastifyInstance,
  options: ReleaseOptions,
  visit: (request: FastifyRequest, reply: FastifyReply) => Promise<Asking | undefined>,
): void {
  const { store, release } = options;
  if (release === undefined) return;
  app.register(async (inner) => {
    readForms(inner);
    inner.post('/interaction/:uid/release', async (request, reply) => {
      const asking = isForeign(request, options.issuer) ? undefined : await visit(request, reply);
      if (!asking) return sendMessage(reply, 400, { kind: 'request-over' }, options);
      const { parameters, session, uid } = asking;
      const claims: AskedClaim[] = await claimsToAsk(store, release, session, parameters);
      const ticked = formOf(request).getAll('claim');
      const client = String(parameters['client_id']);
      if (claims.length > 0) await keepAnswer(store, session.account.id, client, claims, ticked);
      // A page that goes on by itself, never a redirection: browsers hold those against `form-action` (CSP 3, 6.4.1), and where an
      // application leads on to is its own affair.
      const href = `/interaction/${uid}/released`;
      reply.header('refresh', `0;url=${href}`);
      const group = (await findClient(store.db, client))?.group;
      return sendMessage(reply, 200, { kind: 'released', link: { href, to: 'on' }, ...(group && { group }) }, options);
    });
  });
}
