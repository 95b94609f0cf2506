import { ClientApproved, ClientStatement, idParameter, NewClientApproval } from '@chancery/api';
import { type Account, type Errand, findErrand, findRequest, type SignatureRequest } from '@chancery/store';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { askClientFor } from '../errand/ask-client.ts';
import { stateOf } from '../errand/errand.ts';
import { settleErrand } from '../errand/settle-errand.ts';
import { askClient } from '../sign/ask-approval.ts';
import { chooseCredential } from '../sign/credential.ts';
import { hasEnded } from '../sign/ended.ts';
import { freeze } from '../sign/freeze.ts';
import { settleRequest } from '../sign/settle-request.ts';
import { SsaError } from '../ssa-error.ts';
import { requireActiveAccount } from './active-account.ts';
import { callerOf, forApplications } from './caller.ts';
import { described } from './operation.ts';

type One = { Params: { id: string }; Body: NewClientApproval };

/** Something that an organisation can approve by its own key: how it is found, asked for, and brought up to date. */
interface Approvable<T extends { readonly chal: string | null }> {
  readonly path: string;
  readonly name: string;
  readonly called: string;
  find(client: string, id: string): Promise<T | undefined>;
  ask(found: T): Promise<string>;
  settle(found: T): Promise<{ readonly id: string; readonly state: string }>;
}

/** Approval by an organisation's own key (EN 419 241-1: the seal creator's control), without a page: handed on, never made here. */
export function approvalRoutes(app: FastifyInstance, deps: SsaDeps): void {
  approvable(app, deps, errands(deps, 'enrol', 'enrollments', 'Enrollment', 'an enrolment'));
  approvable(app, deps, errands(deps, 'key.create', 'identities', 'Identity', 'a key'));
  approvable(app, deps, errands(deps, 'key.delete', 'identities/deletions', 'Deletion', 'the deletion of a key'));
  approvable(app, deps, {
    path: 'signature-requests',
    name: 'SignatureRequest',
    called: 'seals',
    find: (client, id) => findRequest(deps.store.db, client, id),
    ask: (found) => askForSeals(deps, found),
    settle: (found) => settleRequest(deps, found),
  });
}

const tag = 'Seals';
const refuses = [
  'account_inactive',
  'conflict',
  'expired',
  'in_progress',
  'not_enrolled',
  'too_many_requests',
] as const;

function approvable<T extends { readonly chal: string | null }>(
  app: FastifyInstance,
  deps: SsaDeps,
  one: Approvable<T>,
): void {
  const { path, name, called } = one;
  const find = async (request: FastifyRequest<One>) => {
    const found = await one.find(callerOf(request).client, request.params.id);
    return found ?? refuse('not_found', 'There is nothing of that id to be approved.');
  };
  const about = { tag, params: idParameter, refuses: [...refuses, 'peer_refused'] } as const;
  app.post<One>(
    `/api/v1/${path}/:id/statement`,
    {
      ...forApplications(deps),
      ...described({
        ...about,
        id: `stateFor${name}`,
        summary: `Ask what an organisation is to approve: ${called}`,
        description: 'The last statement counts; what was asked before, on the approval page too, is closed.',
        reply: ClientStatement,
      }),
    },
    async (request): Promise<ClientStatement> => stated(deps, await one.ask(await find(request))),
  );
  app.post<One>(
    `/api/v1/${path}/:id/approval`,
    {
      ...forApplications(deps),
      ...described({
        ...about,
        id: `approve${name}`,
        summary: `Approve by the organisation’s own key: ${called}`,
        description: 'Judged by the signature activation module alone, once; no page is shown to anybody.',
        body: NewClientApproval,
        reply: ClientApproved,
      }),
    },
    async (request): Promise<ClientApproved> => {
      const found = await find(request);
      if (found.chal === null) return refuse('conflict', 'No statement has been asked for.');
      await deps.sam.approveByClient({ chal: found.chal, evidence: { kind: 'client', jws: request.body.approval } });
      const { id, state } = await one.settle((await one.find(callerOf(request).client, request.params.id)) ?? found);
      return { id, state };
    },
  );
}

function errands(deps: SsaDeps, kind: Errand['kind'], path: string, name: string, called: string): Approvable<Errand> {
  return {
    path,
    name,
    called,
    find: (client, id) => findErrand(deps.store.db, client, kind, id),
    ask: async (found) => {
      await requireOrganization(deps, found.account_id);
      const errand = await settleErrand(deps, found);
      const state = stateOf(errand, deps.clock());
      return state === 'open' ? askClientFor(deps, errand) : refuse('conflict', `This is ${state} already.`);
    },
    settle: (found) => settleErrand(deps, found),
  };
}

async function stated({ sam }: SsaDeps, chal: string): Promise<ClientStatement> {
  const { statement } = await sam.statement(chal);
  const payload = Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString('utf8');
  const { exp } = JSON.parse(payload) as { readonly exp?: unknown };
  return { statement, expires_at: new Date(Number(exp) * 1000).toISOString() };
}

/** The request frozen for the organisation's key, and the SAM asked for its intent. */
async function askForSeals(deps: SsaDeps, found: SignatureRequest): Promise<string> {
  const account = await requireOrganization(deps, found.account_id);
  if (account.signer === null) return refuse('not_enrolled', 'The organisation must enrol before it can seal.');
  const request = await settleRequest(deps, found);
  const credential = await chooseCredential(deps, request, account.id);
  if (credential === undefined) return refuse('conflict', 'The organisation has no key with a certificate yet.');
  const frozen = request.state === 'created' ? await freeze(deps, request, credential) : request;
  if (hasEnded(frozen) || frozen.state !== 'prepared') return refuse('conflict', `This request is ${frozen.state}.`);
  return askClient(deps, frozen, account, credential);
}

async function requireOrganization(deps: SsaDeps, id: string | null): Promise<Account> {
  if (id === null) return refuse('conflict', 'The request names no account: whoever opens it approves it.');
  const account = await requireActiveAccount(deps, id);
  return account.organization === null
    ? refuse('conflict', 'A person approves on the approval page, and nowhere else.')
    : account;
}

function refuse(code: SsaError['code'], detail: string): never {
  throw new SsaError(code, detail);
}
