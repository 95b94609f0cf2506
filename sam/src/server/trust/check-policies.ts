import { type GroupPolicy, protocolOf, type TrustedIdp } from '../config.ts';
import { refuseConfiguration as refuse } from '../start-error.ts';
import { proofOf } from './login.ts';
import { consent, everyOther, type Proof, type ProofKind, satisfies, type Way } from './policy.ts';

/** What a proof of each kind may be worth, a login at the providers that officers trust. */
const worths: Readonly<Record<ProofKind, (idps: readonly TrustedIdp[]) => readonly Proof[]>> = {
  webauthn: () => [{ kind: 'webauthn', class: 'A', categories: ['possession', 'knowledge'] }],
  device: () => [{ kind: 'device', class: 'A', categories: ['possession', 'knowledge'] }],
  otp: () => [{ kind: 'otp', class: 'B', categories: ['possession'] }],
  oidc: (idps) => loginsBy('oidc', idps),
  saml: (idps) => loginsBy('saml', idps),
  consent: () => [consent],
  pin: () => [{ kind: 'pin', class: 'C', categories: ['knowledge'] }],
};

function loginsBy(kind: 'oidc' | 'saml', idps: readonly TrustedIdp[]): readonly Proof[] {
  const speaking = idps.filter((idp) => protocolOf(idp) === kind);
  return speaking.flatMap((idp) => (idp.levels ?? []).map((row) => proofOf(kind, idp, row)));
}

/** Policies that could not mean what they say: above all a way for SCAL2 that can never be enough. Throws SamStartError. */
export function checkPolicies(policies: readonly GroupPolicy[], idps: readonly TrustedIdp[]): void {
  const groups = policies.map(({ group }) => group);
  const twice = groups.find((group, at) => groups.indexOf(group) !== at);
  if (twice !== undefined) refuse(`config.trust: two policies for the group ${twice}`);
  for (const policy of policies) {
    requireCoolDown(policy);
    requirePhone(policy);
    for (const way of [...policy.scal1, ...policy.scal2]) requireKinds(policy, way);
    for (const scal of ['scal1', 'scal2'] as const)
      if (policy[scal].length === 0) refuse(`${nameOf(policy)}: no way for ${scal}`);
    for (const way of policy.scal2) requireEnough(policy, way, idps);
  }
}

const longestCoolDown = 720;

/** Keys are nobody's of one group, and the front end names the group: one word for all. */
function requireCoolDown(policy: GroupPolicy): void {
  const { coolDown = 24, group } = policy;
  if (!Number.isInteger(coolDown) || coolDown < 1 || coolDown > longestCoolDown)
    refuse(`${nameOf(policy)}: coolDown is not 1 to ${longestCoolDown} hours`);
  if (policy.coolDown !== undefined && group !== everyOther)
    refuse(`${nameOf(policy)}: coolDown stands in the policy of * alone`);
}

function requirePhone(policy: GroupPolicy): void {
  if (policy.push && ![...policy.scal1, ...policy.scal2].includes('device'))
    refuse(`${nameOf(policy)}: push, and no way by device alone`);
}

function requireKinds(policy: GroupPolicy, way: Way): void {
  const kinds = way.split('+');
  const strange = kinds.find((kind) => !Object.hasOwn(worths, kind));
  if (strange !== undefined)
    refuse(`${nameOf(policy)}: ${way} asks for ${strange || 'nothing'}, which is no kind of proof`);
  // Otherwise nobody could approve so: a PIN is not looked at before what it stands beside was proven.
  if (kinds.find((kind) => kind !== 'consent') === 'pin') refuse(`${nameOf(policy)}: ${way} begins with a PIN`);
  if (new Set(kinds).size !== kinds.length) refuse(`${nameOf(policy)}: ${way} asks twice for one kind`);
}

function requireEnough(policy: GroupPolicy, way: Way, idps: readonly TrustedIdp[]): void {
  const kinds = way.split('+') as readonly ProofKind[];
  const acts = kinds
    .map((kind) => worths[kind](idps))
    .reduce<readonly (readonly Proof[])[]>(
      (begun, worth) => begun.flatMap((proofs) => worth.map((proof) => [...proofs, proof])),
      [[]],
    );
  if (!acts.some((proofs) => satisfies(policy, { scal: 2, purpose: 'sign' }, proofs)))
    refuse(`${nameOf(policy)}: ${way} can never be enough for SCAL2`);
}

function nameOf({ id, group }: GroupPolicy): string {
  return `config.trust: policy ${id} of the group ${group}`;
}
