import type { Transaction } from 'kysely';
import type { Ledger } from '../database/ledger.ts';
import { keysOf, sealKey, swapKey } from '../keys/key-store.ts';
import type { Sam } from '../sam.ts';
import { voided } from './void.ts';

/** Suspends every active SCAL2 key of a signer: what was approved before signs nothing either (EN 419 241-1, SRC_SA). */
export function freezeKeys(sam: Sam, signer: string) {
  return moveKeys(sam, signer, 'active', 'suspended');
}

/** They sign again, by approvals to come: of those before the freeze, and of those before this, none is worth anything. */
export function releaseKeys(sam: Sam, signer: string) {
  return moveKeys(sam, signer, 'suspended', 'active');
}

async function moveKeys(sam: Sam, signer: string, from: 'active' | 'suspended', to: 'active' | 'suspended') {
  const keys = (await keysOf(sam.db, sam.module, signer)).filter(
    ({ header }) => header.scal === 2 && header.state === from,
  );
  const moved = await Promise.all(
    keys.map(async (key) => {
      const { record } = await sam.module.call({ command: 'transition', record: key.record, to });
      return { key, row: await sealKey(sam.module, { ...key, record }, sam.clock()) };
    }),
  );
  const over = await voided(sam, signer);
  const effect = async (trx: Transaction<Ledger>) => {
    await over(trx);
    for (const { key, row } of moved) await swapKey(trx, key, row);
  };
  return { keys: keys.map(({ key }) => key), effect };
}
