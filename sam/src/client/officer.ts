import { createHash } from 'node:crypto';
import { canonicalize, type Json } from './canonical-json.ts';
import type { WebauthnAssertion } from './messages.ts';

/** The privileged roles of a SAM (EN 419 241-1 SRG_M). */
export const officerRoles = [
  'security-officer',
  'administrator',
  'operator',
  'auditor',
  'registration-officer',
] as const;
export type OfficerRole = (typeof officerRoles)[number];

/** A public key in the form of RFC 7517. */
export type OfficerJwk = { readonly [member: string]: Json | undefined };

/**
 * What an officer signs with, besides the certificate that opens the door: a key on a card, or a passkey of the officers' own page
 * (`spki` b64u DER).
 */
export type OfficerKey =
  | { readonly kind: 'jwk'; readonly jwk: OfficerJwk }
  | {
      readonly kind: 'passkey';
      readonly id: string;
      readonly spki: string;
      readonly alg: -7 | -257;
      readonly rpId: string;
      readonly origin: string;
    };

/** A privileged user and his reference authentication data (EN 419 241-2); `certificate` is b64u DER and pinned. */
export type Officer = {
  readonly officer: string;
  readonly name: string;
  readonly roles: readonly OfficerRole[];
  readonly certificate: string;
  readonly key: OfficerKey;
};

/** What an officer's second factor signs: who, at which SAM, and one thing only. Hashes are b64u SHA-256. */
export type OfficerAct =
  | {
      readonly act: 'vouch';
      readonly aud: string;
      readonly officer: string;
      readonly chal: string;
      readonly ih: string;
    }
  | { readonly act: 'session'; readonly aud: string; readonly officer: string; readonly nonce: string }
  | {
      readonly act: 'request' | 'approve';
      readonly aud: string;
      readonly officer: string;
      readonly op: string;
      readonly type: string;
      readonly paramsSha256: string;
    };

/** A JWS (compact) with `typ` chancery-officer-act over the canonical act, or a passkey's assertion whose challenge is the SHA-256 of it. */
export type OfficerProof = { readonly kind: 'jws'; readonly jws: string } | WebauthnAssertion;

/** The `typ` that keeps whatever else such a key signs from being taken for an act. */
export const officerActType = 'chancery-officer-act';

/** The octets of an act, RFC 8785. */
export function officerActText(act: OfficerAct): string {
  return canonicalize(act);
}

/** b64u SHA-256 of the canonical text. */
export function sha256Text(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}

export type OfficerInfo = Pick<Officer, 'officer' | 'name' | 'roles'> & { readonly state: 'active' | 'removed' };

/** What has to be signed to begin a session. */
export type OfficerChallenge = { readonly officer: string; readonly aud: string; readonly nonce: string };
