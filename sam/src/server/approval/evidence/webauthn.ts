import { createHash, createPublicKey, verify } from 'node:crypto';
import type { WebauthnAssertion } from '../../../client/index.ts';
import type { PasskeyData } from '../../factors/factor.ts';
import { refuse } from '../../refusal.ts';
import { parseAuthenticatorData, requireVerifiedUser } from './authenticator-data.ts';
import { checkClientData } from './client-data.ts';

/** The approval page that an assertion must come from, and the intent it must carry. */
export type Ceremony = { readonly ih: Uint8Array; readonly origin: string; readonly rpId: string };

/**
 * Verifies an assertion (WebAuthn level 3, 7.2) of a registered passkey: the challenge is the intent hash, the origin is the
 * approval page's, the user was verified. Returns the signature counter, to be raised with the activation.
 * Refuses with `evidence_invalid`.
 */
export function verifyAssertion(assertion: WebauthnAssertion, passkey: PasskeyData, ceremony: Ceremony): number {
  const clientData = Buffer.from(assertion.clientDataJSON, 'base64url');
  const authenticatorData = Buffer.from(assertion.authenticatorData, 'base64url');
  checkClientData(clientData, { type: 'webauthn.get', ih: ceremony.ih, origin: ceremony.origin });
  const data = parseAuthenticatorData(authenticatorData);
  requireVerifiedUser(data, ceremony.rpId);
  const signed = Buffer.concat([authenticatorData, createHash('sha256').update(clientData).digest()]);
  requireSignature(passkey, signed, Buffer.from(assertion.signature, 'base64url'));
  return data.counter;
}

// 7.2 step 21. ES256 arrives as DER, which is what node verifies; both algorithms hash with SHA-256.
function requireSignature({ spki }: PasskeyData, signed: Uint8Array, signature: Uint8Array): void {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' });
  if (!verify('sha256', signed, key, signature)) refuse('evidence_invalid', 'the assertion’s signature is wrong');
}
