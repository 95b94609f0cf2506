import type { SignatureRequest } from '@chancery/store';
import { isActive } from '../api/active-account.ts';
import type { SsaDeps } from '../deps.ts';
import { statusOf } from '../errand/settle-errand.ts';
import { complete } from './complete.ts';
import { end, hasEnded } from './ended.ts';

/**
 * Brings a request up to what the SAM knows, from wherever it was interrupted. Called by each visit of the browser and each
 * question of the application; every step may be repeated, and nothing is signed twice: the call id is the attempt's.
 */
export async function settleRequest(deps: SsaDeps, request: SignatureRequest): Promise<SignatureRequest> {
  if (hasEnded(request)) return request;
  if (request.state !== 'signing' && request.expires_at <= deps.clock()) return end(deps, request, 'expired');
  if (request.state === 'created' || request.chal === null) return request;
  const { state, result } = await statusOf(deps, request.chal);
  if (state === 'refused') return end(deps, request, 'refused');
  if (state !== 'activated' || result?.sad === undefined) return request;
  return (await isUsable(deps, request, result.sadExp)) ? complete(deps, request, result.sad) : request;
}

/**
 * An approval nobody fetched in time is of no use: the signer is asked again. One of a suspended account is not used.
 * Once signing began, the SAM decides.
 */
async function isUsable(deps: SsaDeps, request: SignatureRequest, sadExp: number | undefined): Promise<boolean> {
  if (request.state === 'signing') return true;
  return (sadExp ?? 0) * 1000 > deps.clock().getTime() && isActive(deps, request.account_id);
}
