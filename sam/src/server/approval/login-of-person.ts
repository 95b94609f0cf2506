import type { OidcEvidence, SamlEvidence } from '../../client/index.ts';
import type { Representative, TrustedIdp } from '../config.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { type Login, proofOf } from '../trust/login.ts';
import type { Proof } from '../trust/policy.ts';
import { trustedIdp } from '../trust/trust.ts';
import type { Challenge } from './challenge.ts';
import { type ExpectedLogin, verifyOidc } from './evidence/oidc.ts';
import { verifySaml } from './evidence/saml.ts';

export type LoginEvidence = OidcEvidence | SamlEvidence;

/**
 * A fresh login of that person at a provider that officers trust, over the intent of the challenge. Refuses with `policy` (the
 * provider) or `evidence_invalid`.
 */
export async function verifyLogin(
  sam: Sam,
  { asked, ih }: Pick<Challenge, 'asked' | 'ih'>,
  { issuer, subject }: Representative,
  evidence: LoginEvidence,
): Promise<{ readonly idp: TrustedIdp; readonly login: Login; readonly proof: Proof }> {
  const idp = await trustedIdp(sam.db, sam.module, issuer);
  const expected = { subject, ih, iat: asked.iat, now: sam.clock() };
  const login = await verifiedBy(idp, sam.config.sicOrigin, evidence, expected);
  return { idp, login, proof: proofOf(evidence.kind, idp, login.said) };
}

type Expected = Omit<ExpectedLogin, 'idp'>;

/** In the provider's own protocol and in no other. */
async function verifiedBy(
  idp: TrustedIdp,
  sicOrigin: string,
  evidence: LoginEvidence,
  expected: Expected,
): Promise<Login> {
  if (evidence.kind === 'saml' && idp.protocol === 'saml') return verifySaml(evidence, { ...expected, idp, sicOrigin });
  if (evidence.kind === 'oidc' && idp.protocol !== 'saml') return verifyOidc(evidence, { ...expected, idp });
  return refuse('evidence_invalid', 'not the protocol of this provider');
}
