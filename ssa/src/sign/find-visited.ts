import { findRequestBy, type SignatureRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

/** The request whose address somebody has opened. Throws SsaError `not_found`. */
export async function findVisited({ store }: SsaDeps, token: string): Promise<SignatureRequest> {
  const request = await findRequestBy(store.db, 'token', token);
  if (request === undefined)
    throw new SsaError('not_found', 'The address may be incomplete. Please go back to where you came from.');
  return request;
}
