import { DeviceChange, DeviceList, DeviceSearch, idParameter, NewDeviceChange } from '@chancery/api';
import { type Account, type Errand, findErrand } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import type { ChangedFactor } from '../errand/ask-for-factor-change.ts';
import { errandUrl, startErrand, stateOf } from '../errand/errand.ts';
import { settleErrand } from '../errand/settle-errand.ts';
import { SsaError } from '../ssa-error.ts';
import { callerOf, forApplications } from './caller.ts';
import { devicesOf, factorOf, kindOf } from './device-kind.ts';
import { creating } from './idempotency.ts';
import { knownAccount, requireKnownAccount } from './known-account.ts';
import { described } from './operation.ts';
import { requireRegistered } from './redirect-uri.ts';

const tag = 'Devices';

/** Device management (EN 419 241-2, signer maintenance): what a person approves with changes by an act of hers, by what she has already. */
export function deviceRoutes(app: FastifyInstance, deps: SsaDeps): void {
  const auth = forApplications(deps);
  app.post(
    '/api/v1/devices/changes',
    {
      ...auth,
      ...described({
        id: 'createDeviceChange',
        scope: 'devices.manage',
        consent: true,
        tag,
        summary: 'Ask a person to add or remove a device, or to set a PIN',
        description:
          'Send her browser to the `url`: she approves by a device that she has already. The last one that decides is never removed.',
        body: NewDeviceChange,
        status: 201,
        reply: DeviceChange,
        refuses: ['account_inactive', 'not_enrolled', 'not_found'],
      }),
    },
    creating(deps, (request) => create(deps, request.body as NewDeviceChange, callerOf(request).client)),
  );
  app.get<{ Params: { id: string } }>(
    '/api/v1/devices/changes/:id',
    {
      ...auth,
      ...described({
        id: 'readDeviceChange',
        scope: 'devices.read',
        tag,
        summary: 'Read a change of devices',
        description: 'How it stands, as the signature activation module says.',
        params: idParameter,
        reply: DeviceChange,
      }),
    },
    async (request) => {
      const errand = await findErrand(deps.store.db, callerOf(request).client, 'factor.change', request.params.id);
      if (errand === undefined) throw new SsaError('not_found', 'There is no such change.');
      return shown(deps, await settleErrand(deps, errand));
    },
  );
  app.get<{ Querystring: DeviceSearch }>(
    '/api/v1/devices',
    {
      ...auth,
      ...described({
        id: 'listDevices',
        scope: 'devices.read',
        tag,
        summary: 'List what a person approves with',
        description: 'Her passkeys, phones and PIN; nothing that would help to approve in her place.',
        query: DeviceSearch,
        reply: DeviceList,
      }),
    },
    async (request) => devicesOf(deps, await knownAccount(deps, callerOf(request).client, request.query.account)),
  );
}

async function create(deps: SsaDeps, wanted: NewDeviceChange, client: string): Promise<DeviceChange> {
  const { account, redirect_uri } = wanted;
  const found = await requireKnownAccount(deps, client, account);
  if (found.signer === null)
    throw new SsaError('not_enrolled', 'The person must enrol before she can change anything.');
  const changed: ChangedFactor = { change: await changeOf(deps, wanted, found) };
  await requireRegistered(deps, client, redirect_uri);
  const start = { kind: 'factor.change', account, client, returnUrl: redirect_uri ?? null } as const;
  return shown(deps, await startErrand(deps, start, changed));
}

async function changeOf(
  deps: SsaDeps,
  { add, remove }: NewDeviceChange,
  account: Account,
): Promise<ChangedFactor['change']> {
  if ((add === undefined) === (remove === undefined))
    throw new SsaError('invalid_request', 'Say what is to be added, or what is to be removed: one of both.');
  if (add !== undefined) return { add: factorOf[add] };
  const { devices } = await devicesOf(deps, account);
  if (remove === undefined || !devices.some(({ id }) => id === remove))
    throw new SsaError('not_found', 'The person has no such device.');
  return { remove };
}

function shown(deps: SsaDeps, errand: Errand): DeviceChange {
  const { id, account_id: account, expires_at } = errand;
  const { change } = errand.parameters as unknown as ChangedFactor;
  const told = 'add' in change ? { add: kindOf[change.add] } : { remove: change.remove };
  const state = stateOf(errand, deps.clock());
  return { id, account, ...told, state, url: errandUrl(deps, errand), expires_at: expires_at.toISOString() };
}
