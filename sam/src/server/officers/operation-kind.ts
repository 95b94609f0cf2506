import type { Transaction } from 'kysely';
import type { OfficerRole, OperationType } from '../../client/index.ts';
import { releaseKeys } from '../approval/freeze.ts';
import { providerOf, type RecoveryOrder, requirePerson } from '../approval/recovery.ts';
import { activeSigner } from '../approval/signer.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { Ledger } from '../database/ledger.ts';
import { type RewrapOrder, requireRewrapping } from '../keys/rewrap.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import type { Reader } from '../shape.ts';
import { addOfficer, changeOfficer, removeOfficer } from './officer-operations.ts';
import { officerShapes } from './officer-shapes.ts';
import { removeTrusted, resumeOrganization, setTrusted, stopOrganization } from './trust-operations.ts';

/** What carrying out an operation writes. */
export type OperationEffect = (trx: Transaction<Ledger>) => Promise<readonly AuditEvent[]>;

/** One kind of operation: who may ask for it, and what it does once it is approved. */
export type OperationKind = {
  readonly askedBy: readonly OfficerRole[];
  /** Reads the parameters and makes ready what is written. Refuses what cannot be done. */
  readonly effect: (sam: Sam, params: unknown) => Promise<OperationEffect>;
  /** Not carried out by the last approval, but by who takes it then. */
  readonly taken?: true;
};

function kind<T>(
  askedBy: readonly OfficerRole[],
  reader: Reader<T>,
  effect: (sam: Sam, params: T) => Promise<OperationEffect>,
): OperationKind {
  return { askedBy, effect: (sam, params) => effect(sam, reader(params, 'params')) };
}

/** Carried out in the background by every SAM (→ ordered-rewraps.ts); what the module cannot do is refused now. */
async function rewrapOrdered(sam: Sam, order: RewrapOrder): Promise<OperationEffect> {
  await requireRewrapping(sam, order);
  return async () => [];
}

/** Somebody has spoken with her who said that she had not asked (→ freeze.ts). Refuses with `policy` where nothing is frozen. */
async function releaseSigner(sam: Sam, { signer }: { readonly signer: string }): Promise<OperationEffect> {
  await activeSigner(sam.db, sam.module, signer);
  const { keys, effect } = await releaseKeys(sam, signer);
  if (keys.length === 0) refuse('policy', 'no key of hers is frozen');
  return async (trx) => {
    await effect(trx);
    return [{ ev: 'SIGNER_RELEASED', outcome: 'ok', actor: 'officer', subject: signer, detail: { keys } }];
  };
}

/** Carried out by the signer, who proves anew who she is (→ recovery.ts); an organisation's factors follow its officers' data. */
async function recoveryAllowed(sam: Sam, { signer, proof }: RecoveryOrder): Promise<OperationEffect> {
  const { identity } = await activeSigner(sam.db, sam.module, signer);
  await providerOf(sam, { proof, identity: requirePerson(identity) });
  return async () => [];
}

const officer: readonly OfficerRole[] = ['security-officer'];
const system: readonly OfficerRole[] = ['security-officer', 'administrator', 'operator'];
const registering: readonly OfficerRole[] = ['security-officer', 'operator', 'registration-officer'];
const shapes = officerShapes;

export const operationKinds: Readonly<Record<OperationType, OperationKind>> = {
  'officer.add': kind(officer, shapes.officer, addOfficer),
  'officer.change': kind(officer, shapes.officer, changeOfficer),
  'officer.remove': kind(officer, shapes.officerId, removeOfficer),
  'trust.set': kind(system, shapes.trusted, setTrusted),
  'trust.remove': kind(system, shapes.trustedId, removeTrusted),
  'organization.stop': kind(system, shapes.id, stopOrganization),
  'organization.resume': kind(system, shapes.id, resumeOrganization),
  'signer.release': kind(registering, shapes.signer, releaseSigner),
  'signer.recover': { ...kind(registering, shapes.recover, recoveryAllowed), taken: true },
  'keys.rewrap': kind(system, shapes.rewrap, rewrapOrdered),
  backup: { ...kind(system, shapes.nothing, async () => async () => []), taken: true },
};
