import { presentedToken } from './bearer.ts';
import type { CscBearer, CscCredential, CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import type { CscCall } from './method.ts';

/**
 * The SAD as the request brings it. v1 wants it in the body. v2 (2.2, 11.13) does without where the header's token is the authorization
 * itself, one of scope credential; who sends it in both places sends the same, and once it was extended its successor beside it: that is no
 * token, and goes into the body alone. @throws CscError
 */
export function readSad({ dialect, parameters, authorization }: CscCall, { scopes }: CscBearer): string {
  if (dialect === 'v1' || !scopes.includes('credential')) return parameters.string('SAD', 'missingSad');
  const token = presentedToken(authorization);
  const given = parameters.optionalString('SAD', 'missingSad') ?? token;
  if (given !== token && !isExtension(given)) throw new CscError('invalidSad');
  return given;
}

/** No token has a point in it, and every SAD of the SAM's own has one. */
function isExtension(sad: string): boolean {
  return sad.includes('.');
}

/**
 * The SAM's own SAD: for an explicit credential the one that is given, for oauth2code what the access token given stands for, or what an
 * extension gave in its place, of which the SAM compares client and key. @throws CscError
 */
export async function samSad(
  given: string,
  credential: CscCredential,
  bearer: CscBearer,
  deps: CscDeps,
): Promise<string> {
  const ofSam = credential.authMode === 'explicit' || isExtension(given);
  const sad = ofSam ? given : await deps.sadOfToken(given, credential.credentialID, bearer);
  if (sad === undefined || !mayBeSad(sad)) throw new CscError('invalidSad');
  return sad;
}

/** The SAM's own handle, `<challenge>.<secret>`: what does not look like one is not asked about. */
function mayBeSad(sad: string): boolean {
  return /^[A-Za-z0-9._-]{1,200}$/.test(sad);
}
