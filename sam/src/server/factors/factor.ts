import type { CryptoModule } from '@chancery/crypto-module';
import { type Insertable, type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { canonicalize, type Json, sha256Text } from '../../client/index.ts';
import type { AuditEvent } from '../audit/audit.ts';
import type { Representative } from '../config.ts';
import type { FactorTable, Ledger } from '../database/ledger.ts';
import { requireAuthentic, sealRow } from '../database/row-seal.ts';
import { refuse } from '../refusal.ts';

/** A passkey: b64u SPKI, how it signs, and what the authenticator said of itself when it was registered. */
export type PasskeyData = {
  readonly spki: string;
  readonly alg: -7 | -257;
  readonly aaguid: string;
  readonly backupEligible: boolean;
  readonly transports?: readonly string[];
  /** Of an organisation: whose passkey it is. */
  readonly representative?: Representative;
};

export type NewFactor = {
  readonly signer: string;
  readonly factor: string;
  readonly kind: FactorTable['kind'];
  readonly key: string | null;
  readonly data: Json;
  readonly counter?: number;
};

/** Reference authentication data (EN 419 241-2, R.RAD) as a row: what never changes is sealed, counters are not. */
export async function sealFactor(
  module: CryptoModule,
  factor: NewFactor,
  created: Date,
): Promise<Insertable<FactorTable>> {
  const { signer, kind, key } = factor;
  const row = { signer, factor: factor.factor, kind, key, data: canonicalize(factor.data) };
  return { ...row, created, counter: factor.counter ?? 0, mac: await sealRow(module, 'factor', row) };
}

/** Returns what the log says of it. */
export async function insertFactor(trx: Transaction<Ledger>, row: Insertable<FactorTable>): Promise<AuditEvent[]> {
  await trx.insertInto('factor').values(row).execute();
  return [factorSet(row)];
}

/** What a signer approves with from now on, by its name and the hash of what never changes: verification looks for just that. */
export function factorSet({
  signer,
  factor,
  kind,
  data,
}: Pick<NewFactor, 'signer' | 'factor' | 'kind'> & Data): AuditEvent {
  const detail = { kind, sha256: sha256Text(data) };
  return { ev: 'FACTOR_SET', outcome: 'ok', actor: 'sam', subject: signer, object: factor, detail };
}

type Data = { readonly data: string };

export function factorRemoved(signer: string, factor: string): AuditEvent {
  return { ev: 'FACTOR_REMOVED', outcome: 'ok', actor: 'sam', subject: signer, object: factor };
}

/** In the place of an earlier one of that name, whose failed attempts are forgotten with it. */
export async function replaceFactor(trx: Transaction<Ledger>, row: Insertable<FactorTable>): Promise<AuditEvent[]> {
  const { created, data, mac } = row;
  const anew = { created, data, mac, fails: 0, series: 0, locked_until: null };
  const insert = trx.insertInto('factor').values(row);
  await insert.onConflict((oc) => oc.columns(['signer', 'factor']).doUpdateSet(anew)).execute();
  return [factorSet(row)];
}

/** Refuses with `policy` when it is gone already, or when no factor would be left that decides. */
export async function removeFactor(trx: Transaction<Ledger>, signer: string, id: string): Promise<AuditEvent[]> {
  await lockSigner(trx, signer);
  const deleted = trx.deleteFrom('factor').where('signer', '=', signer).where('factor', '=', id);
  if ((await deleted.executeTakeFirst()).numDeletedRows !== 1n) refuse('policy', 'no such factor any more');
  await requireDeciding(trx, signer);
  return [factorRemoved(signer, id)];
}

/** Every factor of a signer, the PINs of her keys among them. Returns their names. */
export async function forgetFactors(trx: Transaction<Ledger>, signer: string): Promise<string[]> {
  const rows = await trx.deleteFrom('factor').where('signer', '=', signer).returning('factor').execute();
  return rows.map(({ factor }) => factor).sort();
}

/** Those that change what a signer has stand in a queue. */
export async function lockSigner(trx: Transaction<Ledger>, signer: string): Promise<void> {
  await trx.selectFrom('signer').select('signer').where('signer', '=', signer).forUpdate().execute();
}

/** Refuses with `policy` when neither a passkey nor an active device is left. */
export async function requireDeciding(trx: Transaction<Ledger>, signer: string): Promise<void> {
  const { rows } = await sql`select factor from factor where signer = ${signer}
    and (kind = 'webauthn' or (kind = 'device' and data::jsonb ->> 'state' = 'active')) limit 1`.execute(trx);
  if (rows.length === 0) refuse('policy', 'the last factor that decides');
}

/** A factor of that signer, unedited; undefined if there is none. An edited one refuses with `evidence_invalid`. */
export async function factorOf(
  db: Kysely<Ledger>,
  module: CryptoModule,
  signer: string,
  id: string,
): Promise<Selectable<FactorTable> | undefined> {
  const query = db.selectFrom('factor').selectAll().where('signer', '=', signer).where('factor', '=', id);
  const row = await query.executeTakeFirst();
  if (row === undefined) return undefined;
  const { kind, key, data } = row;
  await requireAuthentic(module, 'factor', { signer, factor: id, kind, key, data }, row.mac, 'evidence_invalid');
  return row;
}

export async function passkeysOf(db: Kysely<Ledger>, signer: string) {
  const query = db
    .selectFrom('factor')
    .select(['factor', 'data'])
    .where('signer', '=', signer)
    .where('kind', '=', 'webauthn');
  return (await query.orderBy('created').execute()).map(({ factor, data }) => {
    const { transports } = JSON.parse(data) as PasskeyData;
    return { id: factor, ...(transports === undefined ? {} : { transports }) };
  });
}

/** WebAuthn 7.1 step 26: one credential belongs to one person. */
export async function requireUnknownPasskey(trx: Transaction<Ledger>, id: string): Promise<void> {
  const known = await trx.selectFrom('factor').select('factor').where('factor', '=', id).executeTakeFirst();
  if (known !== undefined) refuse('evidence_invalid', 'this passkey is registered already');
}

/** WebAuthn 7.2 step 22: a counter that does not rise tells of a clone; authenticators without one stay at zero. */
export async function raiseCounter(
  trx: Transaction<Ledger>,
  signer: string,
  id: string,
  counter: number,
): Promise<void> {
  const update = trx.updateTable('factor').set({ counter }).where('signer', '=', signer).where('factor', '=', id);
  const risen = update.where((eb) => (counter === 0 ? eb('counter', '=', 0) : eb('counter', '<', counter)));
  if ((await risen.executeTakeFirst()).numUpdatedRows !== 1n)
    refuse('evidence_invalid', 'signature counter did not rise');
}
