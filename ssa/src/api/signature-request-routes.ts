import { createHash, randomBytes } from 'node:crypto';
import {
  idParameter,
  NewSignatureRequest,
  SignatureRequest,
  SignatureRequestList,
  SignatureRequestSearch,
  SignedDocumentParameters,
} from '@chancery/api';
import { type BaselineLevel, bytesSource, requireReadable } from '@chancery/sca';
import {
  createRequest,
  documentsOf,
  findCredential,
  findRequest,
  listRequests,
  recordEvent,
  type SignatureRequest as StoredRequest,
} from '@chancery/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Caller, SsaDeps } from '../deps.ts';
import { requireTimeStamping } from '../levels/augmentation.ts';
import { newId, randomToken } from '../random.ts';
import { originalName } from '../sign/document-names.ts';
import { end } from '../sign/ended.ts';
import { signUrl } from '../sign/request-address.ts';
import { settleRequest } from '../sign/settle-request.ts';
import { sendSigned } from '../sign/sign-routes.ts';
import { signedDocument } from '../sign/signed-document.ts';
import { keepForm, readForm, signable } from '../sign/stored-form.ts';
import { SsaError } from '../ssa-error.ts';
import { requireActiveAccount } from './active-account.ts';
import { decodeBase64 } from './base64.ts';
import { callerOf, forApplications } from './caller.ts';
import { creating } from './idempotency.ts';
import { described } from './operation.ts';
import { requireRegistered } from './redirect-uri.ts';

const tag = 'Document signature';
const bodyLimit = 64 * 1024 * 1024;
const week = 7 * 86_400;

const unsignable = [
  'document_not_pdf',
  'document_damaged',
  'document_encrypted',
  'document_too_complex',
  'document_not_signable',
] as const;

type One = { Params: { id: string } };

/** Document signature: PDFs in, an address for the person, signed PDFs out. */
export function signatureRequestRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const auth = forApplications(deps);
  const path = '/api/v1/signature-requests';
  const one = { tag, params: idParameter, reply: SignatureRequest } as const;
  app.post(
    path,
    {
      ...auth,
      bodyLimit,
      ...described({
        id: 'createSignatureRequest',
        tag,
        summary: 'Ask for signatures',
        description:
          'Send the browser of the person to the `authorization_url`. She is led through login, enrolment and key as far as they are missing, reads the documents and approves or refuses once for all of them.',
        body: NewSignatureRequest,
        status: 201,
        reply: SignatureRequest,
        refuses: ['account_inactive', 'not_found', 'conflict', ...unsignable],
      }),
    },
    creating(deps, (request) => create(deps, request.body as NewSignatureRequest, callerOf(request))),
  );
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
        description: 'How it stands now. Ask when the person comes back, or now and then; nothing is sent by itself.',
      }),
    },
    async (request) => shown(deps, await settleRequest(deps, await find(deps, request))),
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
    async (request) => shown(deps, await withdraw(deps, await find(deps, request))),
  );
  app.get<{ Params: SignedDocumentParameters }>(
    `${path}/:id/documents/:index`,
    {
      ...auth,
      ...described({
        id: 'fetchSignedDocument',
        tag,
        summary: 'Fetch a signed document',
        description:
          'Every octet of the uploaded document, and the signature after it. Kept until a day after `expires_at`.',
        params: SignedDocumentParameters,
        reply: 'application/pdf',
        refuses: ['not_signed'],
      }),
    },
    async (request, reply) => {
      const settled = await settleRequest(deps, await find(deps, request));
      return sendSigned(reply, await signedDocument(deps, settled, request.params.index));
    },
  );
}

async function create(deps: SsaDeps, wanted: NewSignatureRequest, { client }: Caller): Promise<SignatureRequest> {
  const documents = wanted.documents.map(({ name, content, signature }, i) => ({
    name,
    content: signable(decodeBase64(content, `documents[${i}].content`), signature),
    signature,
  }));
  for (const { content, signature = { format: 'pades' as const } } of documents)
    requireReadable(bytesSource(content), readForm(signature, {}, []));
  await requirePossible(deps, wanted, client);
  const request = newRequest(deps, wanted, client);
  await storeDocuments(
    deps,
    request,
    documents.map(({ content }) => content),
  );
  for (const [position, { signature }] of documents.entries())
    if (signature !== undefined) await keepForm(deps, request, position, signature);
  const rows = documents.map(({ name, content }, position) => ({
    position,
    name,
    size: content.length,
    sha256: sha256(content),
  }));
  const about = {
    at: request.created_at,
    client,
    object: request.id,
    ...(wanted.account === undefined ? {} : { account: wanted.account }),
  };
  await deps.store.db.transaction().execute(async (trx) => {
    await createRequest(trx, request, rows);
    await recordEvent(trx, { kind: 'request.created', ...about, detail: { documents: rows.map((row) => row.sha256) } });
  });
  return shown(deps, (await findRequest(deps.store.db, client, request.id)) as StoredRequest);
}

async function requirePossible(deps: SsaDeps, wanted: NewSignatureRequest, client: string): Promise<void> {
  const { account, credential, redirect_uri } = wanted;
  await requireRegistered(deps, client, redirect_uri);
  await requireTimeStamping(deps, client, wanted);
  if (account !== undefined) await requireActiveAccount(deps, account);
  if (credential === undefined) return;
  if (account === undefined) throw new SsaError('invalid_request', 'A credential can be named only with its account.');
  if ((await findCredential(deps.store.db, account, credential)) !== undefined) return;
  throw new SsaError('invalid_request', 'The account has no such credential.');
}

function newRequest({ clock }: SsaDeps, wanted: NewSignatureRequest, client: string) {
  const now = clock();
  return {
    id: newId(now),
    token: randomToken(),
    view_token: randomToken(),
    client_id: client,
    account_id: wanted.account ?? null,
    credential_id: wanted.credential ?? null,
    redirect_uri: wanted.redirect_uri ?? null,
    reason: wanted.reason ?? null,
    location: wanted.location ?? null,
    level: wanted.level ?? ('B-B' as const),
    when_unavailable: wanted.when_unavailable ?? ('fail' as const),
    document_key: new Uint8Array(randomBytes(32)),
    created_at: now,
    expires_at: new Date(now.getTime() + (wanted.expires_in ?? week) * 1000),
  };
}

async function storeDocuments(
  deps: SsaDeps,
  request: { id: string; document_key: Uint8Array },
  contents: readonly Uint8Array[],
) {
  for (const [position, content] of contents.entries()) {
    await deps.documents.put(request.document_key, request.id, originalName(position), content);
  }
}

async function list(
  deps: SsaDeps,
  { client }: Caller,
  { state, limit }: SignatureRequestSearch,
): Promise<SignatureRequestList> {
  const found = await listRequests(deps.store.db, client, { state, limit: Number(limit ?? 20) });
  return { signature_requests: await Promise.all(found.map((request) => shown(deps, request))) };
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

async function shown(deps: SsaDeps, request: StoredRequest): Promise<SignatureRequest> {
  const { id, state, account_id, created_at, expires_at, failure } = request;
  const rows = await documentsOf(deps.store.db, id);
  const address = `${deps.publicOrigin}/api/v1/signature-requests/${id}/documents`;
  const documents = rows.map(({ name, size, sha256, position, level }) => ({
    name,
    size,
    sha256,
    ...(state === 'signed' ? { url: `${address}/${position}`, level: (level ?? 'B-B') as BaselineLevel } : {}),
  }));
  return {
    id,
    state,
    authorization_url: signUrl(deps, request),
    created_at: created_at.toISOString(),
    expires_at: expires_at.toISOString(),
    ...(account_id === null ? {} : { account: account_id }),
    documents,
    ...(failure === null ? {} : { failure }),
  };
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('base64url');
}
