import type { Transaction } from 'kysely';
import type { Officer } from '../../client/index.ts';
import type { Ledger } from '../database/ledger.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { aboutOfficer, activeOfficer, insertOfficer, officersIn, replaceOfficer, sealOfficer } from './officer.ts';
import { credentialFault } from './officer-key.ts';
import { listFault } from './officer-role.ts';
import type { OperationEffect } from './operation-kind.ts';

/** Changes of the list of officers. Who approves is judged by the list as it was: a change cannot bring its own quorum. */
export async function addOfficer(sam: Sam, officer: Officer): Promise<OperationEffect> {
  await requireSound(sam, officer);
  const row = await sealOfficer(sam.module, officer);
  return async (trx) => {
    await lockList(trx);
    await insertOfficer(trx, row);
    await requireDecides(sam, trx);
    return [aboutOfficer('OFFICER_SET', officer)];
  };
}

/** Another role, name, certificate or second factor. */
export async function changeOfficer(sam: Sam, officer: Officer): Promise<OperationEffect> {
  await requireSound(sam, officer);
  const { version } = await activeOfficer(sam.db, sam.module, officer.officer);
  const row = await sealOfficer(sam.module, officer, version + 1);
  return async (trx) => {
    await lockList(trx);
    await replaceOfficer(trx, row);
    await requireDecides(sam, trx);
    return [aboutOfficer('OFFICER_SET', officer)];
  };
}

/** The row stays as a tombstone: nobody else gets that name, that certificate or that key. */
export async function removeOfficer(sam: Sam, { officer: id }: { readonly officer: string }): Promise<OperationEffect> {
  const officer = await activeOfficer(sam.db, sam.module, id);
  const row = await sealOfficer(sam.module, officer, officer.version + 1, 'removed');
  return async (trx) => {
    await lockList(trx);
    await replaceOfficer(trx, row);
    await requireDecides(sam, trx);
    return [aboutOfficer('OFFICER_REMOVED', officer)];
  };
}

async function requireSound(sam: Sam, officer: Officer): Promise<void> {
  const fault = credentialFault(officer);
  if (fault !== undefined) refuse('invalid', fault);
  const others = (await officersIn(sam.db, sam.module)).filter((one) => one.officer !== officer.officer);
  const conflict = listFault([...others.filter(({ state }) => state === 'active'), officer]);
  if (conflict !== undefined) refuse('policy', conflict);
}

/** One change of the list at a time, on all nodes. */
async function lockList(trx: Transaction<Ledger>): Promise<void> {
  await trx.selectFrom('officer').select('officer').orderBy('officer').forUpdate().execute();
}

/** What is left can still decide: else nothing could ever be changed again. */
async function requireDecides(sam: Sam, trx: Transaction<Ledger>): Promise<void> {
  const active = (await officersIn(trx, sam.module)).filter(({ state }) => state === 'active');
  const fault = listFault(active);
  if (fault !== undefined) refuse('policy', fault);
}
