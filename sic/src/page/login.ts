/** The identity provider's answer, read only to speak to the person; whether it is true is the SAM's to judge. */
import type { OidcEvidence, SamlEvidence } from '@chancery/sam/client';
import { fromBase64url, toBase64url } from './base64url.ts';

/** As it came back, which is how the SAM takes it. */
export type Login = OidcEvidence | SamlEvidence;

/** The name that the answer gives, if it is one to this request, else undefined: a login for something else, or none. */
export function loginFor(login: Login, hash: Uint8Array): { readonly name: string | undefined } | undefined {
  try {
    return login.kind === 'oidc' ? inToken(login.idToken, hash) : inResponse(login.response, hash);
  } catch {
    return undefined;
  }
}

/** OpenID Connect Core 2. */
function inToken(idToken: string, hash: Uint8Array) {
  const payload = new TextDecoder().decode(fromBase64url(idToken.split('.')[1] ?? ''));
  const claims = JSON.parse(payload) as Readonly<Record<string, unknown>>;
  if (claims['nonce'] !== toBase64url(hash)) return undefined;
  return { name: typeof claims['name'] === 'string' ? claims['name'] : undefined };
}

/** SAML 2.0 Core 3.2.2; a provider that refused answers without an assertion. */
function inResponse(response: string, hash: Uint8Array) {
  const { documentElement: root } = new DOMParser().parseFromString(
    new TextDecoder().decode(fromBase64url(response)),
    'text/xml',
  );
  const id = `_${[...hash].map((octet) => octet.toString(16).padStart(2, '0')).join('')}`;
  const answers =
    root.getAttribute('InResponseTo') === id && root.getElementsByTagNameNS('*', 'Assertion').length === 1;
  return answers ? { name: undefined } : undefined;
}
