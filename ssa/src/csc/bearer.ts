import { tokenIn } from '../http/possession.ts';
import type { CscBearer, CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import type { Parameters } from './parameters.ts';

/**
 * Who calls: a service token in `Authorization` and nowhere else (RFC 6750, 2.1; RFC 9449, 7.1). A credential-scope token does
 * where the method allows it.
 */
export async function requireBearer(
  authorization: string | undefined,
  deps: CscDeps,
  ...scopes: readonly ('service' | 'credential' | 'credential-creation' | 'credential-deletion')[]
): Promise<CscBearer> {
  const token = presentedToken(authorization);
  const bearer = await deps.bearer(token);
  if (bearer === undefined) throw new CscError((await deps.isOver(token)) ? 'expiredToken' : 'invalidToken');
  if (!scopes.some((scope) => bearer.scopes.includes(scope))) throw new CscError('unauthorizedClient');
  if (bearer.lacking) throw new CscError('insufficientAuthentication', { challenge: stepUp(bearer.lacking) });
  return bearer;
}

/** What it sent, as it may write it. */
export function readable(parameters: Parameters, { compatibility }: CscBearer): Parameters {
  return compatibility ? parameters.fromTexts() : parameters;
}

/** RFC 9470, 3: what another login must be. */
function stepUp({ acrValues, maxAge }: NonNullable<CscBearer['lacking']>): string {
  const classes = acrValues.length > 0 ? `, acr_values="${acrValues.join(' ')}"` : '';
  const age = maxAge === undefined ? '' : `, max_age="${maxAge}"`;
  return `Bearer error="insufficient_user_authentication"${classes}${age}`;
}

/** The token of a header, as it came. @throws CscError */
export function presentedToken(authorization: string | undefined): string {
  const token = tokenIn(authorization);
  if (token === undefined) throw new CscError('malformedHeader');
  return token;
}
