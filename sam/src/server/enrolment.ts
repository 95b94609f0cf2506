import type { Evidence } from '../client/index.ts';
import type { Challenge } from './challenge.ts';
import { verifyOidc } from './evidence/oidc.ts';
import { verifyRegistration } from './evidence/webauthn-registration.ts';
import { ceremonyOf, type Effect } from './evidence-of-signer.ts';
import { insertFactor, requireUnknownPasskey, sealFactor } from './factor.ts';
import { refuse } from './refusal.ts';
import type { Sam } from './sam.ts';
import { insertSigner, sealSigner } from './signer.ts';
import { trustedIdp } from './trust.ts';

/**
 * Enrolment (TS 119 431-1, linking of electronic identification means; EN 419 241-2, signer creation): a fresh login proves
 * who the person is, a passkey registered over the same intent becomes the first factor. Both, or nothing.
 */
export async function enrolment(sam: Sam, challenge: Challenge, evidence: readonly Evidence[]): Promise<Effect> {
  const [login, registration] = evidence;
  const { asked, signer, ih } = challenge;
  if (login?.kind !== 'oidc' || registration?.kind !== 'webauthn-registration')
    return refuse('evidence_invalid', 'kinds');
  if (asked.idp === undefined || asked.account === undefined) return refuse('policy', 'not an enrolment');
  const now = sam.clock();
  const idp = await trustedIdp(sam.db, sam.module, asked.idp.issuer);
  const identity = await verifyOidc(login, { idp, subject: asked.idp.subject, ih, iat: asked.iat, now });
  const { id, data, counter } = verifyRegistration(registration, ceremonyOf(sam, challenge));
  const person = await sealSigner(sam.module, { signer, account: asked.account, identity }, now);
  const passkey = await sealFactor(sam.module, { signer, factor: id, kind: 'webauthn', key: null, data, counter }, now);
  return async (trx) => {
    await requireUnknownPasskey(trx, id);
    await insertSigner(trx, person);
    await insertFactor(trx, passkey);
  };
}
