import type { Evidence } from '../client/index.ts';
import type { Challenge } from './challenge.ts';
import { verifyOidc } from './evidence/oidc.ts';
import { verifyRegistration } from './evidence/webauthn-registration.ts';
import { ceremonyOf, type Effect } from './evidence-of-signer.ts';
import { insertFactor, requireUnknownPasskey, sealFactor } from './factor.ts';
import { identityOf, representedBy } from './organization.ts';
import { refuse } from './refusal.ts';
import type { Sam } from './sam.ts';
import { isByClient, requireClient } from './seal-approval.ts';
import { insertSigner, sealSigner } from './signer.ts';
import { trustedIdp, trustedOrganization } from './trust.ts';

/**
 * Enrolment (TS 119 431-1, linking of electronic identification means; EN 419 241-2, signer creation): a fresh login proves
 * who the person is, a passkey registered over the same intent becomes the first factor. Both, or nothing.
 */
export async function enrolment(sam: Sam, challenge: Challenge, evidence: readonly Evidence[]): Promise<Effect> {
  if (isByClient(challenge)) return enrolmentByClient(sam, challenge, evidence);
  const [login, registration] = evidence;
  const { asked, signer, ih } = challenge;
  if (login?.kind !== 'oidc' || registration?.kind !== 'webauthn-registration')
    return refuse('evidence_invalid', 'kinds');
  if (asked.idp === undefined || asked.account === undefined) return refuse('policy', 'not an enrolment');
  const now = sam.clock();
  const idp = await trustedIdp(sam.db, sam.module, asked.idp.issuer);
  const person = await verifyOidc(login, { idp, subject: asked.idp.subject, ih, iat: asked.iat, now });
  const identity = asked.seal === undefined ? person : await representedBy(sam, asked.seal.of, person);
  const { id, data, counter } = verifyRegistration(registration, ceremonyOf(sam, challenge));
  const row = await sealSigner(sam.module, { signer, account: asked.account, identity }, now);
  const whose = asked.seal === undefined ? data : { ...data, representative: asked.idp };
  const factor = { signer, factor: id, kind: 'webauthn' as const, key: null, data: whose, counter };
  const passkey = await sealFactor(sam.module, factor, now);
  return async (trx) => {
    await requireUnknownPasskey(trx, id);
    await insertSigner(trx, row);
    await insertFactor(trx, passkey);
  };
}

/** An organisation that its own key enrols: officers registered the key with the organisation, so it proves which one it is. */
async function enrolmentByClient(sam: Sam, challenge: Challenge, evidence: readonly Evidence[]): Promise<Effect> {
  const { asked, signer } = challenge;
  if (asked.seal === undefined || asked.account === undefined) return refuse('policy', 'not an enrolment');
  const organization = await trustedOrganization(sam.db, sam.module, asked.seal.of);
  await requireClient(sam, challenge, organization, evidence);
  const identity = identityOf(sam, organization);
  const row = await sealSigner(sam.module, { signer, account: asked.account, identity }, sam.clock());
  return (trx) => insertSigner(trx, row);
}
