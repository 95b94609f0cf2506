import { Readable } from 'node:stream';
import { idParameter, type SignatureRequest as Shown, SignedDocumentParameters } from '@chancery/api';
import { eventsOf, findRequest, type SignatureRequest } from '@chancery/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { resultArchive } from '../results/archive.ts';
import { eventStream } from '../results/event-stream.ts';
import { Listeners } from '../results/listeners.ts';
import { sendArchive, sendSigned } from '../results/sending.ts';
import { type StateChange, stateChanges } from '../results/state-changes.ts';
import { settleRequest } from '../sign/settle-request.ts';
import { signedDocument } from '../sign/signed-document.ts';
import { SsaError } from '../ssa-error.ts';
import { callerOf, forApplications } from './caller.ts';
import { described } from './operation.ts';

const tag = 'Document signature';

/** A HEAD would make all of it and send nothing. */
const onlyRead = { exposeHeadRoute: false } as const;

type One = { Params: { id: string } };
type Document = { Params: SignedDocumentParameters };

/** What becomes of a request: as it happens, and the signed documents one by one or together. */
export function resultRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const auth = forApplications(deps);
  const path = '/api/v1/signature-requests/:id';
  app.get<Document>(
    `${path}/documents/:index`,
    {
      ...auth,
      ...described({
        id: 'fetchSignedDocument',
        tag,
        summary: 'Fetch a signed document',
        description:
          'A PDF with every octet of the uploaded one and the signature after it, or a signature in another format. Kept until a day after `expires_at`.',
        params: SignedDocumentParameters,
        reply: 'application/octet-stream',
        refuses: ['not_signed'],
      }),
    },
    async (request, reply) => {
      const settled = await settleRequest(deps, await find(deps, request));
      return sendSigned(reply, await signedDocument(deps, settled, request.params.index));
    },
  );
  app.get<One>(
    `${path}/documents.zip`,
    {
      ...auth,
      ...onlyRead,
      ...described({
        id: 'fetchSignedDocuments',
        tag,
        summary: 'Fetch all signed documents as a ZIP',
        description:
          'Each under its name, made safe and unique, and a report for programs (`report.json`) and for people (`report.html`): who signed what, when, with what digests, at what level, and what was asked for and not reached.',
        params: idParameter,
        reply: 'application/zip',
        refuses: ['not_signed'],
      }),
    },
    async (request, reply) => {
      const settled = await settleRequest(deps, await find(deps, request));
      return sendArchive(reply, settled, await resultArchive(deps, settled));
    },
  );
  eventsRoute(app, deps, `${path}/events`);
}

const mostListeners = 32;

function eventsRoute(app: FastifyInstance, deps: SsaDeps, path: string): void {
  const listeners = new Listeners(mostListeners);
  app.addHook('preClose', async () => listeners.close());
  app.get<One>(
    path,
    {
      ...forApplications(deps),
      ...onlyRead,
      ...described({
        id: 'followSignatureRequest',
        tag,
        summary: 'Follow a request',
        description:
          'Server-sent events named `state`, whose data is JSON with `request`, `state` and `at`; the stream ends with the last state. `Last-Event-ID` goes on where another one broke off, at any node; 204 says that there is nothing more to come. A stream ends after 15 minutes, to be asked for anew.',
        params: idParameter,
        reply: 'text/event-stream',
        refuses: ['too_many_requests'],
      }),
    },
    async (request, reply) => follow(deps, listeners, request, reply),
  );
}

async function follow(deps: SsaDeps, listeners: Listeners, request: FastifyRequest<One>, reply: FastifyReply) {
  const found = await find(deps, request);
  const last = request.headers['last-event-id'];
  const known = typeof last === 'string' ? last : undefined;
  const told = stateChanges(found.id, await eventsOf(deps.store.db, found.id)).find(({ id }) => id === known);
  if (told !== undefined && isFinal(told)) return reply.code(204).send();
  const { signal, leave } = listeners.enter(callerOf(request).client);
  const stream = Readable.from(eventStream(looking(deps, found), isFinal, known, signal));
  stream.once('close', leave);
  // A proxy that gathers answers would keep the events to itself.
  reply.headers({ 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  return reply.type('text/event-stream').send(stream);
}

function isFinal({ state }: Pick<Shown, 'state'>): boolean {
  return state !== 'created' && state !== 'prepared' && state !== 'signing';
}

const looksBetweenSettling = 5;

/** What is written; and now and then the SAM is asked, as by everybody else who reads. It may be away: then the next time. */
function looking(deps: SsaDeps, request: SignatureRequest): () => Promise<StateChange[]> {
  let looks = 0;
  return async () => {
    if (looks++ % looksBetweenSettling === 0) await settleNow(deps, request).catch(() => undefined);
    return stateChanges(request.id, await eventsOf(deps.store.db, request.id));
  };
}

async function settleNow(deps: SsaDeps, { client_id, id }: SignatureRequest): Promise<void> {
  const now = await findRequest(deps.store.db, client_id, id);
  if (now !== undefined) await settleRequest(deps, now);
}

/** Another client's request is as if there were none. */
async function find({ store }: SsaDeps, request: FastifyRequest<One>): Promise<SignatureRequest> {
  const found = await findRequest(store.db, callerOf(request).client, request.params.id);
  if (found === undefined) throw new SsaError('not_found', 'There is no such signature request.');
  return found;
}
