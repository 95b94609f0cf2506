import type { CryptoModule } from '@chancery/crypto-module';
import type { Transaction } from 'kysely';
import { canonicalize, type OfficerAct, type RestoreRequest, sha256Text } from '../../client/index.ts';
import type { Ledger } from '../database/ledger.ts';
import { refuse } from '../refusal.ts';
import { activeOfficer, requireRole } from './officer.ts';
import { requireProof } from './officer-key.ts';

const needed = 2;
const longest = 24 * 3_600_000;

/**
 * Dual control where no SAM runs: who asked has signed that he did, and two others who are security officers in the restored list have
 * approved these parameters, within a day. Returns them. Refuses with `policy`, `evidence_invalid` or `expired`.
 */
export async function requireRestoreApproved(
  trx: Transaction<Ledger>,
  module: CryptoModule,
  aud: string,
  request: RestoreRequest,
  now: Date,
): Promise<readonly string[]> {
  const { params, requestedBy, approvals } = request;
  requireInTime(params, now);
  const asking = await activeOfficer(trx, module, requestedBy);
  requireRole(asking, 'operator', 'administrator', 'security-officer');
  await requireProof(asking, restoreAct(aud, request, requestedBy, 'request'), request.proof);
  const approvers = new Set(approvals.map(({ officer }) => officer));
  approvers.delete(requestedBy);
  if (approvers.size < needed) refuse('policy', `approved by ${approvers.size} of ${needed} who did not ask for it`);
  for (const { officer: id, proof } of approvals) {
    const officer = await activeOfficer(trx, module, id);
    requireRole(officer, 'security-officer');
    await requireProof(officer, restoreAct(aud, request, id, 'approve'), proof);
  }
  return [...approvers];
}

function requireInTime({ created, exp }: RestoreRequest['params'], now: Date): void {
  const [from, to] = [Date.parse(created), Date.parse(exp)];
  const open = now.getTime() >= from - 60_000 && now.getTime() < to && to - from <= longest;
  if (!open) refuse('expired', 'the request to restore is not of the last 24 hours');
}

function restoreAct(
  aud: string,
  { op, params }: RestoreRequest,
  officer: string,
  act: 'request' | 'approve',
): OfficerAct {
  return { act, aud, officer, op, type: 'restore', paramsSha256: sha256Text(canonicalize(params)) };
}
