import { type Errand, findClient } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { errandUrl } from './errand.ts';
import { heard, type Visitor } from './visitor.ts';

/** Somebody on the approval page, or an organisation by its own key. */
export type ApprovedBy = 'page' | 'client';

/** How the SAM is told; the page is its usual. */
export function approvedBy(by: ApprovedBy): { readonly by?: 'client' } {
  return by === 'client' ? { by } : {};
}

/** What every intent says about who asks, where the browser comes back to, and how much time there is. */
export async function asking(deps: SsaDeps, errand: Errand, visitor: Visitor) {
  const url = errandUrl(deps, errand);
  const addresses = { returnUrl: `${url}/return`, ...(isOnlyOne(errand) ? {} : { moreUrl: `${url}/more-time` }) };
  return { ...(await askingClient(deps, errand.client_id)), ...addresses, ...heard(visitor) };
}

/**
 * A key with a PIN is asked for once, and so is the enrolment of whom a registration officer knows: the PIN, or who she is, went to the
 * SAM with its challenge and is kept nowhere else.
 */
export function isOnlyOne({ parameters }: Pick<Errand, 'parameters'>): boolean {
  return parameters['pin'] === true || isRegistration({ parameters });
}

export function isRegistration({ parameters }: Pick<Errand, 'parameters'>): boolean {
  return parameters['registered'] === true;
}

export async function askingClient({ store }: SsaDeps, clientId: string) {
  const client = await findClient(store.db, clientId);
  if (client === undefined) throw new SsaError('not_found', 'The application that asked is no longer registered.');
  return { group: client.group, client: client.clientId, clientName: client.providerName };
}
