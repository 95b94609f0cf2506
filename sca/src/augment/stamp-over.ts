import { type DigestName, digestOf } from '@chancery/pki';
import { translated } from '../format-refusal.ts';
import type { Stamp } from './level.ts';

/** The token over the digest of what `input` gives. Throws ScaError. */
export async function stampOver(stamp: Stamp, digest: DigestName, input: () => Uint8Array): Promise<Uint8Array> {
  return stamp(digestOf(digest, translated(input)), digest);
}
