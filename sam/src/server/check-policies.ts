import type { GroupPolicy } from './config.ts';
import { type Proof, type ProofKind, satisfies, type Way } from './policy.ts';
import { refuseConfiguration as refuse } from './start-error.ts';

/** What each kind of proof is worth at the most. */
const atMost: Readonly<Record<ProofKind, Proof>> = {
  webauthn: { kind: 'webauthn', class: 'A', categories: ['possession', 'knowledge'] },
  device: { kind: 'device', class: 'A', categories: ['possession', 'knowledge'] },
  otp: { kind: 'otp', class: 'B', categories: ['possession'] },
  oidc: { kind: 'oidc', class: 'B', categories: ['possession', 'knowledge'] },
  saml: { kind: 'saml', class: 'B', categories: ['possession', 'knowledge'] },
  pin: { kind: 'pin', class: 'C', categories: ['knowledge'] },
};

/** Policies that could not mean what they say: above all a way for SCAL2 that can never be enough. Throws SamStartError. */
export function checkPolicies(policies: readonly GroupPolicy[]): void {
  const groups = policies.map(({ group }) => group);
  const twice = groups.find((group, at) => groups.indexOf(group) !== at);
  if (twice !== undefined) refuse(`config.trust: two policies for the group ${twice}`);
  for (const policy of policies) {
    for (const way of [...policy.scal1, ...policy.scal2]) requireKinds(policy, way);
    for (const scal of ['scal1', 'scal2'] as const)
      if (policy[scal].length === 0) refuse(`${nameOf(policy)}: no way for ${scal}`);
    for (const way of policy.scal2) requireEnough(policy, way);
  }
}

function requireKinds(policy: GroupPolicy, way: Way): void {
  const kinds = way.split('+');
  const strange = kinds.find((kind) => !Object.hasOwn(atMost, kind));
  if (strange !== undefined)
    refuse(`${nameOf(policy)}: ${way} asks for ${strange || 'nothing'}, which is no kind of proof`);
  if (new Set(kinds).size !== kinds.length) refuse(`${nameOf(policy)}: ${way} asks twice for one kind`);
}

function requireEnough(policy: GroupPolicy, way: Way): void {
  const best = way.split('+').map((kind) => atMost[kind as ProofKind]);
  if (!satisfies(policy, { scal: 2, purpose: 'sign' }, best))
    refuse(`${nameOf(policy)}: ${way} can never be enough for SCAL2`);
}

function nameOf({ id, group }: GroupPolicy): string {
  return `config.trust: policy ${id} of the group ${group}`;
}
