import type {
  Evidence,
  FactorChange,
  FactorInfo,
  PinEvidence,
  PrepareFactorChange,
  WebauthnRegistration,
} from '../../client/index.ts';
import { changedDevice, type DeviceData, deviceOf } from '../factors/device.ts';
import {
  factorOf,
  insertFactor,
  lockSigner,
  removeFactor,
  replaceFactor,
  requireDeciding,
  requireUnknownPasskey,
  sealFactor,
} from '../factors/factor.ts';
import { newPin } from '../factors/pin.ts';
import { refuse } from '../refusal.ts';
import { type Sam, unixTime } from '../sam.ts';
import type { Challenge } from './challenge.ts';
import { ownPin, typedPin } from './evidence/pin.ts';
import { verifyRegistration } from './evidence/webauthn-registration.ts';
import { ceremonyOf, type Effect, pinOf } from './evidence-of-signer.ts';

/**
 * A signer's factors change by her own act (EN 419 241-2, signer maintenance): the intent says what is added or removed, her
 * present factors prove it, and what is added comes with the same act, over the same intent.
 */
export type NewFactorEvidence = WebauthnRegistration | (PinEvidence & { readonly kind: 'pin-registration' });

/** Proofs, and what stands after them: a factor that is new. */
export function apart(evidence: readonly Evidence[]): {
  readonly proofs: readonly Evidence[];
  readonly brought: NewFactorEvidence | undefined;
} {
  const brought = evidence.find(isNew);
  return { proofs: evidence.filter((one) => one !== brought), brought };
}

function isNew(evidence: Evidence): evidence is NewFactorEvidence {
  return evidence.kind === 'webauthn-registration' || evidence.kind === 'pin-registration';
}

type Removal = Extract<FactorChange, { readonly remove: string }>;

/** The change as the intent says it. Refuses with `policy` what there is nothing of, what is an explicit PIN of a key or an address. */
export async function changeOf(sam: Sam, { signer, change }: PrepareFactorChange): Promise<FactorChange> {
  if ('add' in change) return change;
  const factor = await factorOf(sam.db, sam.module, signer, change.remove);
  if (factor === undefined || factor.key !== null || factor.kind === 'otp') return refuse('policy', 'no such factor');
  return { remove: change.remove, kind: factor.kind, ...labelOf(factor) };
}

function labelOf({ kind, data }: { readonly kind: string; readonly data: string }): { readonly label?: string } {
  return kind === 'device' ? { label: (JSON.parse(data) as DeviceData).model } : {};
}

/** What the SSA may know of what a signer approves with: enough to ask for a change. */
export async function factorsOf(sam: Sam, { signer }: { readonly signer: string }): Promise<{ factors: FactorInfo[] }> {
  const query = sam.db.selectFrom('factor').select(['factor', 'kind', 'data', 'created']).where('signer', '=', signer);
  const rows = await query.where('key', 'is', null).where('kind', '<>', 'otp').orderBy('created').execute();
  const present = rows.filter(
    ({ kind, data }) => kind !== 'device' || (JSON.parse(data) as DeviceData).state === 'active',
  );
  return {
    factors: present.map((row) => ({
      id: row.factor,
      kind: row.kind as FactorInfo['kind'],
      since: unixTime(row.created),
      ...labelOf(row),
    })),
  };
}

/** What the approval writes. Refuses with `evidence_invalid`, `pin_invalid` (too weak) or `policy`. */
export async function factorChange(
  sam: Sam,
  challenge: Challenge,
  brought: NewFactorEvidence | undefined,
): Promise<Effect> {
  const { change } = challenge.asked;
  if (change === undefined) return refuse('policy', 'no change');
  if ('remove' in change) return removal(sam, challenge, change);
  if (change.add === 'device') return async () => [];
  if (brought?.kind === 'webauthn-registration' && change.add === 'webauthn')
    return addPasskey(sam, challenge, brought);
  if (brought?.kind === 'pin-registration' && change.add === 'pin') return setPin(sam, challenge, brought);
  return refuse('evidence_invalid', 'not what is added');
}

/** A device leaves a tombstone, whose name no ticket makes again. */
async function removal(sam: Sam, { signer }: Challenge, { remove, kind }: Removal): Promise<Effect> {
  if (kind !== 'device') return (trx) => removeFactor(trx, signer, remove);
  const device = await deviceOf(sam, signer, remove, 'pending', 'active');
  const change = await changedDevice(sam.module, device, { ...device.is, state: 'revoked' });
  return async (trx) => {
    await lockSigner(trx, signer);
    const set = await change(trx);
    await requireDeciding(trx, signer);
    return [set];
  };
}

async function addPasskey(sam: Sam, challenge: Challenge, registration: WebauthnRegistration): Promise<Effect> {
  const { id, data, counter } = verifyRegistration(registration, ceremonyOf(sam, challenge));
  const factor = { signer: challenge.signer, factor: id, kind: 'webauthn' as const, key: null, data, counter };
  const row = await sealFactor(sam.module, factor, sam.clock());
  return async (trx) => {
    await requireUnknownPasskey(trx, id);
    return insertFactor(trx, row);
  };
}

/** Over the intent of the challenge. Refuses with `evidence_invalid` or `pin_invalid` (too weak). */
export async function setPin(sam: Sam, challenge: Challenge, { jwe }: PinEvidence): Promise<Effect> {
  const { signer } = challenge;
  const pin = await typedPin(sam, pinOf(challenge), jwe);
  const data = await newPin(sam.module, { signer, factor: ownPin }, pin);
  const row = await sealFactor(sam.module, { signer, factor: ownPin, kind: 'pin', key: null, data }, sam.clock());
  return (trx) => replaceFactor(trx, row);
}
