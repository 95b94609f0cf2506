import { ScaError } from '../sca-error.ts';
import type { Stamp } from './level.ts';

/** An authority that is away is one word here, whatever it was that failed. */
export function honest(stamp: Stamp): Stamp {
  return async (imprint, digest) =>
    stamp(imprint, digest).catch((cause: unknown) => {
      throw new ScaError('time-stamp-missing', 'no time-stamping authority gave a time-stamp', { cause });
    });
}
