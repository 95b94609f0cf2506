/**
 * A WebAuthn authenticator in software (Web Authentication level 3, clause 6): ES256 passkeys, always user-verified,
 * attestation `none`. For scripts and tests: whoever holds the object, or its JSON, holds the keys.
 *
 * Like a real authenticator it believes its client about the origin; the browser around it is what checks origins.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import { SandboxError } from '../error.ts';
import { encodeCbor } from './cbor.ts';

export interface PasskeyUser {
  readonly id: Uint8Array;
  readonly name: string;
  readonly displayName: string;
}

/** `challenge` in octets; `origin` is what clientDataJSON will say. */
export interface CreateRequest {
  readonly rpId: string;
  readonly origin: string;
  readonly challenge: Uint8Array;
  readonly user: PasskeyUser;
}

export interface GetRequest {
  readonly rpId: string;
  readonly origin: string;
  readonly challenge: Uint8Array;
  /** b64u; without it, any passkey of that rpId. */
  readonly credentialId?: string;
}

/** Binary members in b64u, ready for JSON. */
export interface CreatedPasskey {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
  readonly transports: readonly string[];
}

export interface Assertion {
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
}

/** One passkey as JSON keeps it: a private key in JWK, plain. */
export interface StoredPasskey {
  readonly id: string;
  readonly rpId: string;
  readonly userId: string;
  readonly userName: string;
  readonly counter: number;
  readonly key: JsonWebKey;
}

/** Web Authentication 6.1: bits of the flags octet. */
const flags = { userPresent: 0x01, userVerified: 0x04, attestedData: 0x40 };
const aaguid = new Uint8Array(16);

export class SoftwareAuthenticator {
  readonly #passkeys = new Map<string, StoredPasskey>();

  /** An authenticator with the passkeys that `toJSON` gave. */
  static fromJSON(stored: readonly StoredPasskey[]): SoftwareAuthenticator {
    const authenticator = new SoftwareAuthenticator();
    for (const passkey of stored) authenticator.#passkeys.set(passkey.id, passkey);
    return authenticator;
  }

  toJSON(): readonly StoredPasskey[] {
    return [...this.#passkeys.values()];
  }

  /** The ids (b64u) of the passkeys for a relying party. */
  passkeysOf(rpId: string): readonly string[] {
    return this.toJSON()
      .filter((passkey) => passkey.rpId === rpId)
      .map((passkey) => passkey.id);
  }

  /** authenticatorMakeCredential (6.3.2): a new passkey, counter zero. */
  create({ rpId, origin, challenge, user }: CreateRequest): CreatedPasskey {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const id = randomBytes(32);
    const stored = {
      id: b64u(id),
      rpId,
      userId: b64u(user.id),
      userName: user.name,
      counter: 0,
      key: privateKey.export({ format: 'jwk' }),
    };
    this.#passkeys.set(stored.id, stored);
    const attested = Buffer.concat([aaguid, Buffer.of(0, id.length), id, coseKey(privateKey)]);
    const all = flags.userPresent | flags.userVerified | flags.attestedData;
    return {
      id: stored.id,
      clientDataJSON: b64u(clientData('webauthn.create', challenge, origin)),
      attestationObject: b64u(attestationObject(authenticatorData(rpId, all, 0, attested))),
      transports: ['internal'],
    };
  }

  /** authenticatorGetAssertion (6.3.3): counts up by one. Throws SandboxError `no-passkey`. */
  get({ rpId, origin, challenge, credentialId }: GetRequest): Assertion {
    const passkey = this.#find(rpId, credentialId);
    const counter = passkey.counter + 1;
    this.#passkeys.set(passkey.id, { ...passkey, counter });
    const data = authenticatorData(rpId, flags.userPresent | flags.userVerified, counter);
    const client = clientData('webauthn.get', challenge, origin);
    const key = createPrivateKey({ key: passkey.key, format: 'jwk' });
    const signature = sign('sha256', Buffer.concat([data, createHash('sha256').update(client).digest()]), key);
    return { id: passkey.id, clientDataJSON: b64u(client), authenticatorData: b64u(data), signature: b64u(signature) };
  }

  #find(rpId: string, id: string | undefined): StoredPasskey {
    const found = this.toJSON().find((passkey) => passkey.rpId === rpId && (id === undefined || passkey.id === id));
    if (!found) throw new SandboxError('no-passkey', `This authenticator has no such passkey for ${rpId}.`);
    return found;
  }
}

/** CollectedClientData in the serialization of 5.8.1.1. */
function clientData(type: string, challenge: Uint8Array, origin: string): Buffer {
  return Buffer.from(JSON.stringify({ type, challenge: b64u(challenge), origin, crossOrigin: false }));
}

/** 6.1: rpIdHash, flags, signature counter, attested credential data. */
function authenticatorData(rpId: string, bits: number, counter: number, attested = Buffer.alloc(0)): Buffer {
  const count = Buffer.alloc(4);
  count.writeUInt32BE(counter);
  return Buffer.concat([createHash('sha256').update(rpId).digest(), Buffer.of(bits), count, attested]);
}

/** 8.7: the attestation that says nothing. */
function attestationObject(authData: Uint8Array): Buffer {
  return encodeCbor(
    new Map<string, string | Uint8Array | Map<string, never>>([
      ['fmt', 'none'],
      ['attStmt', new Map<string, never>()],
      ['authData', authData],
    ]),
  );
}

/** COSE_Key of an ES256 key, RFC 9053 7.1.1. */
function coseKey(privateKey: KeyObject): Buffer {
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return encodeCbor(
    new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, 'base64url')],
      [-3, Buffer.from(y, 'base64url')],
    ]),
  );
}

function b64u(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
