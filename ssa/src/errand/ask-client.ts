import { type Errand, setErrandChallenge } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { askFor } from './ask-for.ts';
import { openChallenge } from './settle-errand.ts';

/** The challenge that an organisation approves by its own key: always a new one, and the one before is closed. */
export async function askClientFor(deps: SsaDeps, errand: Errand): Promise<string> {
  const before = await openChallenge(deps, errand.chal);
  const { chal } = await askFor[errand.kind](deps, errand, { pace: 'usual' }, 'client');
  const mine = await setErrandChallenge(deps.store.db, errand.id, errand.chal, chal);
  const unwanted = mine ? before : chal;
  if (unwanted !== undefined) await deps.sam.cancel(unwanted);
  if (mine) return chal;
  throw new SsaError('in_progress', 'Somebody else is at this step. Please ask again.');
}
