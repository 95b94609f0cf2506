import { endRequest, findRequestBy, recordEvent, type SignatureRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';

export type Ending = 'signed' | 'refused' | 'cancelled' | 'expired' | 'failed';

export function hasEnded({ state }: SignatureRequest): boolean {
  return state !== 'created' && state !== 'prepared' && state !== 'signing';
}

/** Ends the request if nobody has, with its event in one transaction; returns it as it is now. */
export async function end(
  deps: SsaDeps,
  request: SignatureRequest,
  state: Ending,
  failure: string | null = null,
): Promise<SignatureRequest> {
  const { id, client_id: client, account_id } = request;
  const about = { at: deps.clock(), client, object: id, ...(account_id === null ? {} : { account: account_id }) };
  const detail = { state, ...(failure === null ? {} : { failure }) };
  await deps.store.db.transaction().execute(async (trx) => {
    if (await endRequest(trx, id, state, failure)) await recordEvent(trx, { kind: 'request.ended', ...about, detail });
  });
  return reloaded(deps, request);
}

export async function reloaded({ store }: SsaDeps, request: SignatureRequest): Promise<SignatureRequest> {
  return (await findRequestBy(store.db, 'id', request.id)) ?? request;
}
