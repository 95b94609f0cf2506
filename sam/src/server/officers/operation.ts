import { randomBytes } from 'node:crypto';
import type { CryptoModule } from '@chancery/crypto-module';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import {
  canonicalize,
  type Json,
  type OperationInfo,
  type OperationRequest,
  type OperationState,
  type OperationType,
  sha256Text,
} from '../../client/index.ts';
import { currentEpoch } from '../database/epoch.ts';
import type { Ledger, OperationTable } from '../database/ledger.ts';
import { requireAuthentic, sealRow } from '../database/row-seal.ts';
import { refuse } from '../refusal.ts';

/** Something an officer asks for and others approve (dual control, EN 419 241-1 SRG_M); read unedited. */
export type Operation = Selectable<OperationTable>;

/** Security officers whose approval it takes, the one who asks not among them. */
const approvalsNeeded = 2;
const lifetime = 24 * 3_600_000;

export async function sealOperation(
  module: CryptoModule,
  asked: OperationRequest & { readonly by: string; readonly epoch: number; readonly now: Date },
): Promise<Operation> {
  const { type, params, reason, by, epoch, now } = asked;
  const row = {
    op: `op_${randomBytes(16).toString('base64url')}`,
    type,
    params: canonicalize(params),
    requested_by: by,
    reason,
    needed: approvalsNeeded,
    epoch,
    created: now,
    exp: new Date(now.getTime() + lifetime),
  };
  return { ...row, mac: await sealRow(module, 'operation', sealed(row)), state: 'open', ended: null };
}

function sealed({ created, exp, ...row }: Omit<Operation, 'mac' | 'state' | 'ended'>): Json {
  return { ...row, created: created.toISOString(), exp: exp.toISOString() };
}

async function authentic(module: CryptoModule, { mac, state, ended, ...row }: Operation): Promise<Operation> {
  await requireAuthentic(module, 'operation', sealed(row), mac, 'not_found');
  return { ...row, mac, state, ended };
}

/** Refuses with `not_found`. */
export async function loadOperation(db: Kysely<Ledger>, module: CryptoModule, op: string): Promise<Operation> {
  const row = await db.selectFrom('operation').selectAll().where('op', '=', op).executeTakeFirst();
  return row === undefined ? refuse('not_found', 'no such operation') : authentic(module, row);
}

/** The latest first. */
export async function operationsIn(db: Kysely<Ledger>, module: CryptoModule): Promise<readonly Operation[]> {
  const rows = await db.selectFrom('operation').selectAll().orderBy('created', 'desc').limit(200).execute();
  return Promise.all(rows.map((row) => authentic(module, row)));
}

/** Of one type and this epoch, the latest first. */
export async function openOperations(
  db: Kysely<Ledger>,
  module: CryptoModule,
  type: OperationType,
  now: Date,
): Promise<readonly Operation[]> {
  const query = db.selectFrom('operation').selectAll().where('type', '=', type).where('state', '=', 'open');
  const current = query.where('exp', '>', now).where('epoch', '=', await currentEpoch(db));
  const rows = await current.orderBy('created', 'desc').execute();
  return Promise.all(rows.map((row) => authentic(module, row)));
}

function operationState({ state, exp }: Operation, now: Date): OperationState {
  return state === 'open' && exp <= now ? 'expired' : state;
}

/** Refuses with `expired` one that is decided, withdrawn or past its day. */
export function requireOpenOperation(operation: Operation, now: Date): void {
  const state = operationState(operation, now);
  if (state !== 'open') refuse('expired', `the operation is ${state}`);
}

/** open → executed or withdrawn, once: one statement, and no row means that somebody else was first. Refuses with `expired`. */
export async function endOperation(
  trx: Transaction<Ledger>,
  op: string,
  state: 'executed' | 'withdrawn',
  now: Date,
): Promise<void> {
  const { rows } = await sql`update operation set state = ${state}, ended = ${now}
    where op = ${op} and state = 'open' and exp > ${now} and epoch = (select epoch from epoch) returning op`.execute(
    trx,
  );
  if (rows.length !== 1) refuse('expired', 'the operation is not open');
}

export function operationInfo(operation: Operation, approvedBy: readonly string[], now: Date): OperationInfo {
  const { op, type, params, requested_by, reason, needed, created, exp } = operation;
  return {
    op,
    type: type as OperationType,
    params: JSON.parse(params) as Json,
    paramsSha256: sha256Text(params),
    requestedBy: requested_by,
    reason,
    needed,
    approvedBy,
    created: created.toISOString(),
    exp: exp.toISOString(),
    state: operationState(operation, now),
  };
}
