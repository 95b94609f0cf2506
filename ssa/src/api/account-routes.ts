import { Account, AccountSearch, idParameter, NewAccount } from '@chancery/api';
import {
  createAccount,
  findAccount,
  findAccountByIdentity,
  identityOf,
  recordEvent,
  type Store,
  type Account as StoredAccount,
} from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { passwordVerifier } from '../password.ts';
import { newId } from '../random.ts';
import { SsaError } from '../ssa-error.ts';
import { callerOf, forApplications } from './caller.ts';
import { creating } from './idempotency.ts';
import { knownAccount } from './known-account.ts';
import { described } from './operation.ts';

const tag = 'User accounts';

/** User account management: a person, linked to her identity at an identity provider, or an organisation. */
export function accountRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const auth = forApplications(deps);
  app.post(
    '/api/v1/accounts',
    {
      ...auth,
      ...described({
        id: 'createAccount',
        scope: 'accounts.manage',
        tag,
        summary: 'Create an account',
        description: 'The person can log in at once; she enrols before her first key or signature.',
        body: NewAccount,
        status: 201,
        reply: Account,
        refuses: ['conflict'],
      }),
    },
    creating(deps, (request) => create(deps, request.body as NewAccount, callerOf(request).client)),
  );
  app.get<{ Querystring: AccountSearch }>(
    '/api/v1/accounts',
    {
      ...auth,
      ...described({
        id: 'findAccount',
        scope: 'accounts.read',
        tag,
        summary: 'Find the account of a person',
        description: 'By her identity at the identity provider.',
        query: AccountSearch,
        reply: Account,
        refuses: ['not_found'],
      }),
    },
    async (request) => {
      const { issuer, subject } = request.query;
      const { id = '' } = (await findAccountByIdentity(deps.store.db, issuer, subject)) ?? {};
      return shown(deps.store.db, await knownAccount(deps, callerOf(request).client, id));
    },
  );
  app.get<{ Params: { id: string } }>(
    '/api/v1/accounts/:id',
    {
      ...auth,
      ...described({
        id: 'readAccount',
        scope: 'accounts.read',
        tag,
        summary: 'Read an account',
        description: 'By the id of its creation.',
        params: idParameter,
        reply: Account,
      }),
    },
    async (request) => shown(deps.store.db, await knownAccount(deps, callerOf(request).client, request.params.id)),
  );
}

async function create(deps: SsaDeps, wanted: NewAccount, client: string): Promise<Account> {
  const { name, link, csc, organization } = wanted;
  if (link === undefined && organization === undefined)
    throw new SsaError('invalid_request', 'A person has a link to an identity provider.');
  const now = deps.clock();
  const id = newId(now);
  const secret = csc === undefined ? {} : { login: csc.login, password: await passwordVerifier(csc.password) };
  const who = { ...(link && { identity: link }), ...(organization && { organization }) };
  await createAccount(deps.store.db, { id, name, ...who, ...secret }).catch(refuseTaken);
  await recordEvent(deps.store.db, { kind: 'account.created', at: now, client, account: id, object: id });
  return shown(deps.store.db, await findAccount(deps.store.db, id));
}

const uniqueViolation = '23505';

/** An identity, organisation or login of an account has one account. */
export function refuseTaken(cause: unknown): never {
  if ((cause as { code?: unknown }).code !== uniqueViolation) throw cause;
  throw new SsaError('conflict', 'There is an account for this person or organisation, or with this login, already.', {
    cause,
  });
}

/** As the API shows it; `not_found` for none. */
export async function shown(db: Store['db'], account: StoredAccount | undefined): Promise<Account> {
  if (account === undefined) throw new SsaError('not_found', 'There is no such account.');
  const { id, name, status, signer, organization } = account;
  const link = await identityOf(db, id);
  return {
    id,
    name,
    status,
    enrolled: signer !== null,
    ...(link === undefined ? {} : { link }),
    ...(organization === null ? {} : { organization }),
  };
}
