import type { OidcEvidence } from '../client/index.ts';
import type { Challenge } from './challenge.ts';
import type { Representative, TrustedIdp } from './config.ts';
import { verifyOidc } from './evidence/oidc.ts';
import { type Login, proofOf } from './login.ts';
import type { Proof } from './policy.ts';
import type { Sam } from './sam.ts';
import { trustedIdp } from './trust.ts';

export type LoginEvidence = OidcEvidence;

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
  const login = await verifyOidc(evidence, { idp, subject, ih, iat: asked.iat, now: sam.clock() });
  return { idp, login, proof: proofOf(evidence.kind, idp, login.said) };
}
