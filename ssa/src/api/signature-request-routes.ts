import {
  idParameter,
  NewSignatureRequest,
  SignatureRequest,
  SignatureRequestForm,
  SignatureRequestList,
  SignatureRequestSearch,
} from '@chancery/api';
import { findRequest, listRequests, type SignatureRequest as StoredRequest } from '@chancery/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, SsaDeps } from '../deps.ts';
import { end } from '../sign/ended.ts';
import { newRequest } from '../sign/new-request.ts';
import { settleRequest } from '../sign/settle-request.ts';
import { shownRequest } from '../sign/shown-request.ts';
import { SsaError } from '../ssa-error.ts';
import { comingIn, requestLimit, waitingInAll } from '../uploads/coming-in.ts';
import { announced, isForm } from '../uploads/octets.ts';
import { type RequestForm, readRequestForm } from '../uploads/request-form.ts';
import { callerOf, forApplications } from './caller.ts';
import { created, once } from './idempotency.ts';
import { described } from './operation.ts';

const tag = 'Document signature';
const bodyLimit = 64 * 1024 * 1024;

const unsignable = [
  'document_not_pdf',
  'document_damaged',
  'document_encrypted',
  'document_too_complex',
  'document_not_signable',
] as const;

type One = { Params: { id: string } };

/** Document signature: documents in, an address for the person, signed documents out. */
export function signatureRequestRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const auth = forApplications(deps);
  const path = '/api/v1/signature-requests';
  const one = { tag, params: idParameter, reply: SignatureRequest } as const;
  app.register(async (scope) => creationRoute(scope, deps, path));
  app.get<{ Querystring: SignatureRequestSearch }>(
    path,
    {
      ...auth,
      ...described({
        id: 'listSignatureRequests',
        tag,
        summary: 'List the requests of this client',
        description: 'As they were when somebody last looked: reading one brings it up to date.',
        query: SignatureRequestSearch,
        reply: SignatureRequestList,
      }),
    },
    async (request) => list(deps, callerOf(request), request.query),
  );
  app.get<One>(
    `${path}/:id`,
    {
      ...auth,
      ...described({
        ...one,
        id: 'readSignatureRequest',
        summary: 'Read a request',
        description:
          'How it stands now. Ask when the person comes back, or now and then, or follow it by its `events`.',
      }),
    },
    async (request) => shownRequest(deps, await settleRequest(deps, await find(deps, request))),
  );
  app.delete<One>(
    `${path}/:id`,
    {
      ...auth,
      ...described({
        ...one,
        id: 'withdrawSignatureRequest',
        summary: 'Withdraw a request',
        description: 'It can no longer be approved. One that has ended is left as it is.',
        refuses: ['conflict'],
      }),
    },
    async (request) => shownRequest(deps, await withdraw(deps, await find(deps, request))),
  );
}

/** Its own content types are known to this route alone. */
function creationRoute(scope: FastifyInstance, deps: SsaDeps, path: string): void {
  scope.addContentTypeParser('multipart/form-data', (_request, _payload, done) => done(null));
  scope.post(
    path,
    {
      ...forApplications(deps),
      bodyLimit,
      ...described({
        id: 'createSignatureRequest',
        consent: true,
        tag,
        summary: 'Ask for signatures',
        description:
          'Send the browser of the person to the `authorization_url`. She is led through login, enrolment and key as far as they are missing, reads the documents and approves or refuses once for all of them. A document comes as base64 in its `content`, as the part `documents[0]` of a form, or by itself before (`upload`).',
        body: NewSignatureRequest,
        form: SignatureRequestForm,
        status: 201,
        reply: SignatureRequest,
        refuses: ['account_inactive', 'not_found', 'conflict', 'expired', 'too_many_requests', ...unsignable],
      }),
    },
    (request, reply) => create(deps, request, reply),
  );
}

async function create(deps: SsaDeps, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  created(reply);
  const { client } = callerOf(request);
  const form = isForm(request);
  const coming = { client, size: announced(request, form ? requestLimit : bodyLimit), limits: waitingInAll };
  return comingIn(deps, coming, async (place) => {
    const { wanted, parts } = form ? await readRequestForm(deps, request, place) : readBody(request);
    const content = [JSON.stringify(wanted), ...digestsOf(parts)];
    return once(deps, request, content, async () =>
      shownRequest(deps, await newRequest(deps, client, place, wanted, parts)),
    );
  });
}

function digestsOf(parts: RequestForm['parts']): string[] {
  const inOrder = [...parts].sort(([a], [b]) => a - b);
  return inOrder.map(([position, { sha256 }]) => `${position} ${sha256}`);
}

function readBody({ body }: FastifyRequest): RequestForm {
  return { wanted: body as NewSignatureRequest, parts: new Map() };
}

async function list(
  deps: SsaDeps,
  { client }: Caller,
  { state, limit }: SignatureRequestSearch,
): Promise<SignatureRequestList> {
  const found = await listRequests(deps.store.db, client, { state, limit: Number(limit ?? 20) });
  return { signature_requests: await Promise.all(found.map((request) => shownRequest(deps, request))) };
}

/** Another client's request is as if there were none. */
async function find({ store }: SsaDeps, request: FastifyRequest<One>): Promise<StoredRequest> {
  const found = await findRequest(store.db, callerOf(request).client, request.params.id);
  if (found === undefined) throw new SsaError('not_found', 'There is no such signature request.');
  return found;
}

async function withdraw(deps: SsaDeps, request: StoredRequest): Promise<StoredRequest> {
  const ended = await end(deps, request, 'cancelled');
  if (ended.state !== 'cancelled') throw new SsaError('conflict', `This request is ${ended.state} already.`);
  if (request.chal !== null) await deps.sam.cancel(request.chal);
  return ended;
}
