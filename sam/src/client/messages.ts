import type { DigestName, LegacyScheme, SignatureScheme } from '@chancery/pki';
import type { DisplayItem, Terms } from './intent.ts';
import type { KeyAlgorithm, Scal } from './key.ts';

/** As many hashes as one approval takes, by a PIN or on the page: what every door says before it comes to the SAM. */
export const mostHashes = 1_000;

/**
 * Common to every purpose. `lifetime` in seconds: 300 unless told, 60 to 3600. `returnUrl`: where the SIC sends the browser
 * afterwards; `moreUrl`: where a person finds the same request anew who needs more time (WCAG 2.2, 2.2.1).
 */
type PrepareCommon = {
  readonly group: string;
  readonly client: string;
  readonly clientName: string;
  readonly returnUrl: string;
  readonly moreUrl?: string;
  readonly lang?: string;
  readonly lifetime?: number;
};

/** `organization` is its id at the SAM; then `idp` is who represents it, or is absent and the organisation approves by its own key. */
export type PrepareEnrol = PrepareCommon & {
  readonly purpose: 'enrol';
  readonly account: string;
  readonly idp?: { readonly issuer: string; readonly subject: string };
  readonly organization?: string;
  /** Whom a registration officer has before him: nothing until he vouches for exactly this. */
  readonly registered?: RegisteredPerson;
};

/**
 * `pin` (SCAL1 only): the explicit PIN of the new credential; it is stretched at once and never stored. `otp`: beside it a one-time password
 * is asked for, sent to the address that her identity provider verified. `by` `client`: approved by an
 * organisation's own key, and by nobody on the approval page. `once`: a key for one signature of a person, which names this challenge as
 * its `parent`.
 */
export type PrepareKeyCreate = PrepareCommon & {
  readonly purpose: 'key.create';
  readonly signer: string;
  readonly algorithm: KeyAlgorithm;
  readonly scal: Scal;
  readonly terms: Terms;
  readonly pin?: string;
  readonly otp?: true;
  readonly by?: 'client';
  readonly once?: true;
};

/**
 * `dtbsr[i]` (b64u digests under `hashOid`) belongs to `display[i]`; at most 1,000. `binds` `sdr`: they are digests of documents whose DTBS/R is
 * not known yet, and nothing of them can be shown. `by` as in PrepareKeyCreate; `parent` exactly for a one-time key.
 */
export type PrepareSign = PrepareCommon & {
  readonly purpose: 'sign';
  readonly signer: string;
  readonly key: string;
  readonly hashOid: DigestName;
  readonly dtbsr: readonly string[];
  readonly display: readonly DisplayItem[];
  readonly binds?: 'sdr';
  readonly by?: 'client';
  readonly parent?: string;
};

/** A factor that this signer adds, changes or removes; `remove` is its id. */
export type PrepareFactorChange = PrepareCommon & {
  readonly purpose: 'factor.change';
  readonly signer: string;
  readonly change: { readonly add: 'webauthn' | 'pin' | 'device' } | { readonly remove: string };
};

/** A key of this signer that is destroyed for good, whatever its state; `by` as in PrepareKeyCreate. */
export type PrepareKeyDelete = PrepareCommon & {
  readonly purpose: 'key.delete';
  readonly signer: string;
  readonly key: string;
  readonly by?: 'client';
};

/** A signature that the signer's phones are asked for at once, without the approval page. As PrepareSign. */
export type PushRequest = Omit<PrepareSign, 'purpose' | 'returnUrl' | 'moreUrl' | 'by' | 'parent'>;

/** `signer`: whom it must have been asked of, where it is a person who wants to know. */
export type PushedChallenge = { readonly chal: string; readonly client: string; readonly signer?: string };

export type PrepareRequest = PrepareEnrol | PrepareKeyCreate | PrepareSign | PrepareKeyDelete | PrepareFactorChange;

export type Prepared = { readonly chal: string; readonly exp: number };

export type ChallengeState = 'open' | 'activated' | 'refused' | 'cancelled' | 'expired';

/** eIDAS levels of assurance, (EU) 2015/1502. */
export type AssuranceLevel = 'low' | 'substantial' | 'high';

/** The attributes of a person as they stand in the certificate's subject, EN 319 412-2 4.2.4. */
export type SubjectAttributes = {
  readonly commonName: string;
  readonly givenName?: string;
  readonly surname?: string;
  readonly serialNumber?: string;
  readonly country?: string;
};

/** The attributes of a legal person in the certificate's subject, EN 319 412-3 4.2.1. */
export type OrganizationAttributes = {
  readonly commonName: string;
  readonly organization: string;
  readonly organizationIdentifier: string;
  readonly country: string;
};

/** A person as a registration officer has verified her; `subject` is his number for her. */
export type RegisteredPerson = {
  readonly subject: string;
  readonly loa: AssuranceLevel;
  readonly attributes: SubjectAttributes;
};

/** The SAM's identity record of a person, proven at enrolment. */
export type PersonIdentity = {
  readonly kind?: never;
  readonly issuer: string;
  readonly subject: string;
  readonly loa: AssuranceLevel;
  readonly attributes: SubjectAttributes;
};

/** Of a legal person: `issuer` is the SAM whose officers verified it, `subject` its id there. */
export type OrganizationIdentity = {
  readonly kind: 'legal';
  readonly issuer: string;
  readonly subject: string;
  readonly loa: AssuranceLevel;
  readonly attributes: OrganizationAttributes;
};

export type Identity = PersonIdentity | OrganizationIdentity;

/**
 * What an activated challenge brought: by `enrol` signer and identity, by `factor.change` the signer, by
 * `key.create` key, spki and csr, by `key.delete` the key, by `sign` the SAD.
 */
export type ChallengeResult = {
  readonly signer?: string;
  readonly identity?: Identity;
  readonly key?: string;
  readonly spki?: string;
  readonly csr?: string;
  readonly sad?: string;
  readonly sadExp?: number;
};

export type ChallengeStatus = { readonly state: ChallengeState; readonly result?: ChallengeResult };

export type BindRequest = { readonly key: string; readonly chain: readonly string[] };

/**
 * Explicit authorization, SCAL1 only: `n` signatures, bound to `hashes` (b64u) where given. What is more than the hashes waits for an
 * extension that names its hashes. `lifetime` in seconds as in prepare.
 */
export type PinAuthorization = {
  readonly signer: string;
  readonly key: string;
  readonly pin: string;
  readonly otp?: string;
  readonly n: number;
  readonly hashes?: readonly string[];
  readonly client: string;
  readonly lifetime?: number;
};

/** For a key that asks for one beside its PIN; `clientName` stands in the message. */
export type ExplicitOtp = {
  readonly signer: string;
  readonly key: string;
  readonly client: string;
  readonly clientName: string;
};

export type IssuedSad = { readonly sad: string; readonly exp: number };

/**
 * More time for what a SAD allows, never for more of it. `hashes` (b64u) are those of the next calls: for what was approved on the approval
 * page they must be approved ones; what a PIN brought is bound to those that are new, each of them one of the signatures that are left.
 */
export type SadExtension = {
  readonly sad: string;
  readonly client?: string;
  readonly key: string;
  readonly hashes?: readonly string[];
};

/**
 * A repeat with the same `callId` and the same content returns the stored values, for ten minutes. Exactly where the scheme
 * signs messages, `messages` has one (b64u, 64 KiB at most) for each digest, which is the SHA-512 of it. `client`: for whom the SAD
 * is spent, and it must be the one it was issued for; a SAD that a PIN brought is spent for no unnamed one. `documents`: the digest of the
 * document that each of `digests` was made for, where those were authorized; they are spent in its place. For SCAL1 the caller is believed
 * that they belong together; for SCAL2 `attributes` show it (b64u, 64 KiB at most): the signed attributes (DER) that each of `digests` is of, the
 * signing input of a JSON signature, or xades:SignedProperties and behind them the ds:SignedInfo that it is of.
 */
export type SignRequest = {
  readonly sad: string;
  readonly client?: string;
  readonly key: string;
  readonly callId: string;
  readonly scheme: SignatureScheme | LegacyScheme;
  readonly digests: readonly string[];
  readonly messages?: readonly string[];
  readonly documents?: readonly string[];
  readonly attributes?: readonly string[];
};

/** Checkpoints of the audit log that want a time-stamp over the SHA-256 (b64u) of their JWS. */
export type CheckpointsToStamp = { readonly checkpoints: readonly { readonly cp: number; readonly sha256: string }[] };

/** A time-stamp token (RFC 3161, DER in b64u) over that SHA-256. */
export type StampCheckpoint = { readonly cp: number; readonly token: string };

/** b64u, in the order of the digests: RSA of the modulus' length, ECDSA as DER (the form CMS carries). */
export type SignReply = { readonly signatures: readonly string[] };

export type WebauthnAssertion = {
  readonly kind: 'webauthn';
  readonly id: string;
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
};

export type WebauthnRegistration = {
  readonly kind: 'webauthn-registration';
  readonly id: string;
  readonly clientDataJSON: string;
  readonly attestationObject: string;
  readonly transports?: readonly string[];
};

export type OidcEvidence = { readonly kind: 'oidc'; readonly idToken: string };

/** The decision on the approval page and nothing else, for keys of SCAL1: who decides is who the SSA has logged in. */
type ConsentEvidence = { readonly kind: 'consent' };

/** The `SAMLResponse` of an identity provider (SAML 2.0 Bindings 3.5), b64u instead of base64. */
export type SamlEvidence = { readonly kind: 'saml'; readonly response: string };

/**
 * An organisation's approval by its own key: a JWS (RFC 7515, compact) whose payload is the 32 octets of the intent hash, with `typ`
 * `chancery-approval`, `kid` and `alg` ES256, ES384, PS256 or PS384 in its protected header.
 */
export type ClientEvidence = { readonly kind: 'client'; readonly jws: string };

/**
 * A PIN as it was typed on the approval page, which no one between the page and the SAM can read: a JWE (RFC 7516, compact) to
 * the SAM's encryption key by ECDH-ES+A256KW and A256GCM, whose protected header is exactly `alg`, `enc`, `epk`, `kid`, `typ`
 * `chancery-pin` and `ih` (b64u). `pin-registration` brings a new one.
 */
export type PinEvidence = { readonly kind: 'pin' | 'pin-registration'; readonly jwe: string };

/** A one-time password as it was typed, encrypted likewise; `typ` is `chancery-otp`. */
export type OtpEvidence = { readonly kind: 'otp'; readonly jwe: string };

/** What a phone signed after its user was verified and had typed the number of the approval page: docs/mobile-id.md. */
export type DeviceEvidence = { readonly kind: 'device'; readonly jws: string };

/** The enrolment ticket that the SAM gives to a registration officer, and he to the person before him. */
export type TicketEvidence = { readonly kind: 'ticket'; readonly ticket: string };

/** A proof that the signer agreed; each carries the intent hash. Binary values are b64u. */
export type Evidence =
  | WebauthnAssertion
  | WebauthnRegistration
  | OidcEvidence
  | SamlEvidence
  | ConsentEvidence
  | ClientEvidence
  | PinEvidence
  | OtpEvidence
  | DeviceEvidence
  | TicketEvidence;

/** What the approval page starts from. Only `statement` (a JWS over the intent) is proof; the rest helps to gather evidence. */
export type Fetched = {
  readonly statement: string;
  readonly state: ChallengeState;
  readonly returnUrl: string;
  readonly passkeys: readonly { readonly id: string; readonly transports?: readonly string[] }[];
  readonly rp: { readonly id: string; readonly name: string };
  readonly idp?: { readonly authorizeUrl: string };
  /** Where one of the ways asks for a secret: what it is encrypted to. */
  readonly encryption?: EncryptionKey;
  /** Of the signer's own PIN: how many attempts are left, and until when (unix seconds) there is none. */
  readonly pin?: { readonly left: number; readonly lockedUntil?: number };
  readonly otp?: OtpStanding;
  readonly device?: DeviceStanding;
};

/**
 * Of the signer's phones, by their models: once they were asked, the number to type there; until when (unix seconds) none is asked,
 * after too many questions without an answer.
 */
export type DeviceStanding = {
  readonly models: readonly string[];
  readonly number?: string;
  readonly notBefore?: number;
};

/** Something a signer approves with; `since` in unix seconds, `label` a phone's model. */
export type FactorInfo = {
  readonly id: string;
  readonly kind: 'webauthn' | 'pin' | 'device';
  readonly since: number;
  readonly label?: string;
};

/** What a device that joins has to know: its name, and the keys whose statements it believes. */
export type DeviceJoined = { readonly device: string; readonly keys: readonly StatementKey[] };

/** How a ticket stands: the phone that has joined by it, and the six digits to compare with those that it shows. */
export type TicketStanding = {
  readonly state: 'open' | 'joined' | 'active';
  readonly model?: string;
  readonly sas?: string;
};

/** What a device's message brought: to `list` the requests that wait, else nothing. */
export type DeviceReply = {
  readonly requests?: readonly { readonly chal: string; readonly statement: string }[];
};

/**
 * Of one-time passwords: where they go (masked), how many attempts are left, until when (unix seconds) the last one holds, and from
 * when on another one may be asked for.
 */
export type OtpStanding = {
  readonly to: string;
  readonly left: number;
  readonly exp?: number;
  readonly again: number;
};

export type Approval = { readonly chal: string; readonly evidence: readonly Evidence[] };

export type ClientApproval = { readonly chal: string; readonly evidence: ClientEvidence };

/** `ticket`: of a change that adds a device, for the page that approved it alone. */
export type Returned = { readonly returnUrl: string; readonly ticket?: string };

/** A P-256 public key of the SAM, RFC 7517; `kid` is its RFC 7638 thumbprint. */
export type StatementKey = {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly kid: string;
  readonly alg: 'ES256';
  readonly use: 'sig';
};

/** What secrets are encrypted to; `kid` likewise. */
export type EncryptionKey = Omit<StatementKey, 'alg' | 'use'> & {
  readonly alg: 'ECDH-ES+A256KW';
  readonly use: 'enc';
};
