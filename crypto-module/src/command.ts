import type { DigestScheme, LegacyScheme, MessageScheme } from '@chancery/pki/notation';
import type { KeyAlgorithm } from './key-algorithm.ts';
import type { KeyRecord } from './key-record.ts';
import type { KeyState, TransitionSet } from './key-state.ts';

/** Sole-control level of a key, fixed at generation (EN 419 241-1). */
export type Scal = 1 | 2;

/** The keys a lane attests with, each for one type of object. */
export type AttestationKey = 'statement' | 'sad' | 'checkpoint';

/** A new key pair, wrapped and bound. With an owner it is born `assigned`, without one `generated`, under the policy `pool`. */
export interface GenerateCommand {
  readonly command: 'generate';
  readonly keyId: string;
  readonly owner: string | null;
  readonly algorithm: KeyAlgorithm;
  readonly scal: Scal;
  readonly policy: string;
}
/** The record after a state change; the old one stays authentic, so the caller compares and swaps on version and MAC. */
export interface TransitionCommand {
  readonly command: 'transition';
  readonly record: KeyRecord;
  readonly to: KeyState;
  readonly set?: TransitionSet;
}
/** The same key under this generation of the key-encryption key of its SCAL, whatever its state; the caller compares and swaps. */
export interface RewrapCommand {
  readonly command: 'rewrap';
  readonly record: KeyRecord;
  readonly generation: number;
}
/** Signs every digest on one unwrapped key, or none. Only in state `active`. */
export interface SignCommand {
  readonly command: 'sign';
  readonly record: KeyRecord;
  readonly scheme: DigestScheme | LegacyScheme;
  readonly digests: readonly Uint8Array[];
}
/** The same for a key that signs the message itself, of 64 KiB at most. */
export interface SignMessagesCommand {
  readonly command: 'sign-messages';
  readonly record: KeyRecord;
  readonly scheme: MessageScheme;
  readonly messages: readonly Uint8Array[];
}
/** PKCS#10 request (RFC 2986) signed by the key itself, in state `assigned` or `cert_pending`; `spki` is the record's. */
export interface CsrCommand {
  readonly command: 'csr';
  readonly record: KeyRecord;
  readonly spki: Uint8Array;
  readonly subjectDer: Uint8Array;
}
/**
 * ES256 over a JWS signing input (RFC 7515, 5.1) whose header says `alg: ES256` and, as `typ`, the key's own type:
 * `chancery-intent+jwt`, `chancery-sad+jwt` or `chancery-checkpoint+jwt`.
 */
export interface AttestCommand {
  readonly command: 'attest';
  readonly key: AttestationKey;
  readonly payload: Uint8Array;
}
export interface AttestPublicCommand {
  readonly command: 'attest-public';
  readonly key: AttestationKey;
}
/** HMAC over one row of one table, in the caller's canonical form. */
export interface RowMacCommand {
  readonly command: 'row-mac';
  readonly table: string;
  readonly row: Uint8Array;
}
export interface RowVerifyCommand {
  readonly command: 'row-verify';
  readonly table: string;
  readonly row: Uint8Array;
  readonly mac: Uint8Array;
}
/** HMAC over one 32-octet value by the key of PIN verifiers or by that of one-time passwords, and by no other. */
export interface PepperCommand {
  readonly command: 'pepper';
  readonly key: 'pepper' | 'otp';
  readonly value: Uint8Array;
}
/**
 * The ECDH shared secret (NIST SP 800-56A, 5.7.1.2: the x-coordinate, 32 octets) of a sender's ephemeral key and the
 * SAM's encryption key. The rest of ECDH-ES+A256KW (RFC 7518, 4.6) is no secret of the module.
 */
export interface AgreeCommand {
  readonly command: 'agree';
  readonly ephemeral: EphemeralJwk;
}
export interface EncryptionPublicCommand {
  readonly command: 'encryption-public';
}
/** A throwaway key of this kind goes the whole way: made, wrapped, refused when changed, unwrapped, signing a random digest. */
export interface SelfTestCommand {
  readonly command: 'self-test';
  readonly algorithm: KeyAlgorithm;
  readonly scal: Scal;
}

/** Everything a lane does. There is no raw operation among these. */
export type LaneCommand =
  | GenerateCommand
  | TransitionCommand
  | RewrapCommand
  | SignCommand
  | SignMessagesCommand
  | CsrCommand
  | AttestCommand
  | AttestPublicCommand
  | RowMacCommand
  | RowVerifyCommand
  | PepperCommand
  | AgreeCommand
  | EncryptionPublicCommand
  | SelfTestCommand;

/** A P-256 point (RFC 7518, 6.2.1): 32 octets each, base64url. */
export interface EphemeralJwk {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}
/** A P-256 public key (RFC 7517); `kid` is its thumbprint (RFC 7638). */
export interface AttestationJwk extends EphemeralJwk {
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
}
/** The key that secrets are encrypted to; `kid` likewise. */
export interface EncryptionJwk extends EphemeralJwk {
  readonly kid: string;
  readonly alg: 'ECDH-ES+A256KW';
  readonly use: 'enc';
}

export interface LaneResults {
  readonly generate: { readonly record: KeyRecord; readonly spki: Uint8Array };
  readonly transition: { readonly record: KeyRecord };
  /** Null for a key that is under this generation already, or a newer one. */
  readonly rewrap: { readonly record: KeyRecord | null };
  readonly sign: { readonly signatures: readonly Uint8Array[] };
  readonly 'sign-messages': { readonly signatures: readonly Uint8Array[] };
  readonly csr: { readonly der: Uint8Array };
  readonly attest: { readonly signature: Uint8Array };
  readonly 'attest-public': { readonly jwk: AttestationJwk };
  readonly 'row-mac': { readonly mac: Uint8Array };
  readonly 'row-verify': { readonly ok: boolean };
  readonly pepper: { readonly mac: Uint8Array };
  readonly agree: { readonly secret: Uint8Array };
  readonly 'encryption-public': { readonly jwk: EncryptionJwk };
  readonly 'self-test': SelfTestResult;
}
/** `trusted` is the key-encryption key's CKA_TRUSTED. */
export interface SelfTestResult {
  readonly spki: Uint8Array;
  readonly values: readonly SelfTestValue[];
  readonly trusted: boolean;
}
/** For the caller to verify: whoever made it does not judge it. */
export interface SelfTestValue {
  readonly scheme: DigestScheme;
  readonly digest: Uint8Array;
  readonly signature: Uint8Array;
}
export type LaneResult<C extends LaneCommand> = LaneResults[C['command']];

/**
 * A cryptographic module (EN 419 221-5), reached only by typed commands.
 * `call` settles exactly once. @throws CryptoModuleError
 */
export interface CryptoModule {
  call<C extends LaneCommand>(command: C): Promise<LaneResult<C>>;
  close(): Promise<void>;
  /** Where the module has tokens: what each of them is worth now. */
  tokens?(): readonly TokenState[];
}

/** One token of a module. */
export interface TokenState {
  readonly label: string;
  /** It takes calls. */
  readonly ok: boolean;
  /** Since when it takes none (RFC 3339), and what it said last. */
  readonly since?: string;
  readonly reason?: string;
  /** T: keys may be wrapped again under a trusted key-encryption key; N: they never leave the one they are under. */
  readonly profile: KekProfile;
}
export type KekProfile = 'T' | 'N';
