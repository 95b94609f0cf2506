import type { KeyHeader } from '@chancery/crypto-module';

/** What makes a key one for one signature: its policy, which the module's MAC over the record covers. */
const suffix = '-once';

/** Seconds: as long as an intent may last. */
const life = 3_600;

export function oneTimePolicy(scal: number): string {
  return `scal${scal}${suffix}`;
}

export function isOneTime({ policy }: KeyHeader): boolean {
  return policy.endsWith(suffix);
}

/** When nothing can be signed with it any more, unix seconds after it got its owner; undefined for a key that lasts. */
export function endOf(header: KeyHeader): number | undefined {
  return isOneTime(header) ? (header.assignedAt ?? header.created) + life : undefined;
}

/** When to look whether it was used; null for a key that lasts, and for one that is gone. */
export function untilOf(header: KeyHeader): Date | null {
  const end = header.state === 'destroyed' ? undefined : endOf(header);
  return end === undefined ? null : new Date(end * 1000);
}
