/** The passkey as a proof: Web Authentication with the intent hash as challenge and user verification required. */
import type { Fetched, WebauthnAssertion, WebauthnRegistration } from '@chancery/sam/client';
import { fromBase64url, toBase64url } from './base64url.ts';

export class PasskeyError extends Error {
  override readonly name = 'PasskeyError';
  readonly code: 'cancelled' | 'exists' | 'unsupported';

  constructor(code: PasskeyError['code'], cause?: unknown) {
    super(`the passkey was not used: ${code}`, { cause });
    this.code = code;
  }
}

export interface NewPasskey {
  readonly rp: Fetched['rp'];
  /** Opaque, at most 64 bytes; `name` is what the authenticator shows to tell passkeys apart. */
  readonly user: { readonly id: string; readonly name: string };
  readonly known: Fetched['passkeys'];
  readonly challenge: Uint8Array<ArrayBuffer>;
}

/** ES256 and RS256 (RFC 9053, RFC 8812): what the SAM accepts. */
const algorithms = [-7, -257];

export async function createPasskey({ rp, user, known, challenge }: NewPasskey): Promise<WebauthnRegistration> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge,
    rp: { id: rp.id, name: rp.name },
    user: { id: new TextEncoder().encode(user.id), name: user.name, displayName: user.name },
    pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
    attestation: 'none',
    excludeCredentials: known.map(descriptor),
  };
  const made = await attempt(() => navigator.credentials.create({ publicKey }));
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    kind: 'webauthn-registration',
    id: made.id,
    clientDataJSON: encode(response.clientDataJSON),
    attestationObject: encode(response.attestationObject),
    transports: response.getTransports(),
  };
}

export async function proveByPasskey(
  rpId: string,
  passkeys: Fetched['passkeys'],
  challenge: Uint8Array<ArrayBuffer>,
): Promise<WebauthnAssertion> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge,
    rpId,
    allowCredentials: passkeys.map(descriptor),
    userVerification: 'required',
  };
  const given = await attempt(() => navigator.credentials.get({ publicKey }));
  const response = given.response as AuthenticatorAssertionResponse;
  return {
    kind: 'webauthn',
    id: given.id,
    clientDataJSON: encode(response.clientDataJSON),
    authenticatorData: encode(response.authenticatorData),
    signature: encode(response.signature),
  };
}

/** An authenticator that does not answer and a person who says no look the same, on purpose (WebAuthn 14.5). */
async function attempt(ceremony: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  if (typeof PublicKeyCredential === 'undefined') throw new PasskeyError('unsupported');
  try {
    const credential = await ceremony();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (cause) {
    const name = cause instanceof DOMException ? cause.name : '';
    if (name === 'InvalidStateError') throw new PasskeyError('exists', cause);
    if (name === 'NotSupportedError') throw new PasskeyError('unsupported', cause);
    throw new PasskeyError('cancelled', cause);
  }
  throw new PasskeyError('cancelled');
}

function descriptor({ id, transports }: Fetched['passkeys'][number]): PublicKeyCredentialDescriptor {
  const common = { type: 'public-key', id: fromBase64url(id) } as const;
  return transports === undefined ? common : { ...common, transports: transports as AuthenticatorTransport[] };
}

function encode(buffer: ArrayBuffer): string {
  return toBase64url(new Uint8Array(buffer));
}
