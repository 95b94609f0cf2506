/** Whether who presents a token is who it was given to (RFC 8705, 3). */
import { createHash } from 'node:crypto';

/** What comes with a token. */
export interface Possession {
  /** DER of the certificate whose key the sender of the request has shown to have. */
  readonly certificate?: Uint8Array | undefined;
}

/** What a token is bound to, as it is kept and as introspection tells it (RFC 7800, 3; RFC 8705, 3.1). */
export interface Confirmation {
  readonly 'x5t#S256'?: string;
}

/** Undefined for what is anybody's who has it. */
export function confirmationOf({
  'x5t#S256': thumbprint,
}: {
  readonly 'x5t#S256'?: unknown;
}): Confirmation | undefined {
  return typeof thumbprint === 'string' ? { 'x5t#S256': thumbprint } : undefined;
}

export function possesses({ 'x5t#S256': thumbprint }: Confirmation, { certificate }: Possession): boolean {
  return thumbprint === undefined || (certificate !== undefined && thumbprintOf(certificate) === thumbprint);
}

function thumbprintOf(certificate: Uint8Array): string {
  return createHash('sha256').update(certificate).digest('base64url');
}
