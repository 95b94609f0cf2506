import type { Transaction } from 'kysely';
import { canonicalize, type IssuedSad, type PinAuthorization } from '../../client/index.ts';
import { currentEpoch } from '../database/epoch.ts';
import type { Ledger } from '../database/ledger.ts';
import { requireExplicitOtp } from '../factors/explicit-otp.ts';
import { requirePin } from '../factors/pin.ts';
import { findKey, type StoredKey } from '../keys/key-store.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { handleOf, issueSad } from '../signing/sad.ts';
import { insertSlots } from '../signing/slot.ts';
import { aboutChallenge, type Challenge, insertActivated, sealActivation, sealChallenge } from './challenge.ts';
import { pinIntent } from './sign-intent.ts';
import { activeSigner } from './signer.ts';

/**
 * Explicit authorization (CSC v1 credentials/authorize with a PIN), SCAL1 keys only: the PIN passes the SSA, so it proves
 * nothing against it. The PIN is judged first; a right one-time password is used up only where everything else is right. One challenge that nobody is shown, activated at once, with counted or hash-bound slots.
 */
export async function authorizePin(sam: Sam, request: PinAuthorization): Promise<IssuedSad> {
  const key = await scal1Key(sam, request);
  const asks = await requirePin(sam, request.signer, request.key, request.pin);
  if (key === undefined) return refuse('pin_invalid', 'no such key');
  if (key.header.state !== 'active') return refuse('key_state', `key ${key.header.state}`);
  await activeSigner(sam.db, sam.module, request.signer);
  const spendOtp = asks.otp ? await requireExplicitOtp(sam, request, request.otp) : undefined;
  return issue(sam, request, key, spendOtp);
}

async function scal1Key(sam: Sam, { signer, key: id, hashes, n }: PinAuthorization): Promise<StoredKey | undefined> {
  if (hashes !== undefined && hashes.length > n) refuse('invalid', 'more hashes than signatures');
  const key = await findKey(sam.db, sam.module, id);
  if (key?.signer !== signer) return undefined;
  return key.header.scal === 1 ? key : refuse('policy', 'a SCAL2 key is not activated by a PIN');
}

type Spending = (trx: Transaction<Ledger>) => Promise<void>;

async function issue(sam: Sam, request: PinAuthorization, key: StoredKey, spendOtp?: Spending): Promise<IssuedSad> {
  const now = sam.clock();
  const factors = spendOtp === undefined ? ['pin'] : ['pin', 'otp'];
  const asked = pinIntent(sam, await currentEpoch(sam.db), { ...request, factors }, key);
  const row = await sealChallenge(sam.module, { asked, bearer: request.signer, pin: null, peer: 'ssa', created: now });
  const challenge: Challenge = { ...row, asked };
  const sad = { ...(await issueSad(sam, challenge, now)), evidence: canonicalize(factors.map((kind) => ({ kind }))) };
  const activation = await sealActivation(sam.module, challenge, sad);
  await sam.audit.commit(async (trx) => {
    await spendOtp?.(trx);
    await insertActivated(trx, row, activation);
    await insertSlots(trx, challenge);
    const event = aboutChallenge(challenge, 'PIN_AUTHORIZED', { key: key.key, n: request.n });
    return { value: undefined, events: [{ ...event, actor: 'ssa' as const }] };
  });
  return handleOf(sam, challenge, sad.sad_exp);
}
