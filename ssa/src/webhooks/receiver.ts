import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

/** What is told is nobody else's business: TLS, except where all of it is a sandbox. */
export function schemesOf({ sandbox }: Pick<SsaDeps, 'sandbox'>) {
  return sandbox === false ? (['https'] as const) : (['https', 'http'] as const);
}

/** Throws SsaError for an address that nothing would ever be posted to; names are looked up at each delivery. */
export function requireReceiver(deps: Pick<SsaDeps, 'outward' | 'sandbox'>, url: string): void {
  try {
    deps.outward.requireAllowed(url, schemesOf(deps));
  } catch (cause) {
    throw new SsaError('invalid_request', `Nothing can be posted there: ${(cause as Error).message}.`, { cause });
  }
}
