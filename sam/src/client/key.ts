import type { MessageKeyKind } from '@chancery/pki';

/** The algorithm of a signing key; one named by its kind alone signs messages, never digests. */
export type KeyAlgorithm =
  | { readonly kind: 'rsa'; readonly bits: 2048 | 3072 | 4096 }
  | { readonly kind: 'ec'; readonly curve: 'P-256' | 'P-384' }
  | { readonly kind: MessageKeyKind };

/** Sole control assurance level, EN 419 241-1: fixed when the key is generated. */
export type Scal = 1 | 2;

/** States of EN 419 241-1 (SRC_SKS); only `active` signs. */
export type KeyState = 'generated' | 'assigned' | 'cert_pending' | 'active' | 'suspended' | 'revoked' | 'destroyed';

/** What the SSA may know of a key. `spki` is b64u DER, `certSha256` b64u, `chain` b64u DER with the signer first. */
export type KeyInfo = {
  readonly key: string;
  readonly signer: string;
  readonly algorithm: KeyAlgorithm;
  readonly scal: Scal;
  readonly state: KeyState;
  readonly spki: string;
  readonly certSha256?: string;
  readonly chain?: readonly string[];
};
