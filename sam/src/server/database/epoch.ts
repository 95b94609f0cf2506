import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely } from 'kysely';
import { refuse } from '../refusal.ts';
import type { Ledger } from './ledger.ts';
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
  begun.set(db, { epoch: await authenticEpoch(db, module), module });
}

/** What a SAM began with, by its database: the same is believed without asking a lane again. */
const begun = new WeakMap<Kysely<Ledger>, { readonly epoch: number; readonly module: CryptoModule }>();

/** Refuses with `module_unavailable` to work on an edited epoch. */
export async function authenticEpoch(db: Kysely<Ledger>, module: CryptoModule): Promise<number> {
  const { epoch, mac } = await db.selectFrom('epoch').select(['epoch', 'mac']).executeTakeFirstOrThrow();
  await requireAuthentic(module, 'epoch', row(epoch), mac, 'module_unavailable');
  return epoch;
}

/** Refuses with `module_unavailable` an edited one, and one before that which this SAM began with. */
export async function currentEpoch(db: Kysely<Ledger>): Promise<number> {
  const { epoch } = await db.selectFrom('epoch').select('epoch').executeTakeFirstOrThrow();
  const held = begun.get(db);
  if (held === undefined || epoch === held.epoch) return epoch;
  return epoch > held.epoch ? authenticEpoch(db, held.module) : refuse('module_unavailable', 'edited row: epoch');
}

/** Declares that the database is another than it was: what was approved before does not live on. Returns the new epoch. */
export async function raiseEpoch(db: Kysely<Ledger>, module: CryptoModule): Promise<number> {
  const before = await authenticEpoch(db, module);
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
