import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely, Transaction } from 'kysely';
import { canonicalize, type Identity } from '../../client/index.ts';
import type { Ledger, SignerTable } from '../database/ledger.ts';
import { requireAuthentic, sealRow } from '../database/row-seal.ts';
import { refuse } from '../refusal.ts';

/** A person or an organisation known to the SAM: an opaque id and the identity record proven at enrolment (EN 419 241-2, R.Signer). */
export type Signer = { readonly signer: string; readonly account: string; readonly identity: Identity };

type SignerRow = Pick<SignerTable, 'signer' | 'account' | 'issuer' | 'subject' | 'identity' | 'state'>;

export async function sealSigner(module: CryptoModule, signer: Signer, created: Date): Promise<SignerTable> {
  const { issuer, subject } = signer.identity;
  const row = { ...signer, issuer, subject, identity: canonicalize(signer.identity), state: 'active' as const };
  return { ...row, created, mac: await sealRow(module, 'signer', row) };
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
export async function activeSigner(db: Kysely<Ledger>, module: CryptoModule, id: string): Promise<Signer> {
  const row = await db.selectFrom('signer').selectAll().where('signer', '=', id).executeTakeFirst();
  if (row === undefined) return refuse('not_found', 'no such signer');
  await requireAuthentic(module, 'signer', sealed(row), row.mac, 'policy');
  if (row.state !== 'active') return refuse('policy', `signer ${row.state}`);
  return { signer: row.signer, account: row.account, identity: JSON.parse(row.identity) as Identity };
}

function sealed({ signer, account, issuer, subject, identity, state }: SignerTable): SignerRow {
  return { signer, account, issuer, subject, identity, state };
}
