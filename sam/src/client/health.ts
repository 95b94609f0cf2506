import type { Scal } from './key.ts';

/** One part without which nothing is signed; `since` and `reason` where it fails. Times in RFC 3339. */
export type HealthCheck = {
  readonly name: string;
  readonly ok: boolean;
  readonly since?: string;
  readonly reason?: string;
};

/** Keys of one kind made ahead. A low pool stops nothing: when it is empty, keys are made while their signers wait. */
export type PoolStanding = {
  readonly algorithm: string;
  readonly scal: Scal;
  readonly ready: number;
  readonly size: number;
  readonly low: boolean;
};

export type HealthReport = { readonly status: 'ok' | 'unready'; readonly checks: readonly HealthCheck[] };
