import type { Transaction } from 'kysely';
import { canonicalize, type Json, type OfficerProof, type OperationRequest } from '../../client/index.ts';
import { currentEpoch, requireEpoch } from '../database/epoch.ts';
import type { Ledger } from '../database/ledger.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { aboutOperation, approversOf, lockOperation, requireApprover } from './approvers.ts';
import { type KnownOfficer, requireRole } from './officer.ts';
import { endOperation, loadOperation, operationInfo, requireOpenOperation, sealOperation } from './operation.ts';
import { operationKinds } from './operation-kind.ts';

/** An officer asks. What cannot be done is refused at once; nothing is done. */
export async function requestOperation(sam: Sam, officer: KnownOfficer, asked: OperationRequest): Promise<object> {
  const { askedBy, effect } = operationKinds[asked.type];
  requireRole(officer, ...askedBy);
  await effect(sam, asked.params);
  const now = sam.clock();
  const row = await sealOperation(sam.module, {
    ...asked,
    by: officer.officer,
    epoch: await currentEpoch(sam.db),
    now,
  });
  await sam.audit.commit(async (trx) => {
    await trx.insertInto('operation').values(row).execute();
    return {
      value: undefined,
      events: [aboutOperation(row, 'OPERATION_ASKED', officer.officer, { reason: asked.reason })],
    };
  });
  return operationInfo(row, [], now);
}

/**
 * A security officer approves with his second factor, over these parameters of this operation. The approval that completes the number
 * carries it out, in the same transaction and once; every approval is verified again there, against the officers as they are.
 */
export async function approveOperation(
  sam: Sam,
  officer: KnownOfficer,
  { op, proof }: { readonly op: string; readonly proof: OfficerProof },
): Promise<object> {
  const operation = await loadOperation(sam.db, sam.module, op);
  const now = sam.clock();
  requireOpenOperation(operation, now);
  await requireEpoch(sam.db, operation.epoch);
  await requireApprover(sam, operation, officer, proof);
  const { effect: prepare, taken } = operationKinds[operation.type as OperationRequest['type']];
  const effect = await prepare(sam, JSON.parse(operation.params));
  const approvedBy = await sam.audit.commit(async (trx) => {
    await lockOperation(trx, op);
    await insertApproval(trx, { op, officer: officer.officer, proof: canonicalize(proof as Json), at: now });
    const approvers = await approversOf(trx, sam, operation);
    const events = [aboutOperation(operation, 'OPERATION_APPROVED', officer.officer)];
    if (taken || approvers.length < operation.needed) return { value: approvers, events };
    await endOperation(trx, op, 'executed', now);
    events.push(aboutOperation(operation, 'OPERATION_EXECUTED', officer.officer, { approvers: [...approvers] }));
    return { value: approvers, events: [...events, ...(await effect(trx))] };
  });
  return operationInfo(await loadOperation(sam.db, sam.module, op), approvedBy, now);
}

/** Whoever asked for it, or a security officer, takes it back. */
export async function withdrawOperation(
  sam: Sam,
  officer: KnownOfficer,
  { op }: { readonly op: string },
): Promise<object> {
  const operation = await loadOperation(sam.db, sam.module, op);
  if (operation.requested_by !== officer.officer) requireRole(officer, 'security-officer');
  const now = sam.clock();
  await sam.audit.commit(async (trx) => {
    await endOperation(trx, op, 'withdrawn', now);
    return { value: undefined, events: [aboutOperation(operation, 'OPERATION_WITHDRAWN', officer.officer)] };
  });
  return operationInfo(await loadOperation(sam.db, sam.module, op), [], now);
}

async function insertApproval(trx: Transaction<Ledger>, row: Ledger['approval']): Promise<void> {
  const insert = trx
    .insertInto('approval')
    .values(row)
    .onConflict((oc) => oc.doNothing());
  if ((await insert.executeTakeFirst()).numInsertedOrUpdatedRows !== 1n) refuse('policy', 'approved already');
}
