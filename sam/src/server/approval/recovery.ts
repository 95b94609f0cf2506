import type { Evidence, Identity, PersonIdentity } from '../../client/index.ts';
import type { TrustedIdp } from '../config.ts';
import { factorRemoved, forgetFactors } from '../factors/factor.ts';
import { approvedOperations, spendOperation } from '../officers/approvers.ts';
import { loadOperation } from '../officers/operation.ts';
import { registrarOf } from '../officers/registration.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { lower } from '../trust/assurance.ts';
import { provenBy } from '../trust/login.ts';
import { coolDown, trustedIdp } from '../trust/trust.ts';
import { addressOf } from './address.ts';
import type { Challenge } from './challenge.ts';
import { type Act, factsOf } from './evidence-of-signer.ts';
import { firstFactors } from './first-factors.ts';
import { verifyLogin } from './login-of-person.ts';
import { tellOfRecovery } from './recovery-notice.ts';
import { activeSigner } from './signer.ts';
import { voided } from './void.ts';

/**
 * A signer who has lost every factor (EN 419 241-2, signer maintenance: two privileged users and a new identity proof). Two security
 * officers have approved that she may; she proves who she is as at her enrolment, and registers a passkey over the same intent. Whatever
 * she approved with before is gone then, with all that was approved by it; her keys are hers still, and those of SCAL2 rest for a while,
 * so that somebody else who was taken for her can be found out.
 */
export type RecoveryOrder = { readonly signer: string; readonly proof: 'login' | 'officer' };

export type Recovery = RecoveryOrder & { readonly op: string; readonly identity: PersonIdentity };

/** The recovery that officers have allowed the signer of that account; undefined if none. */
export async function recoveryOf(sam: Sam, account: string): Promise<Recovery | undefined> {
  for (const { op, params } of await approvedOperations(sam, 'signer.recover')) {
    const order = JSON.parse(params) as RecoveryOrder;
    if (!(await isOf(sam, order.signer, account))) continue;
    const { identity } = await activeSigner(sam.db, sam.module, order.signer);
    return { ...order, op, identity: requirePerson(identity) };
  }
  return undefined;
}

/** Without the MAC, so that nobody else is kept waiting by a row that was edited; whose it is is read again with it. */
async function isOf({ db }: Sam, signer: string, account: string): Promise<boolean> {
  const query = db.selectFrom('signer').select('signer').where('signer', '=', signer).where('account', '=', account);
  return (await query.executeTakeFirst()) !== undefined;
}

/** Where she logs in; undefined where she is to come to a registration officer. Refuses with `policy`. */
export async function providerOf(
  sam: Sam,
  { proof, identity }: Pick<Recovery, 'proof' | 'identity'>,
): Promise<TrustedIdp | undefined> {
  return proof === 'login' ? trustedIdp(sam.db, sam.module, identity.issuer) : undefined;
}

export function requirePerson(identity: Identity): PersonIdentity {
  return identity.kind === 'legal' ? refuse('policy', 'an organization is not a person') : identity;
}

/** Refuses with `evidence_invalid` or `policy`, and with `expired` what was taken, withdrawn or is past its day. */
export async function recovery(
  sam: Sam,
  challenge: Challenge,
  [proof, registration, pin]: readonly Evidence[],
): Promise<Act> {
  const { asked, signer } = challenge;
  if (proof === undefined || registration?.kind !== 'webauthn-registration') return refuse('evidence_invalid', 'kinds');
  const operation = await loadOperation(sam.db, sam.module, asked.recovery ?? '');
  const { identity } = await activeSigner(sam.db, sam.module, signer);
  const facts = await provenAnew(sam, challenge, requirePerson(identity), proof);
  const restsUntil = new Date(sam.clock().getTime() + (await coolDown(sam)));
  const told = await addressOf(sam, signer);
  const over = await voided(sam, signer, restsUntil);
  const first = await firstFactors(sam, challenge, { registration, pin, login: proof });
  return {
    facts,
    effect: async (trx) => {
      const spent = await spendOperation(trx, sam, operation, signer);
      await over(trx);
      const gone = await forgetFactors(trx, signer);
      const begun = await first(trx);
      const detail = { passkey: registration.id, gone, restsUntil: restsUntil.toISOString() };
      const recovered = { ev: 'SIGNER_RECOVERED', outcome: 'ok', actor: 'sic', subject: signer } as const;
      const events = [
        { ...spent, actor: 'sic' as const },
        { ...recovered, object: operation.op, detail },
      ];
      return [...events, ...gone.map((factor) => factorRemoved(signer, factor)), ...begun];
    },
    afterwards: () => tellOfRecovery(sam, signer, told, restsUntil, asked.lang),
  };
}

/** By what the officers asked for, no worse than what enrolled her. */
async function provenAnew(
  sam: Sam,
  challenge: Challenge,
  identity: PersonIdentity,
  proof: Evidence,
): Promise<Act['facts']> {
  const { asked } = challenge;
  if (proof.kind === 'ticket' && asked.person !== undefined)
    return { registrar: await registrarOf(sam, challenge, proof), ...factsOf([], identity.loa) };
  if ((proof.kind !== 'oidc' && proof.kind !== 'saml') || asked.idp === undefined)
    return refuse('evidence_invalid', 'not the identity proof that officers asked for');
  const { idp, login, proof: proven } = await verifyLogin(sam, challenge, identity, proof);
  const loa = provenBy(idp, login.said);
  if (lower(loa, identity.loa) !== identity.loa) refuse('policy', `a login of ${loa}, who was proven ${identity.loa}`);
  return factsOf([proven], identity.loa);
}
