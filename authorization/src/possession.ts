/** Whether who presents a token is who it was given to: by his certificate (RFC 8705, 3), or by a proof of his key (RFC 9449, 7). */
import { createHash } from 'node:crypto';
import { type Proof, proven } from './key-proof.ts';

/** What comes with a token. */
export interface Possession {
  /** DER of the certificate whose key the sender of the request has shown to have. */
  readonly certificate?: Uint8Array | undefined;
  /** Where the token came as `DPoP`, and not as `Bearer`. */
  readonly dpop?: Proof | undefined;
}

/** What a token is bound to, as it is kept and as introspection tells it (RFC 7800, 3; RFC 8705, 3.1; RFC 9449, 6.1). */
export interface Confirmation {
  readonly 'x5t#S256'?: string;
  readonly jkt?: string;
}

interface Bound {
  readonly 'x5t#S256'?: unknown;
  readonly jkt?: unknown;
}

/** Undefined for what is anybody's who has it. */
export function confirmationOf({ 'x5t#S256': thumbprint, jkt }: Bound): Confirmation | undefined {
  if (typeof jkt === 'string') return { jkt };
  return typeof thumbprint === 'string' ? { 'x5t#S256': thumbprint } : undefined;
}

/** `spend` takes note of a proof by its `jti`, and is false for every time but the first. */
export async function possesses(
  token: string,
  cnf: Confirmation | undefined,
  { certificate, dpop }: Possession,
  spend: (jti: string) => Promise<boolean>,
): Promise<boolean> {
  // RFC 9449, 7.1 and 7.2: a bound token is no bearer's, and another one has no proof.
  if ((cnf?.jkt === undefined) !== (dpop === undefined)) return false;
  if (dpop !== undefined) {
    const proof = await proven(dpop, token);
    return proof !== undefined && proof.jkt === cnf?.jkt && (await spend(proof.jti));
  }
  return cnf === undefined || (certificate !== undefined && thumbprintOf(certificate) === cnf['x5t#S256']);
}

function thumbprintOf(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('base64url');
}
