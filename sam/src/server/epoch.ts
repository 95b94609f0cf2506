import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely } from 'kysely';
import type { Ledger } from './ledger.ts';
import { refuse } from './refusal.ts';
import { requireAuthentic, sealRow } from './row-seal.ts';

const row = (epoch: number) => ({ id: 1, epoch });

/** Writes the first epoch of a new installation; leaves an existing one alone. */
export async function beginEpoch(db: Kysely<Ledger>, module: CryptoModule): Promise<void> {
  const mac = await sealRow(module, 'epoch', row(1));
  await db
    .insertInto('epoch')
    .values({ ...row(1), mac })
    .onConflict((oc) => oc.column('id').doNothing())
    .execute();
  await requireEpochAuthentic(db, module);
}

/** Refuses to work on an edited epoch. */
export async function requireEpochAuthentic(db: Kysely<Ledger>, module: CryptoModule): Promise<void> {
  const { epoch, mac } = await db.selectFrom('epoch').select(['epoch', 'mac']).executeTakeFirstOrThrow();
  await requireAuthentic(module, 'epoch', row(epoch), mac, 'module_unavailable');
}

export async function currentEpoch(db: Kysely<Ledger>): Promise<number> {
  return (await db.selectFrom('epoch').select('epoch').executeTakeFirstOrThrow()).epoch;
}

/** Declares that the database is another than it was: what was approved before does not live on. Returns the new epoch. */
export async function raiseEpoch(db: Kysely<Ledger>, module: CryptoModule): Promise<number> {
  const before = await currentEpoch(db);
  const mac = await sealRow(module, 'epoch', row(before + 1));
  const update = db
    .updateTable('epoch')
    .set({ epoch: before + 1, mac })
    .where('epoch', '=', before);
  if ((await update.executeTakeFirst()).numUpdatedRows !== 1n)
    refuse('module_unavailable', 'another epoch began meanwhile');
  return before + 1;
}

/** What was approved before a restore does not live on after it (one-use across restores). */
export async function requireEpoch(db: Kysely<Ledger>, epoch: number): Promise<void> {
  if ((await currentEpoch(db)) !== epoch) refuse('expired', 'approved in another epoch');
}
