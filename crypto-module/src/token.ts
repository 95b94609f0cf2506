import type { DigestScheme, LegacyScheme, OptionalAlgorithm, SignatureScheme } from '@chancery/pki/notation';
import type { AttestationKey, EphemeralJwk, Scal } from './command.ts';
import type { KeyAlgorithm } from './key-algorithm.ts';
import type { KeyHeader } from './key-record.ts';

/**
 * The keys of a module as a lane uses them. Every one has a single use: a key-encryption key for each SCAL, one HMAC key each
 * for records, rows, PIN verifiers and one-time passwords, one P-256 key for each type of attestation and one for agreement.
 * A signing key passes through, wrapped before and after.
 */
export interface Token {
  /** What the operator allows beyond the ordinary. */
  readonly switchedOn: readonly OptionalAlgorithm[];
  /** The key-encryption keys of this SCAL, the newest first: new keys are wrapped under that one. */
  wrappingKeys(scal: Scal): readonly WrappingKey[];
  /** Looks for key-encryption keys made since; a lane that meets a generation it does not know asks once. */
  lookAgain(): void;
  /** A fresh pair, wrapped. @throws CryptoModuleError `algorithm` for a kind this token does not make */
  generate(algorithm: KeyAlgorithm, under: WrappingKey): Promise<WrappedPair>;
  /**
   * Unwraps, runs `use`, and destroys the key whatever happened. The header must be believed already.
   * @throws CryptoModuleError `record-invalid` for a blob that does not unwrap
   */
  withKey<T>(header: UnwrapHeader, blob: Uint8Array, use: (key: OpenKey) => T | Promise<T>): Promise<T>;
  /**
   * The key of a blob under another key-encryption key, without leaving the token in the clear. The header must be believed already.
   * @throws CryptoModuleError `policy` where a key that is unwrapped may not be wrapped again, `record-invalid`
   */
  rewrap(header: UnwrapHeader, blob: Uint8Array, under: WrappingKey): Uint8Array;
  /** HMAC-SHA256 with the key named */
  mac(key: MacKey, ...parts: readonly Uint8Array[]): Uint8Array;
  /** Whether it is such a MAC, by this key in any generation that the token holds; in constant time. */
  verifyMac(key: MacKey, mac: Uint8Array, ...parts: readonly Uint8Array[]): boolean;
  /** ES256, raw r || s (RFC 7518, 3.4) */
  attest(key: AttestationKey, payload: Uint8Array): Uint8Array;
  attestationPublicKey(key: AttestationKey): Point;
  /** ECDH with the encryption key: the x-coordinate. @throws CryptoModuleError `input` for a point not on the curve */
  agree(ephemeral: EphemeralJwk): Uint8Array;
  encryptionPublicKey(): Point;
  random(length: number): Uint8Array;
}

export type MacKey = 'record-binding' | 'row-mac' | 'pepper' | 'otp';

/** What a record says about the key that wraps it. */
export interface WrappingKey {
  readonly id: string;
  readonly generation: number;
  /** First three bytes of the zero block under the key */
  readonly checkValue: Uint8Array;
  /** Number of the mechanism of RFC 5649 as this token knows it */
  readonly mechanism: number;
  /** CKA_TRUSTED: what it unwraps may be wrapped again, by its like alone (profile T), else not at all (profile N). */
  readonly trusted: boolean;
}

export interface WrappedPair {
  readonly spki: Uint8Array;
  readonly blob: Uint8Array;
}

/** What unwrapping depends on. */
export type UnwrapHeader = Pick<KeyHeader, 'algorithm' | 'scal' | 'kekId' | 'kekGeneration' | 'wrapMechanism'>;

/** A signing key inside the lane or the token, for the length of one command. */
export interface OpenKey {
  /** Undefined where the token does not tell: then only a signature shows which key it is. */
  spki(): Uint8Array | undefined;
  /** @throws CryptoModuleError `algorithm`, `input` */
  sign(scheme: DigestScheme | LegacyScheme, digest: Uint8Array): Uint8Array;
  /** Over a message, with whatever scheme this key has. @throws CryptoModuleError `algorithm` */
  signMessage(scheme: SignatureScheme, message: Uint8Array): Uint8Array;
}

/** Coordinates on P-256, 32 octets each. */
export interface Point {
  readonly x: Uint8Array;
  readonly y: Uint8Array;
}
