import { SamError } from '@chancery/sam/client';
import { credentialOfRequest, endRequest, findRequestBy, recordEvent, type SignatureRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';

export type Ending = 'signed' | 'refused' | 'cancelled' | 'expired' | 'failed';

export function hasEnded({ state }: SignatureRequest): boolean {
  return state !== 'created' && state !== 'prepared' && state !== 'signing';
}

/** Ends the request if nobody has, with its event in one transaction; returns it as it is now. `document` is the one that it failed with. */
export async function end(
  deps: SsaDeps,
  request: SignatureRequest,
  state: Ending,
  failure: string | null = null,
  document?: number,
): Promise<SignatureRequest> {
  const { id, client_id: client, account_id } = request;
  const about = { at: deps.clock(), client, object: id, ...(account_id === null ? {} : { account: account_id }) };
  const detail = {
    state,
    ...(failure === null ? {} : { failure }),
    ...(document === undefined ? {} : { document }),
  };
  await deps.store.db.transaction().execute(async (trx) => {
    if (await endRequest(trx, id, state, failure)) await recordEvent(trx, { kind: 'request.ended', ...about, detail });
  });
  if (request.one_time !== null && state !== 'signed') await discardKey(deps, request);
  return reloaded(deps, request);
}

/** The key that was made for it is of no use any more. Where the SAM cannot be told now, the hour it has left ends it. */
async function discardKey({ store, sam }: SsaDeps, { id }: SignatureRequest): Promise<void> {
  const credential = await credentialOfRequest(store.db, id);
  if (credential === undefined) return;
  await sam.discardKey(credential.key).catch((error: unknown) => {
    if (!(error instanceof SamError)) throw error;
  });
}

export async function reloaded({ store }: SsaDeps, request: SignatureRequest): Promise<SignatureRequest> {
  return (await findRequestBy(store.db, 'id', request.id)) ?? request;
}
