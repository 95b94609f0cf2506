import type { KeyAlgorithm } from '@chancery/sam/client';
import {
  type Account,
  type Credential,
  claimRequest,
  findAccount,
  findErrand,
  recordEvent,
  type Session,
  type SignatureRequest,
} from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { type NewKey, ordinaryKey } from '../errand/ask-for-key.ts';
import { errandUrl, startErrand } from '../errand/errand.ts';
import { settleErrand } from '../errand/settle-errand.ts';
import type { Visitor } from '../errand/visitor.ts';
import { SsaError } from '../ssa-error.ts';
import { askApproval } from './ask-approval.ts';
import { isOpen } from './choices.ts';
import { chooseCredential } from './credential.ts';
import { end, hasEnded, reloaded } from './ended.ts';
import { freeze } from './freeze.ts';
import { signUrl } from './request-address.ts';
import { settleRequest } from './settle-request.ts';

/** Where a visit of /sign/<random> leads: to log in, to an address, or to see how it ended. */
export type Step =
  | { readonly kind: 'login' }
  | { readonly kind: 'go'; readonly url: string }
  | { readonly kind: 'end' };

/**
 * The procedure of one signature on this side: identify, bind, enrol if need be, make a key if need be, let her choose what is open, freeze,
 * send to the approval. It starts from the stored state every time, so back, reload and a second tab are ordinary visits.
 */
export async function nextStep(
  deps: SsaDeps,
  found: SignatureRequest,
  session: () => Promise<Pick<Session, 'account'> | undefined>,
  visitor: Visitor = { pace: 'usual' },
): Promise<Step> {
  const settled = await settleRequest(deps, found);
  if (hasEnded(settled) || settled.state === 'signing') return { kind: 'end' };
  const account = (await session())?.account;
  if (account === undefined) return whenNobodyIsHere(deps, settled);
  const request = await bind(deps, settled, account);
  if (account.signer === null) return toErrand(deps, request, account, 'enrol');
  const credential = await chooseCredential(deps, request, account.id);
  if (credential === undefined) return toErrand(deps, request, account, 'key.create');
  if (await isOpen(deps, request, account)) return { kind: 'go', url: `${signUrl(deps, request)}/choose` };
  const frozen = request.state === 'created' ? await freeze(deps, request, credential) : request;
  if (frozen.state !== 'prepared') return { kind: 'end' };
  if (await isGone(deps, frozen, credential)) return whenGone(deps, frozen);
  return {
    kind: 'go',
    url: `${deps.sicOrigin}/approve/${await askApproval(deps, frozen, account, credential, visitor)}`,
  };
}

/** A key for this request alone that was destroyed: its time was over, or a call with it died. */
async function isGone({ sam }: SsaDeps, { one_time }: SignatureRequest, { key }: Credential): Promise<boolean> {
  return one_time !== null && (await sam.key(key)).state !== 'active';
}

async function whenGone(deps: SsaDeps, request: SignatureRequest): Promise<Step> {
  await end(deps, request, 'failed', 'one_time_key_gone');
  return { kind: 'end' };
}

/** A request of a suspended account is not worth a login. */
async function whenNobodyIsHere({ store }: SsaDeps, { account_id }: SignatureRequest): Promise<Step> {
  const owner = account_id === null ? undefined : await findAccount(store.db, account_id);
  if (owner?.status === 'suspended')
    throw new SsaError('account_inactive', 'Your account is suspended here. Please ask the side that sent you.');
  return { kind: 'login' };
}

/** A request belongs to the first person who opens it, or to the one it was made for; nobody else may go on. */
async function bind(deps: SsaDeps, request: SignatureRequest, account: Account): Promise<SignatureRequest> {
  if (request.account_id === account.id) return request;
  const { id, client_id: client } = request;
  const mine = await deps.store.db.transaction().execute(async (trx) => {
    if (!(await claimRequest(trx, id, account.id))) return false;
    await recordEvent(trx, { kind: 'request.bound', at: deps.clock(), client, account: account.id, object: id });
    return true;
  });
  if (!mine) throw meantForAnother(account);
  return reloaded(deps, request);
}

export function meantForAnother({ name }: Pick<Account, 'name'>): SsaError {
  return new SsaError('forbidden', `You are logged in as ${name}; this is meant for somebody else.`, {
    values: { name },
  });
}

function keyOf({ onlyScal1 }: SsaDeps, { one_time }: SignatureRequest): NewKey {
  const key: NewKey = onlyScal1 ? { ...ordinaryKey, scal: 1 } : ordinaryKey;
  return one_time === null ? key : { ...key, algorithm: one_time as KeyAlgorithm, once: true };
}

/** A step that comes before this signature; a refusal there is a refusal here. */
async function toErrand(
  deps: SsaDeps,
  request: SignatureRequest,
  account: Account,
  kind: 'enrol' | 'key.create',
): Promise<Step> {
  const { id, client_id: client, expires_at: expiresAt } = request;
  const earlier = await findErrand(deps.store.db, client, kind, `${id}.${kind}`);
  const start = { kind, account: account.id, client, returnUrl: null, request: { id, expiresAt } };
  const errand =
    earlier === undefined
      ? await startErrand(deps, start, kind === 'enrol' ? {} : keyOf(deps, request))
      : await settleErrand(deps, earlier);
  if (errand.state === 'open') return { kind: 'go', url: errandUrl(deps, errand) };
  if (errand.state === 'done' && earlier?.state === 'open') return { kind: 'go', url: signUrl(deps, request) };
  await end(deps, request, errand.state === 'refused' ? 'refused' : 'failed', errand.state === 'done' ? kind : null);
  return { kind: 'end' };
}
