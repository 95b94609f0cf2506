import { type Errand, findClient } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { errandUrl } from './errand.ts';

/** What every intent says about who asks, and where the browser comes back to. */
export async function asking(deps: SsaDeps, errand: Errand) {
  return { ...(await askingClient(deps, errand.client_id)), returnUrl: `${errandUrl(deps, errand)}/return` };
}

export async function askingClient({ store }: SsaDeps, clientId: string) {
  const client = await findClient(store.db, clientId);
  if (client === undefined) throw new SsaError('not_found', 'The application that asked is no longer registered.');
  return { group: client.group, client: client.clientId, clientName: client.providerName };
}
