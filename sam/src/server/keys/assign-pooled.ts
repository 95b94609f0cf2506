import type { KeyRecord } from '@chancery/crypto-module';
import { asRefusal } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { claimPooled, type PooledKind, requirePooled } from './pooled-key.ts';

/** Whose key it will be, under which name and for what. */
export interface WantedKey extends PooledKind {
  readonly signer: string;
  readonly key: string;
  readonly policy: string;
}

/** A key of its owner's that nobody has certified yet; `pooled` is what it was called in the pool. */
export interface MadeKey {
  readonly record: KeyRecord;
  readonly spki: Uint8Array;
  readonly pooled?: string;
}

/**
 * A key of the pool, assigned by the module to its owner (EN 419 221-5: once, from a general key alone). Undefined where none is ready,
 * and where what was taken is not what it was: that is written to the log, and nobody gets it.
 */
export async function assignPooled(sam: Sam, wanted: WantedKey): Promise<MadeKey | undefined> {
  if (!sam.pool.keeps(wanted)) return undefined;
  const row = await claimPooled(sam, wanted, wanted);
  sam.pool.refill();
  if (row === undefined) return undefined;
  const { id: pooled, spki } = row;
  try {
    const { signer: owner, key: keyId, policy } = wanted;
    const set = { owner, keyId, policy };
    const command = { command: 'transition', record: await requirePooled(sam, row), to: 'assigned', set } as const;
    return { ...(await sam.module.call(command)), spki, pooled };
  } catch (error) {
    const refusal = asRefusal(error);
    if (refusal?.code !== 'key_state') throw error;
    const about = { actor: 'sam', subject: wanted.signer, object: pooled, reason: refusal.message } as const;
    await sam.audit.record({ ev: 'KEY_CLAIMED', outcome: 'refused', ...about });
    return undefined;
  }
}
