/** The identity provider's answer, read only to speak to the person; whether it is true is the SAM's to judge. */
import { fromBase64url, toBase64url } from './base64url.ts';

/** The name in the token if it carries the nonce of this request, else undefined: a login for something else. */
export function loginFor(idToken: string, hash: Uint8Array): { readonly name: string | undefined } | undefined {
  try {
    const payload = new TextDecoder().decode(fromBase64url(idToken.split('.')[1] ?? ''));
    const claims = JSON.parse(payload) as Readonly<Record<string, unknown>>;
    if (claims['nonce'] !== toBase64url(hash)) return undefined;
    return { name: typeof claims['name'] === 'string' ? claims['name'] : undefined };
  } catch {
    return undefined;
  }
}
