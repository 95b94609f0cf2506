import { createHash } from 'node:crypto';
import { canonicalize, type Json } from './canonical-json.ts';
import type { KeyAlgorithm, Scal } from './key.ts';
import type { RegisteredPerson } from './messages.ts';

/** The purposes that share one path: what the signer is asked to agree to. */
export type Purpose = 'enrol' | 'key.create' | 'sign' | 'key.delete' | 'factor.change';

/**
 * One document as the signer sees it. `docSha256` is b64u SHA-256 of the original; `viewUrl` is where the SIC page reads it.
 * `application/pdf` is a PDF signed within itself, `file` any document signed as it came (`mediaType`, where known, says how
 * it may be shown), `hash` one that only its sender has.
 */
export type DisplayItem = {
  readonly label: string;
  readonly type: 'application/pdf' | 'file' | 'hash';
  readonly mediaType?: string;
  readonly size: number;
  readonly docSha256: string;
  readonly viewUrl?: string;
};

/** The terms of the TSP accepted with a new key: version, language, b64u SHA-256 of the text and where to read it. */
export type Terms = { readonly version: string; readonly lang: string; readonly sha256: string; readonly url: string };

/** Whose seal it is: the organisation's id at the SAM, its name, and its identifier (EN 319 412-1, 5.1.4). */
export type SealOf = { readonly of: string; readonly organization: string; readonly identifier: string };

/** What becomes of the signer's factors: one is added (a PIN: set, in the place of an earlier one) or removed; `label` is a phone's model. */
export type FactorChange =
  | { readonly add: 'webauthn' | 'pin' | 'device' }
  | { readonly remove: string; readonly kind: 'webauthn' | 'pin' | 'device'; readonly label?: string };

/**
 * What a signer agrees to: built by the SAM alone, every field that steers the key in it. Binary values are b64u, times
 * are unix seconds, `hash` and `algs` are dotted object identifiers, `dtbsr` keeps its order and may repeat a value.
 * `enrol` names the signer to be made (`sub`), the opaque `account` and the identity provider's subject (`idp`), or the `person` whom a
 * registration officer has before him; with `recovery`, the operation by which officers allowed it, a signer who is there begins anew;
 * `key.create` the key to be made (`key`, `kgen`; with `once` for one signature alone) and the `terms`; `sign` the key, its certificate (`cert`, b64u SHA-256, with
 * its issuer's name and its end) and hashes; `key.delete` the key and its certificate; `factor.change` the `change`. `signer_name` is the person's name as the certificate says it, or will;
 * with `seal` the signer is an organisation, and what is made is its seal; `parent` is the challenge whose approval made a one-time key.
 * with `push` the signer's phone is asked without a page, and no number is typed;
 * `extended` names the challenge whose remaining signatures these are, and when the first of them was asked;
 * with `binds` `sdr` the hashes are those of documents, and what is signed must name them;
 * `policy` names what decides; `factors` are the ways that it leaves to approve, each the kinds of its proofs in their order, joined by
 * `+`.
 */
export type Intent = {
  readonly v: 1;
  readonly purpose: Purpose;
  readonly chal: string;
  readonly aud: string;
  readonly epoch: number;
  readonly group: string;
  readonly client: string;
  readonly client_name: string;
  readonly lang?: string;
  readonly sub: string;
  readonly signer_name?: string;
  readonly seal?: SealOf;
  readonly account?: string;
  readonly idp?: { readonly issuer: string; readonly subject: string };
  readonly person?: RegisteredPerson;
  readonly recovery?: string;
  readonly key?: string;
  readonly kgen?: {
    readonly algorithm: KeyAlgorithm;
    readonly scal: Scal;
    readonly pin: boolean;
    readonly otp?: true;
    readonly once?: true;
  };
  readonly parent?: string;
  readonly push?: true;
  readonly extended?: { readonly from: string; readonly since: number };
  readonly terms?: Terms;
  readonly cert?: string;
  readonly cert_issuer?: string;
  readonly cert_exp?: number;
  readonly algs?: readonly string[];
  readonly hash?: string;
  readonly dtbsr?: readonly string[];
  readonly binds?: 'sdr';
  readonly n?: number;
  readonly display?: readonly DisplayItem[];
  readonly change?: FactorChange;
  readonly policy: string;
  readonly factors: readonly string[];
  readonly iat: number;
  readonly exp: number;
  readonly return_url?: string;
  readonly more_url?: string;
  readonly rp_id: string;
};

/** `ih`, 32 bytes: what every proof must carry (WebAuthn challenge, OpenID nonce in b64u). */
export function intentHash(intent: Intent): Uint8Array {
  return hashIntentText(canonicalize(intent satisfies Json));
}

/** The same over an intent already in canonical text, as the statement's payload is. */
export function hashIntentText(canonical: string): Uint8Array {
  return createHash('sha256').update('chancery-intent-v1\0').update(canonical, 'utf8').digest();
}
