import type { Transaction } from 'kysely';
import {
  canonicalize,
  type Json,
  type OfficerAct,
  type OfficerProof,
  type OperationRequest,
  type OperationType,
  sha256Text,
} from '../../client/index.ts';
import type { AuditEvent } from '../audit/audit.ts';
import { currentEpoch, requireEpoch } from '../database/epoch.ts';
import type { Ledger } from '../database/ledger.ts';
import { asRefusal, refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { activeOfficer, type KnownOfficer, requireRole } from './officer.ts';
import { requireProof } from './officer-key.ts';
import {
  endOperation,
  loadOperation,
  type Operation,
  operationInfo,
  requireOpenOperation,
  sealOperation,
} from './operation.ts';
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
    return { value: undefined, events: [about(row, 'OPERATION_ASKED', officer.officer, { reason: asked.reason })] };
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
    await lock(trx, op);
    await insertApproval(trx, { op, officer: officer.officer, proof: canonicalize(proof as Json), at: now });
    const approvers = await approversOf(trx, sam, operation);
    const events = [about(operation, 'OPERATION_APPROVED', officer.officer)];
    if (taken || approvers.length < operation.needed) return { value: approvers, events };
    await endOperation(trx, op, 'executed', now);
    events.push(about(operation, 'OPERATION_EXECUTED', officer.officer, { approvers: [...approvers] }));
    return { value: approvers, events: [...events, ...(await effect(trx))] };
  });
  return operationInfo(await loadOperation(sam.db, sam.module, op), approvedBy, now);
}

/**
 * Whoever carries an approved operation out takes it, once; from then on it is spent, whatever becomes of the work. Refuses with `policy`
 * before enough have approved, and with `expired`.
 */
export async function takeOperation(sam: Sam, officer: KnownOfficer, op: string, type: OperationType): Promise<void> {
  const operation = await loadOperation(sam.db, sam.module, op);
  if (operation.type !== type) refuse('not_found', `no operation of that type`);
  const now = sam.clock();
  await sam.audit.commit(async (trx) => {
    await lock(trx, op);
    const approvers = await approversOf(trx, sam, operation);
    if (approvers.length < operation.needed) refuse('policy', `approved by ${approvers.length} of ${operation.needed}`);
    await endOperation(trx, op, 'executed', now);
    const events = [about(operation, 'OPERATION_EXECUTED', officer.officer, { approvers: [...approvers] })];
    return { value: undefined, events };
  });
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
    return { value: undefined, events: [about(operation, 'OPERATION_WITHDRAWN', officer.officer)] };
  });
  return operationInfo(await loadOperation(sam.db, sam.module, op), [], now);
}

/** Distinct, a security officer now, not who asked, and signed by his own key. Refuses with `policy` or `evidence_invalid`. */
async function requireApprover(
  sam: Sam,
  operation: Operation,
  officer: KnownOfficer,
  proof: OfficerProof,
): Promise<void> {
  requireRole(officer, 'security-officer');
  if (officer.officer === operation.requested_by) refuse('policy', 'nobody approves what he asked for himself');
  await requireProof(officer, approvalOf(sam, operation, officer.officer), proof);
}

function approvalOf({ config }: Sam, { op, type, params }: Operation, officer: string): OfficerAct {
  return { act: 'approve', aud: config.aud, officer, op, type, paramsSha256: sha256Text(params) };
}

/** Approvals of one operation stand in a queue. */
async function lock(trx: Transaction<Ledger>, op: string): Promise<void> {
  await trx.selectFrom('operation').select('op').where('op', '=', op).forUpdate().execute();
}

async function insertApproval(trx: Transaction<Ledger>, row: Ledger['approval']): Promise<void> {
  const insert = trx
    .insertInto('approval')
    .values(row)
    .onConflict((oc) => oc.doNothing());
  if ((await insert.executeTakeFirst()).numInsertedOrUpdatedRows !== 1n) refuse('policy', 'approved already');
}

/** Whose approvals count now: one of an officer who was removed, or that somebody planted, does not. */
export async function approversOf(
  trx: Transaction<Ledger>,
  sam: Sam,
  operation: Operation,
): Promise<readonly string[]> {
  const rows = await trx.selectFrom('approval').selectAll().where('op', '=', operation.op).orderBy('at').execute();
  const counted = await Promise.all(rows.map((row) => counts(trx, sam, operation, row)));
  return rows.filter((_, i) => counted[i]).map(({ officer }) => officer);
}

async function counts(
  trx: Transaction<Ledger>,
  sam: Sam,
  operation: Operation,
  { officer, proof }: Ledger['approval'],
): Promise<boolean> {
  try {
    await requireApprover(
      sam,
      operation,
      await activeOfficer(trx, sam.module, officer),
      JSON.parse(proof) as OfficerProof,
    );
    return true;
  } catch (error) {
    if (asRefusal(error) === undefined) throw error;
    return false;
  }
}

function about(
  { op, type, params, requested_by }: Operation,
  ev: string,
  officer: string,
  more: object = {},
): AuditEvent {
  const detail = { op, type, paramsSha256: sha256Text(params), requestedBy: requested_by, ...more };
  return { ev, outcome: 'ok', actor: 'officer', subject: officer, object: op, detail };
}
