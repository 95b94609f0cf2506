import { readClientData } from './client-data.ts';
import type { CscDeps, CscTokens } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import type { CscMethod } from './method.ts';
import type { Parameters } from './parameters.ts';

/**
 * CSC API v1.0.4.0, 11.2: auth/login with HTTP Basic (RFC 7617) or a refresh token. When both come, the refresh token
 * decides. A refresh token goes out only when it was asked for.
 */
export const authLogin: CscMethod = async ({ parameters, authorization }, deps) => {
  const rememberMe = parameters.flag('rememberMe', 'invalidRememberMe');
  readClientData(parameters);
  const tokens =
    parameters.value('refresh_token') === undefined
      ? await byPassword(authorization, rememberMe, deps)
      : await byRefreshToken(parameters, rememberMe, deps);
  const { access_token, refresh_token, expires_in } = tokens;
  return { access_token, ...(rememberMe && refresh_token !== undefined ? { refresh_token } : {}), expires_in };
};

async function byRefreshToken(parameters: Parameters, rememberMe: boolean, deps: CscDeps): Promise<CscTokens> {
  const token = parameters.string('refresh_token', 'refreshTokenNotString');
  const tokens = await deps.refresh(token, rememberMe);
  if (tokens === undefined) throw new CscError('invalidRefreshToken');
  return tokens;
}

async function byPassword(authorization: string | undefined, rememberMe: boolean, deps: CscDeps): Promise<CscTokens> {
  const encoded = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) throw new CscError('malformedAuthentication');
  const userPassword = /^([^:]+):(.+)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8'));
  if (userPassword === null) throw new CscError('malformedUserPassword');
  const tokens = await deps.login(userPassword[1]!, userPassword[2]!, rememberMe);
  if (tokens === undefined) throw new CscError('authenticationError');
  return tokens;
}
