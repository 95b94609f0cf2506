import { DeviceList, LostPhone } from '@chancery/api';
import { SamError } from '@chancery/sam/client';
import { findAccount, recordEvent } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { forOperators } from './caller.ts';
import { devicesOf } from './device-kind.ts';
import { described } from './operation.ts';

/** For who answers the telephone: a lost phone approves nothing from this moment on. That refuses service, and no more. */
export function lostPhoneRoutes(app: FastifyInstance, deps: SsaDeps): void {
  app.post<{ Body: LostPhone }>(
    '/admin/v1/lost-phones',
    {
      ...forOperators(deps),
      ...described({
        id: 'reportLostPhone',
        tag: 'Administration',
        caller: 'operator',
        summary: 'Revoke a phone that was lost',
        description:
          'At once and for good, whoever said so; saying it again changes nothing. The answer is what is left.',
        body: LostPhone,
        reply: DeviceList,
        refuses: ['not_enrolled', 'not_found'],
      }),
    },
    ({ body }) => revoke(deps, body),
  );
}

async function revoke(deps: SsaDeps, { account: id, device }: LostPhone): Promise<DeviceList> {
  const account = await findAccount(deps.store.db, id);
  if (account === undefined) throw new SsaError('not_found', 'There is no such account.');
  if (account.signer === null)
    throw new SsaError('not_enrolled', 'The person has not enrolled: she has no phone here.');
  await deps.sam.revokeDevice({ signer: account.signer, device }).catch(refuseUnknown);
  await recordEvent(deps.store.db, { kind: 'phone.revoked', at: deps.clock(), account: id, object: device });
  return devicesOf(deps, account);
}

function refuseUnknown(error: unknown): never {
  if (!(error instanceof SamError) || error.code !== 'evidence_invalid') throw error;
  throw new SsaError('not_found', 'The person has no such phone.');
}
