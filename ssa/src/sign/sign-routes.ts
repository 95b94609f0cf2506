import type { ResultState } from '@chancery/api';
import { nameAttributes, parseCertificate } from '@chancery/pki';
import {
  type Account,
  eventsOf,
  findAccount,
  findClient,
  findPastCredential,
  type SignatureRequest,
} from '@chancery/store';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { type Pace, visitorOf } from '../errand/visitor.ts';
import type { BuiltPage } from '../http/page-files.ts';
import { resultPagePolicy } from '../http/security-headers.ts';
import { resultArchive } from '../results/archive.ts';
import { sendArchive, sendSigned } from '../results/sending.ts';
import { SsaError } from '../ssa-error.ts';
import { documentList } from './document-list.ts';
import { hasEnded } from './ended.ts';
import { findVisited } from './find-visited.ts';
import { meantForAnother, nextStep } from './next-step.ts';
import { returnUrl, signUrl } from './request-address.ts';
import { settleRequest } from './settle-request.ts';
import { signatureSummary } from './signature-summary.ts';
import { signedDocument } from './signed-document.ts';
import { verdictOn } from './verdict.ts';

type Visit = { Params: { token: string } };
type DocumentVisit = { Params: { token: string; index: string } };

/** What a person's browser meets of a signature on this host. `resultPage` is the built page. */
export function signRoutes(app: FastifyInstance, deps: SsaDeps, resultPage: BuiltPage): void {
  const page = { config: { page: true as const } };
  const visit = (pace: Pace) => async (request: FastifyRequest<Visit>, reply: FastifyReply) => {
    const found = await findVisited(deps, request.params.token);
    const step = await nextStep(deps, found, () => deps.requireSession(request), visitorOf(request, pace));
    if (step.kind === 'login') return deps.startLogin(reply, `/sign/${found.token}`);
    return reply.redirect(step.kind === 'go' ? step.url : `${signUrl(deps, found)}/result`, 303);
  };
  app.get<Visit>('/sign/:token', page, visit('usual'));
  app.get<Visit>('/sign/:token/more-time', page, visit('unhurried'));
  app.get<Visit>('/sign/:token/return', page, async ({ params }, reply) => {
    const settled = await settleRequest(deps, await findVisited(deps, params.token));
    return reply.redirect(afterApproval(deps, settled), 303);
  });
  app.get<Visit>('/sign/:token/result', page, async (request, reply) => {
    const found = await findVisited(deps, request.params.token);
    if (!(await mayRead(deps, found, request))) return deps.startLogin(reply, `/sign/${found.token}/result`);
    reply.header('content-security-policy', resultPagePolicy).header('cache-control', 'no-store');
    return reply.type('text/html; charset=utf-8').send(resultPage(await brandOf(deps, request)));
  });
  app.get<Visit>('/sign/:token/state.json', async (request, reply) => {
    const found = await requireReader(deps, request);
    reply.header('cache-control', 'no-store');
    return resultState(deps, await settleRequest(deps, found));
  });
  app.get<Visit>('/sign/:token/documents.zip', { exposeHeadRoute: false }, async (request, reply) => {
    const found = await requireReader(deps, request);
    return sendArchive(reply, found, await resultArchive(deps, found));
  });
  app.get<DocumentVisit>('/sign/:token/documents/:index', async (request, reply) =>
    sendDocument(deps, await requireReader(deps, request), request.params.index, reply),
  );
  app.get<DocumentVisit>('/sign/:token/documents/:index/verdict.json', async (request, reply) => {
    const found = await requireReader(deps, request);
    reply.header('cache-control', 'no-store');
    return verdictOn(deps, found, request.params.index);
  });
}

/** How the page of this request looks to who reads it. */
export function brandOf({ brands }: SsaDeps, { url, headers }: FastifyRequest) {
  return brands?.ofPath(url, headers['accept-language']);
}

/** An approval still open leads back to it; everything else to the result, which shows the way to the application. */
function afterApproval(deps: SsaDeps, request: SignatureRequest): string {
  const decided = hasEnded(request) || request.state === 'signing';
  return decided ? `${signUrl(deps, request)}/result` : signUrl(deps, request);
}

/** False when nobody is logged in. Until a request belongs to somebody there is nothing of anybody's to read. */
async function mayRead(deps: SsaDeps, { account_id }: SignatureRequest, request: FastifyRequest): Promise<boolean> {
  if (account_id === null) return true;
  const session = await deps.requireSession(request);
  if (session === undefined) return false;
  if (session.account.id === account_id) return true;
  throw meantForAnother(session.account);
}

async function requireReader(deps: SsaDeps, request: FastifyRequest<Visit>): Promise<SignatureRequest> {
  const found = await findVisited(deps, request.params.token);
  if (await mayRead(deps, found, request)) return found;
  throw new SsaError('unauthorized', 'Please log in first.');
}

async function resultState(deps: SsaDeps, request: SignatureRequest): Promise<ResultState> {
  const { state, client_id, account_id, id } = request;
  const client = await findClient(deps.store.db, client_id);
  const owner = account_id === null ? undefined : await findAccount(deps.store.db, account_id);
  const back = hasEnded(request) ? returnUrl(request) : undefined;
  const signature = await signatureSummary(deps, request);
  const failed = state === 'failed' ? await failureOf(deps, request) : {};
  return {
    state,
    name: client?.providerName ?? '',
    documents: account_id === null ? [] : await documentList(deps, request),
    ...failed,
    ...(owner === undefined || state !== 'signed' ? {} : { signer: await signerOf(deps, request, owner) }),
    ...(signature === undefined ? {} : { signature }),
    ...(owner?.organization ? { seal: true } : {}),
    ...(back === undefined ? {} : { returnUrl: back }),
    reference: id,
  };
}

/** Once she has approved, a signature may have been made although nobody has it. */
async function failureOf({ store }: SsaDeps, { id, failure }: SignatureRequest) {
  const approved = (await eventsOf(store.db, id)).some(({ kind }) => kind === 'request.signing');
  return { ...(failure === null ? {} : { failure }), ...(approved ? { approved: true as const } : {}) };
}

/** A person as she is called here; an organisation by the legal name in its certificate, whatever the account is called. */
async function signerOf({ store }: SsaDeps, { credential_id }: SignatureRequest, owner: Account): Promise<string> {
  if (owner.organization === null || credential_id === null) return owner.name;
  const [certificate] = (await findPastCredential(store.db, owner.id, credential_id))?.chain ?? [];
  if (certificate === undefined) return owner.name;
  const { subject } = parseCertificate(Buffer.from(certificate, 'base64'));
  return nameAttributes(subject).organization ?? owner.name;
}

async function sendDocument(deps: SsaDeps, request: SignatureRequest, index: string, reply: FastifyReply) {
  return sendSigned(reply, await signedDocument(deps, request, index));
}
