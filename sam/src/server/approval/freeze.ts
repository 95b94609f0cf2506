import type { Transaction } from 'kysely';
import type { Ledger } from '../database/ledger.ts';
import { keysOf, sealKey, swapKey } from '../keys/key-store.ts';
import type { Sam } from '../sam.ts';

/** Suspends every active SCAL2 key of a signer: what was approved before signs nothing either (EN 419 241-1, SRC_SA). */
export async function freezeKeys(sam: Sam, signer: string) {
  const keys = (await keysOf(sam.db, sam.module, signer)).filter(
    ({ header }) => header.scal === 2 && header.state === 'active',
  );
  const frozen = await Promise.all(
    keys.map(async (key) => {
      const { record } = await sam.module.call({ command: 'transition', record: key.record, to: 'suspended' });
      return { key, row: await sealKey(sam.module, { ...key, record }, sam.clock()) };
    }),
  );
  const effect = async (trx: Transaction<Ledger>) => {
    for (const { key, row } of frozen) await swapKey(trx, key, row);
  };
  return { keys: keys.map(({ key }) => key), effect };
}
