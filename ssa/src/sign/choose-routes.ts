/** The choices page: what it shows, what it reads, and what it sends. Only the person whom the request belongs to meets it. */
import { Chosen } from '@chancery/api';
import { type Account, documentAt, type SignatureRequest } from '@chancery/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { joined } from '../documents/joined.ts';
import type { BuiltPage } from '../http/page-files.ts';
import { resultPagePolicy } from '../http/security-headers.ts';
import { SsaError } from '../ssa-error.ts';
import { keepChoices, openChoices } from './choices.ts';
import { originalName } from './document-names.ts';
import { findVisited } from './find-visited.ts';
import { meantForAnother } from './next-step.ts';
import { signUrl } from './request-address.ts';
import { brandOf } from './sign-routes.ts';

type Visit = { Params: { token: string } };
type DocumentVisit = { Params: { token: string; index: string } };

/** Octets: a place for each of a thousand signatures. */
const placesOfAll = 512 * 1024;

export function chooseRoutes(app: FastifyInstance, deps: SsaDeps, builtPage: BuiltPage): void {
  app.get<Visit>('/sign/:token/choose', { config: { page: true } }, async (request, reply) => {
    const found = await findVisited(deps, request.params.token);
    const account = await ownerIn(deps, found, request);
    if (account === undefined || (await openChoices(deps, found, account)) === undefined)
      return reply.redirect(signUrl(deps, found), 303);
    reply.header('content-security-policy', resultPagePolicy).header('cache-control', 'no-store');
    return reply.type('text/html; charset=utf-8').send(builtPage(await brandOf(deps, request)));
  });
  app.get<Visit>('/sign/:token/choices.json', async (request, reply) => {
    const { found, account } = await requireOwner(deps, request);
    reply.header('cache-control', 'no-store');
    const open = await openChoices(deps, found, account);
    if (open === undefined) throw new SsaError('not_found', 'There is nothing to choose.');
    return open;
  });
  app.get<DocumentVisit>('/sign/:token/originals/:index', async (request, reply) => {
    const { found } = await requireOwner(deps, request);
    const position = /^(0|[1-9]\d{0,2})$/.test(request.params.index) ? Number(request.params.index) : -1;
    if (found.state !== 'created' || (await documentAt(deps.store.db, found.id, position)) === undefined)
      throw new SsaError('not_found', 'There is nothing to be shown.');
    const original = await deps.documents.open(found.document_key, found.id, originalName(position));
    const { size, stream } = joined(original);
    reply.header('cache-control', 'no-store').header('content-length', size);
    return reply.type('application/octet-stream').send(stream);
  });
  const sent = { schema: { body: Chosen }, bodyLimit: placesOfAll };
  app.post<Visit & { Body: Chosen }>('/sign/:token/choices', sent, async (request, reply) => {
    requireOwnPage(deps, request);
    const { found, account } = await requireOwner(deps, request);
    await keepChoices(deps, found, account, request.body);
    return reply.code(204).send();
  });
}

/** Undefined where nobody is logged in, or the request is nobody's yet. */
async function ownerIn(
  deps: SsaDeps,
  { account_id }: SignatureRequest,
  request: FastifyRequest,
): Promise<Account | undefined> {
  const account = (await deps.requireSession(request))?.account;
  if (account === undefined || account_id === null) return undefined;
  if (account.id !== account_id) throw meantForAnother(account);
  return account;
}

async function requireOwner(deps: SsaDeps, request: FastifyRequest<Visit>) {
  const found = await findVisited(deps, request.params.token);
  const account = await ownerIn(deps, found, request);
  if (account === undefined) throw new SsaError('unauthorized', 'Please log in first.');
  return { found, account };
}

/** A page of another origin chooses nothing for anybody (Fetch, Sec-Fetch-Site). */
function requireOwnPage({ publicOrigin }: SsaDeps, { headers }: FastifyRequest): void {
  const site = headers['sec-fetch-site'];
  const foreign = (site !== undefined && site !== 'same-origin') || (headers.origin ?? publicOrigin) !== publicOrigin;
  if (foreign) throw new SsaError('invalid_request', 'This comes from another page.');
}
