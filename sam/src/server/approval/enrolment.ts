import type { Evidence } from '../../client/index.ts';
import type { Representative } from '../config.ts';
import { registeredIdentity, registrarOf } from '../officers/registration.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { provenBy } from '../trust/login.ts';
import { identityOf, representedBy } from '../trust/organization.ts';
import { trustedOrganization } from '../trust/trust.ts';
import type { Challenge } from './challenge.ts';
import { type Act, type Effect, factsOf } from './evidence-of-signer.ts';
import { firstFactors } from './first-factors.ts';
import { type LoginEvidence, verifyLogin } from './login-of-person.ts';
import { isByClient, requireClient } from './seal-approval.ts';
import { insertSigner, sealSigner } from './signer.ts';

/**
 * Enrolment (TS 119 431-1, linking of electronic identification means; EN 419 241-2, signer creation): a fresh login proves
 * who the person is, a passkey registered over the same intent becomes the first factor. Both, or nothing.
 */
export async function enrolment(sam: Sam, challenge: Challenge, evidence: readonly Evidence[]): Promise<Act> {
  if (isByClient(challenge)) return enrolmentByClient(sam, challenge, evidence);
  if (challenge.asked.person !== undefined) return enrolmentByOfficer(sam, challenge, evidence);
  const [login, registration, pin] = evidence;
  const { asked, signer } = challenge;
  const isLogin = login?.kind === 'oidc' || login?.kind === 'saml';
  if (!isLogin || registration?.kind !== 'webauthn-registration') return refuse('evidence_invalid', 'kinds');
  if (asked.idp === undefined || asked.account === undefined) return refuse('policy', 'not an enrolment');
  const { proof, person } = await personBy(sam, challenge, asked.idp, login);
  const identity = asked.seal === undefined ? person : await representedBy(sam, asked.seal.of, person);
  const row = await sealSigner(sam.module, { signer, account: asked.account, identity }, sam.clock());
  const representative = asked.seal === undefined ? undefined : asked.idp;
  const first = await firstFactors(sam, challenge, { registration, pin, login, representative });
  const effect: Effect = async (trx) => {
    await insertSigner(trx, row);
    return first(trx);
  };
  return { effect, facts: factsOf([proof], identity.loa) };
}

/** Proven no better than the login was that proves it, and no better than officers let the provider prove. */
async function personBy(sam: Sam, challenge: Challenge, who: Representative, evidence: LoginEvidence) {
  const { idp, login, proof } = await verifyLogin(sam, challenge, who, evidence);
  const { attributes } = login;
  if (attributes === undefined) return refuse('evidence_invalid', 'the login names nobody');
  const loa = provenBy(idp, login.said);
  return { proof, person: { issuer: idp.issuer, subject: who.subject, loa, attributes } };
}

/** An organisation that its own key enrols: officers registered the key with the organisation, so it proves which one it is. */
async function enrolmentByClient(sam: Sam, challenge: Challenge, evidence: readonly Evidence[]): Promise<Act> {
  const { asked, signer } = challenge;
  if (asked.seal === undefined || asked.account === undefined) return refuse('policy', 'not an enrolment');
  const organization = await trustedOrganization(sam.db, sam.module, asked.seal.of);
  await requireClient(sam, challenge, organization, evidence);
  const identity = identityOf(sam, organization);
  const row = await sealSigner(sam.module, { signer, account: asked.account, identity }, sam.clock());
  const effect: Effect = async (trx) => {
    await insertSigner(trx, row);
    return [];
  };
  return { effect, facts: {} };
}

/** A person whom a registration officer has before him: his ticket proves who she is, a passkey over the same intent is her first factor. */
async function enrolmentByOfficer(
  sam: Sam,
  challenge: Challenge,
  [ticket, registration, pin]: readonly Evidence[],
): Promise<Act> {
  const { asked, signer } = challenge;
  if (ticket?.kind !== 'ticket' || registration?.kind !== 'webauthn-registration')
    return refuse('evidence_invalid', 'kinds');
  if (asked.person === undefined || asked.account === undefined) return refuse('policy', 'not an enrolment');
  const registrar = await registrarOf(sam, challenge, ticket);
  const identity = registeredIdentity(sam, asked.person);
  const row = await sealSigner(sam.module, { signer, account: asked.account, identity }, sam.clock());
  const first = await firstFactors(sam, challenge, { registration, pin });
  const effect: Effect = async (trx) => {
    await insertSigner(trx, row);
    return first(trx);
  };
  return { effect, facts: { registrar, ...factsOf([], identity.loa) } };
}
