import type { AssuranceLevel, Purpose, Scal } from '../../client/index.ts';
import type { Said } from './login.ts';

/**
 * What proves that a signer agreed (EN 419 241-1, SRA_SAP; (EU) 2015/1502, annex 2.2.1). A proof was verified before it comes
 * here; this page alone decides whether the proofs of one act suffice, and it decides by data that officers approved.
 *
 * Class A decides. Class B decides only where the policy says so. Class C never decides, it can only add a category. A key
 * of SCAL2 asks for two categories, and two proofs of one category are one. `consent`, the decision alone, proves nobody: it is for keys of
 * SCAL1, whose signers the SSA authenticates (EN 419 241-1).
 */
export type ProofKind = 'webauthn' | 'device' | 'otp' | 'oidc' | 'saml' | 'pin' | 'consent';
type FactorClass = 'A' | 'B' | 'C';
export type FactorCategory = 'possession' | 'knowledge' | 'inherence';

/**
 * `factor` names the registered one, or the provider of a login. A key whose user was verified by its device counts as possession and
 * knowledge: what its device asked for, a PIN or a finger, is not told, and a PIN beside it must not make a third.
 */
export type Proof = {
  readonly kind: ProofKind;
  readonly class: FactorClass;
  readonly categories: readonly FactorCategory[];
  readonly factor?: string;
  /** How far its factor has counted: it never falls again. */
  readonly counter?: number;
  /** How sure its verification is of who acted, where that is told. */
  readonly level?: AssuranceLevel;
  /** Of a login, what its provider said, for the audit log. */
  readonly said?: Said;
};

/** The decision alone. */
export const consent: Proof = { kind: 'consent', class: 'C', categories: [] };

/** The kinds of the proofs of one act, in their order, joined by `+`: `webauthn`, `otp+pin`. An intent lists them as `factors`. */
export type Way = string;

/** Officer-approved data: the ways to approve for a key of each SCAL, and the kinds of class B that may decide for SCAL2. */
export interface Policy {
  readonly id: string;
  readonly scal1: readonly Way[];
  readonly scal2: readonly Way[];
  readonly decides?: readonly ProofKind[];
  /** Whether applications may have a phone asked without the page, so that no number is typed; not unless told. */
  readonly push?: boolean;
  /** In the policy of all others: for how many hours keys of SCAL2 rest after their signer was given new factors; 24 unless told. */
  readonly coolDown?: number;
}

/** The group of the policy of every group that has none of its own. */
export const everyOther = '*';

/** Where officers have said nothing: one passkey with its user verified, for every key. */
export const defaultPolicy: Policy = { id: 'webauthn', scal1: ['webauthn'], scal2: ['webauthn'] };

/** What is to be approved: for a key of which SCAL, to which end. */
export type Stake = { readonly scal: Scal; readonly purpose: Purpose };

/** The ways that the signer may choose from. A changed factor opens all keys of a signer, so it asks for what SCAL2 asks. */
export function waysOf(policy: Policy, { scal, purpose }: Stake): readonly Way[] {
  return scal === 2 || purpose === 'factor.change' ? policy.scal2 : policy.scal1;
}

/** Whether a phone alone may be asked for it, without the page. */
export function allowsPush(policy: Policy, stake: Stake): boolean {
  return policy.push === true && waysOf(policy, stake).includes('device');
}

export function wayOf(proofs: readonly { readonly kind: string }[]): Way {
  return proofs.map(({ kind }) => kind).join('+');
}

/** Whether these proofs are one of the ways, and are worth what the stake asks for. */
export function satisfies(policy: Policy, stake: Stake, proofs: readonly Proof[]): boolean {
  if (!waysOf(policy, stake).includes(wayOf(proofs))) return false;
  if (stake.scal === 1 && stake.purpose !== 'factor.change') return true;
  return proofs.some((proof) => decides(policy, proof)) && categoriesOf(proofs).size >= 2;
}

function decides({ decides: allowed = [] }: Policy, proof: Proof): boolean {
  return proof.class === 'A' || (proof.class === 'B' && allowed.includes(proof.kind));
}

function categoriesOf(proofs: readonly Proof[]): ReadonlySet<FactorCategory> {
  return new Set(proofs.flatMap(({ categories }) => categories));
}
