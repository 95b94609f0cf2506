/** What an application is registered with beyond a secret: the subject of its certificate, and what its tokens are bound to. */
import Type from 'typebox';
import { webAddress, word } from './text.ts';

const named = (what: string) =>
  Type.Optional(
    Type.String({ pattern: '^[^\\x00-\\x1f\\x7f]{1,1000}$', description: `With \`tls_client_auth\`: ${what}` }),
  );

/** RFC 8705, 2.1.2: one of them. */
export const clientSubject = {
  tls_client_auth_subject_dn: named('the subject of its certificate (RFC 4514)'),
  tls_client_auth_san_dns: named('a DNS name in its certificate'),
  tls_client_auth_san_uri: named('a URI in its certificate'),
  tls_client_auth_san_ip: named('an address in its certificate'),
  tls_client_auth_san_email: named('a mail address in its certificate'),
};

export const requests = {
  require_pushed_authorization_requests: Type.Optional(
    Type.Boolean({ description: 'It asks by what it has pushed, and by nothing else (RFC 9126)' }),
  ),
  require_signed_request_object: Type.Optional(
    Type.Boolean({ description: 'It signs what it asks, with a key of `jwks` (RFC 9101)' }),
  ),
  profile: Type.Optional(
    word(
      ['fapi2'],
      'The FAPI 2.0 Security Profile: pushed requests, a key or certificate, tokens that are bound to one, and no secret',
    ),
  ),
};

export const logout = {
  backchannel_logout_uri: Type.Optional(
    webAddress('Where it is told that somebody has logged out (OpenID Connect Back-Channel Logout)'),
  ),
  backchannel_logout_session_required: Type.Optional(
    Type.Boolean({ description: 'It wants to know of which session (`sid`)' }),
  ),
};

export const boundTokens = {
  dpop_bound_access_tokens: Type.Optional(
    Type.Boolean({ description: 'It proves its key with every request, and has no token without (RFC 9449)' }),
  ),
  tls_client_certificate_bound_access_tokens: Type.Optional(
    Type.Boolean({
      description: 'Its tokens are worth nothing without the certificate that they were asked for with (RFC 8705, 3)',
    }),
  ),
};
