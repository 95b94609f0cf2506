import type { Transaction } from 'kysely';
import { type OfficerAct, type OfficerProof, type OperationType, sha256Text } from '../../client/index.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { Ledger } from '../database/ledger.ts';
import { asRefusal, refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { activeOfficer, type KnownOfficer, requireRole } from './officer.ts';
import { requireProof } from './officer-key.ts';
import { endOperation, loadOperation, type Operation, openOperations } from './operation.ts';

/** Distinct, a security officer now, not who asked, and signed by his own key. Refuses with `policy` or `evidence_invalid`. */
export async function requireApprover(
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
export async function lockOperation(trx: Transaction<Ledger>, op: string): Promise<void> {
  await trx.selectFrom('operation').select('op').where('op', '=', op).forUpdate().execute();
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

/**
 * Whoever carries an approved operation out takes it, once; from then on it is spent, whatever becomes of the work. Refuses with `policy`
 * before enough have approved, and with `expired`.
 */
export async function takeOperation(sam: Sam, officer: KnownOfficer, op: string, type: OperationType): Promise<void> {
  const operation = await loadOperation(sam.db, sam.module, op);
  if (operation.type !== type) refuse('not_found', `no operation of that type`);
  await sam.audit.commit(async (trx) => ({
    value: undefined,
    events: [await spendOperation(trx, sam, operation, officer.officer)],
  }));
}

/** The same within a transaction; returns what the log says of it. */
export async function spendOperation(
  trx: Transaction<Ledger>,
  sam: Sam,
  operation: Operation,
  by: string,
): Promise<AuditEvent> {
  await lockOperation(trx, operation.op);
  const approvers = await approversOf(trx, sam, operation);
  if (approvers.length < operation.needed) refuse('policy', `approved by ${approvers.length} of ${operation.needed}`);
  await endOperation(trx, operation.op, 'executed', sam.clock());
  return aboutOperation(operation, 'OPERATION_EXECUTED', by, { approvers: [...approvers] });
}

/** Those of a type that enough have approved and nobody has taken yet, the latest first. */
export async function approvedOperations(sam: Sam, type: OperationType): Promise<readonly Operation[]> {
  const found: Operation[] = [];
  for (const operation of await openOperations(sam.db, sam.module, type, sam.clock())) {
    const approvers = await sam.db.transaction().execute((trx) => approversOf(trx, sam, operation));
    if (approvers.length >= operation.needed) found.push(operation);
  }
  return found;
}

export function aboutOperation(
  { op, type, params, requested_by }: Operation,
  ev: string,
  officer: string,
  more: object = {},
): AuditEvent {
  const detail = { op, type, paramsSha256: sha256Text(params), requestedBy: requested_by, ...more };
  return { ev, outcome: 'ok', actor: 'officer', subject: officer, object: op, detail };
}
