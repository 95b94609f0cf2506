import { Deletion, idParameter, NewDeletion } from '@chancery/api';
import { type Errand, findErrand } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { Caller, SsaDeps } from '../deps.ts';
import { type DoomedKey, lastingKeyOf } from '../errand/ask-for-deletion.ts';
import { errandUrl, startErrand, stateOf } from '../errand/errand.ts';
import { settleErrand } from '../errand/settle-errand.ts';
import { SsaError } from '../ssa-error.ts';
import { callerOf, forApplications } from './caller.ts';
import { creating } from './idempotency.ts';
import { requireKnownAccount } from './known-account.ts';
import { described } from './operation.ts';
import { requireRegistered } from './redirect-uri.ts';

const tag = 'Identities';

/** Deletion of a signing key (TS 119 431-1): asked for by an application, decided by its owner. */
export function deletionRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const auth = forApplications(deps);
  app.post(
    '/api/v1/identities/deletions',
    {
      ...auth,
      ...described({
        id: 'createDeletion',
        scope: 'identities.manage',
        consent: true,
        tag,
        summary: 'Ask a person to have a key destroyed',
        description:
          'Send her browser to the `url`: she sees which certificate it is and approves, as she approves a signature. The key is gone for good, from every list too; requests that wait for it fail with `key_destroyed`, what it signed stays valid. An organisation may approve by its own key.',
        body: NewDeletion,
        status: 201,
        reply: Deletion,
        refuses: ['account_inactive', 'conflict', 'not_found'],
      }),
    },
    creating(deps, (request) => create(deps, request.body as NewDeletion, callerOf(request))),
  );
  app.get<{ Params: { id: string } }>(
    '/api/v1/identities/deletions/:id',
    {
      ...auth,
      ...described({
        id: 'readDeletion',
        scope: 'identities.read',
        tag,
        summary: 'Read the deletion of a key',
        description: 'How it stands, as the signature activation module says.',
        params: idParameter,
        reply: Deletion,
      }),
    },
    async (request) => {
      const errand = await findErrand(deps.store.db, callerOf(request).client, 'key.delete', request.params.id);
      if (errand === undefined) throw new SsaError('not_found', 'There is no such deletion.');
      return shown(deps, await settleErrand(deps, errand));
    },
  );
}

async function create(deps: SsaDeps, wanted: NewDeletion, caller: Caller): Promise<Deletion> {
  const { account, credential, redirect_uri } = wanted;
  await requireKnownAccount(deps, caller.client, account);
  await requireOfGroup(deps, wanted, caller);
  await requireRegistered(deps, caller.client, redirect_uri);
  const doomed: DoomedKey = { credential };
  const { client } = caller;
  return shown(
    deps,
    await startErrand(deps, { kind: 'key.delete', account, client, returnUrl: redirect_uri ?? null }, doomed),
  );
}

/** Keys are their signers', for every application to ask for signatures by; only the group that had one made may ask to end it. */
async function requireOfGroup(
  { store }: SsaDeps,
  { account, credential }: NewDeletion,
  { group }: Caller,
): Promise<void> {
  const found = await lastingKeyOf(store, group, account, credential);
  if (found === undefined) throw new SsaError('not_found', 'There is no such key that was made for your group.');
  if (found.status === 'destroyed') throw new SsaError('conflict', 'This key is destroyed already.');
}

function shown(deps: SsaDeps, errand: Errand): Deletion {
  const { id, account_id: account, expires_at } = errand;
  const { credential } = errand.parameters as unknown as DoomedKey;
  const state = stateOf(errand, deps.clock());
  return { id, account, credential, state, url: errandUrl(deps, errand), expires_at: expires_at.toISOString() };
}
