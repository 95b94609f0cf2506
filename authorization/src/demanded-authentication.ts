/** What an application wants of the logins behind its tokens at our APIs (RFC 9470, 3), as operators registered it. */
import { satisfies } from './assurance.ts';
import type { Authentication } from './authentication-claims.ts';

export interface DemandedAuthentication {
  readonly acrValues: readonly string[];
  /** Seconds. */
  readonly maxAge?: number;
}

/** What a token's login lacks of it; undefined when it is enough. `now` in milliseconds. */
export function lackingAuthentication(
  metadata: Readonly<Record<string, unknown>>,
  { acr, auth_time = 0 }: Authentication,
  now: number,
): DemandedAuthentication | undefined {
  const { required_acr_values: values, required_max_age: age } = metadata;
  const acrValues = Array.isArray(values) ? values.map(String) : [];
  const maxAge = typeof age === 'number' ? age : undefined;
  const recent = maxAge === undefined || auth_time >= now / 1000 - maxAge;
  if (recent && satisfies(acr, acrValues)) return undefined;
  return { acrValues, ...(maxAge === undefined ? {} : { maxAge }) };
}
