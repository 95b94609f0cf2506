import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely, Transaction } from 'kysely';
import { canonicalize, type Identity, type Json, type Scal } from '../../client/index.ts';
import type { Ledger, SignerTable } from '../database/ledger.ts';
import { requireAuthentic, sealRow } from '../database/row-seal.ts';
import { refuse } from '../refusal.ts';

/** A person or an organisation known to the SAM: an opaque id and the identity record proven at enrolment (EN 419 241-2, R.Signer). */
export type Signer = { readonly signer: string; readonly account: string; readonly identity: Identity };

/** What was asked of her before `since` is over; until `restsUntil` her keys of SCAL2 sign nothing. */
export type KnownSigner = Signer & { readonly since: Date | null; readonly restsUntil: Date | null };

export async function sealSigner(module: CryptoModule, signer: Signer, created: Date): Promise<SignerTable> {
  const { issuer, subject } = signer.identity;
  const identity = canonicalize(signer.identity);
  const row = { ...signer, issuer, subject, identity, state: 'active' as const, since: null, rests_until: null };
  return { ...row, created, mac: await sealRow(module, 'signer', sealed(row)) };
}

/** Refuses with `policy` when that signer is enrolled already: a lost passkey is not replaced by a login alone. */
export async function insertSigner(trx: Transaction<Ledger>, row: SignerTable): Promise<void> {
  const conflict = trx
    .insertInto('signer')
    .values(row)
    .onConflict((oc) => oc.doNothing());
  if ((await conflict.executeTakeFirst()).numInsertedOrUpdatedRows !== 1n)
    refuse('policy', 'this signer is enrolled already');
}

/** The signer, active and unedited. Refuses with `not_found` or `policy`. */
export async function activeSigner(db: Kysely<Ledger>, module: CryptoModule, id: string): Promise<KnownSigner> {
  const { signer, account, identity, since, rests_until: restsUntil } = await activeRow(db, module, id);
  return { signer, account, identity: JSON.parse(identity) as Identity, since, restsUntil };
}

/** Refuses with `key_state` while the SCAL2 keys of a signer with new factors rest (EN 419 241-2, signer maintenance). */
export function requireRested({ restsUntil }: KnownSigner, scal: Scal, now: Date): void {
  if (scal === 2 && restsUntil !== null && now < restsUntil)
    refuse('key_state', `the keys rest until ${restsUntil.toISOString()}`);
}

async function activeRow(db: Kysely<Ledger>, module: CryptoModule, id: string): Promise<SignerTable> {
  const row = await db.selectFrom('signer').selectAll().where('signer', '=', id).executeTakeFirst();
  if (row === undefined) return refuse('not_found', 'no such signer');
  await requireAuthentic(module, 'signer', sealed(row), row.mac, 'policy');
  return row.state === 'active' ? row : refuse('policy', `signer ${row.state}`);
}

/** Written by compare and swap on the MAC of the row; what is not said stays. Refuses like activeSigner, or with `policy`. */
export async function changedSigner(
  db: Kysely<Ledger>,
  module: CryptoModule,
  id: string,
  change: { readonly since: Date; readonly rests_until?: Date },
): Promise<(trx: Transaction<Ledger>) => Promise<void>> {
  const before = await activeRow(db, module, id);
  const mac = await sealRow(module, 'signer', sealed({ ...before, ...change }));
  return async (trx) => {
    const update = trx
      .updateTable('signer')
      .set({ ...change, mac })
      .where('signer', '=', id);
    if ((await update.where('mac', '=', before.mac).executeTakeFirst()).numUpdatedRows !== 1n)
      refuse('policy', 'the signer changed meanwhile');
  };
}

/** Times are sealed where there are any: rows of before they were thought of have none. */
function sealed(row: Omit<SignerTable, 'created' | 'mac'>): Json {
  const { signer, account, issuer, subject, identity, state, since, rests_until } = row;
  const times = {
    ...(since === null ? {} : { since: since.toISOString() }),
    ...(rests_until === null ? {} : { rests_until: rests_until.toISOString() }),
  };
  return { signer, account, issuer, subject, identity, state, ...times };
}
