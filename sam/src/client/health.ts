/** One part without which nothing is signed; `since` and `reason` where it fails. Times in RFC 3339. */
export type HealthCheck = {
  readonly name: string;
  readonly ok: boolean;
  readonly since?: string;
  readonly reason?: string;
};

export type HealthReport = { readonly status: 'ok' | 'unready'; readonly checks: readonly HealthCheck[] };
