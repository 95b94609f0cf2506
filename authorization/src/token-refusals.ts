/** The words in which the token endpoint and its neighbours refuse (CSC API v2.0.0.2, 8.4.4); the codes are those of RFC 6749, 5.2. */
import type Provider from 'oidc-provider';
import { errors, type KoaContextWithOIDC } from 'oidc-provider';

const events = [
  'grant.error',
  'revocation.error',
  'introspection.error',
  'pushed_authorization_request.error',
] as const;

export function refuseAsCsc(provider: Provider): void {
  for (const event of events) provider.on(event as 'grant.error', say);
}

function say(ctx: KoaContextWithOIDC, error: errors.OIDCProviderError): void {
  const error_description = words(error, ctx.oidc.params ?? {});
  const { body } = ctx;
  if (error_description === undefined || typeof body !== 'object' || body === null) return;
  ctx.body = { ...body, error_description };
}

type Parameters = Readonly<Record<string, unknown>>;

/** Undefined where the library's own words say it. */
function words(error: errors.OIDCProviderError, parameters: Parameters): string | undefined {
  if (error instanceof errors.InvalidRequest) return ofRequest(error.error_description ?? '');
  if (error instanceof errors.UnsupportedGrantType) return 'Invalid parameter grant_type';
  if (error instanceof errors.InvalidClientAuth) return ofClient(error.error_detail ?? '');
  return error instanceof errors.InvalidGrant ? ofGrant(error.error_detail ?? '', parameters) : undefined;
}

function ofRequest(description: string): string | undefined {
  if (description === 'no client authentication mechanism provided') return 'Missing parameter client_id';
  const [, missing] = /^missing required parameters? '?(\w+)/.exec(description) ?? [];
  return missing && `Missing parameter ${missing}`;
}

/** A `client_id` is no secret (RFC 6749, 2.2): the address of any authorization request has it. */
function ofClient(detail: string): string {
  if (detail === 'client not found') return 'Invalid parameter client_id';
  return detail === 'invalid secret provided' ? 'Invalid parameter client_secret' : 'Client authorization required';
}

function ofGrant(detail: string, { grant_type, code }: Parameters): string {
  if (detail.endsWith('redirect_uri mismatch')) return 'redirect_uri parameter does not match';
  if (detail === 'refresh token is expired') return 'Refresh token expired';
  if (grant_type === 'refresh_token') return 'Invalid parameter refresh_token';
  // Of a code that is over nothing may be kept; only what can never have been one is told apart.
  const written = typeof code === 'string' && /^[\w-]{43}$/.test(code);
  return written ? 'Authorization code is invalid or expired' : 'Invalid parameter code';
}
