/** What ID token, userinfo and introspection say of the login behind a token (OpenID Connect Core 2 and 5.3; RFC 9470, 6.2). */
import type { AccessToken, AuthorizationCode, KoaContextWithOIDC, RefreshToken } from 'oidc-provider';
import { levelOf } from './assurance.ts';

export interface Authentication {
  readonly acr?: string;
  readonly amr?: readonly string[];
  /** Unix seconds. */
  readonly auth_time?: number;
}

type Source = Pick<AuthorizationCode | RefreshToken, 'acr' | 'amr' | 'authTime'>;

/** Kept with an access token: of the code or the refresh token that it is issued for. */
export function authenticationBehind({ oidc }: KoaContextWithOIDC): Authentication | undefined {
  const { AuthorizationCode, RefreshToken } = oidc.entities;
  const source = AuthorizationCode ?? RefreshToken;
  return source && ofSource(source);
}

function ofSource({ acr, amr, authTime }: Source): Authentication {
  const told = authTime === undefined ? {} : { auth_time: authTime };
  return { ...(acr ? { acr } : {}), ...(amr ? { amr } : {}), ...told };
}

/** The claims of whoever a code or a token stands for. */
export function claimsOf(sub: string, token: unknown) {
  const { extra, ...source } = (token ?? {}) as Source & Pick<AccessToken, 'extra'>;
  const told: Authentication = extra ?? ofSource(source);
  const level = levelOf(told.acr);
  return { sub, ...told, ...(level ? { level } : {}) };
}
