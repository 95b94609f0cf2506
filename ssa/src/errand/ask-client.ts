import { type Errand, setErrandChallenge } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';
import { askForEnrolment } from './ask-for-enrolment.ts';
import { askForKey } from './ask-for-key.ts';
import { openChallenge } from './settle-errand.ts';

/** The challenge that an organisation approves by its own key: always a new one, and the one before is closed. */
export async function askClientFor(deps: SsaDeps, errand: Errand): Promise<string> {
  const before = await openChallenge(deps, errand.chal);
  const asked = errand.kind === 'enrol' ? askForEnrolment(deps, errand, 'usual', 'client') : keyFor(deps, errand);
  const { chal } = await asked;
  const mine = await setErrandChallenge(deps.store.db, errand.id, errand.chal, chal);
  const unwanted = mine ? before : chal;
  if (unwanted !== undefined) await deps.sam.cancel(unwanted);
  if (mine) return chal;
  throw new SsaError('in_progress', 'Somebody else is at this step. Please ask again.');
}

function keyFor(deps: SsaDeps, errand: Errand) {
  return askForKey(deps, errand, 'usual', { by: 'client' });
}
