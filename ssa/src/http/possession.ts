/** What comes with a token beside it: a token may be bound to it (RFC 8705, 3; RFC 9449, 7). */
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';

export interface Possession {
  /** DER */
  readonly certificate?: Uint8Array | undefined;
  /** Where the token came as `DPoP`: the proof, and what it is for. */
  readonly dpop?: { readonly proof: string; readonly method: string; readonly url: string };
}

/** Who stands behind a token that came with this. */
export type Bearing<B> = (token: string, possession?: Possession) => Promise<B | undefined>;

/** What is known of the other end, and where it sees us. */
export interface OtherEnd {
  readonly certificateOf?: ((request: IncomingMessage) => Uint8Array | undefined) | undefined;
  readonly origin: string;
}

export function possessionOf({ raw, method }: FastifyRequest, { certificateOf, origin }: OtherEnd): Possession {
  const certificate = certificateOf?.(raw);
  if (!isDPoP(raw.headers.authorization)) return { certificate };
  const proof = raw.headers['dpop'];
  return { certificate, dpop: { proof: typeof proof === 'string' ? proof : '', method, url: `${origin}${raw.url}` } };
}

/** The token of a header, by whichever scheme. */
export function tokenIn(authorization: string | undefined): string | undefined {
  return /^(?:Bearer|DPoP) +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
}

const proofs = 'DPoP algs="ES256 PS256 EdDSA Ed25519"';

/** RFC 6750, 3 and RFC 9449, 7.1: by which scheme another try is welcome; who came with no token has made no mistake. */
export function challengeTo(authorization: string | undefined, error = 'invalid_token'): string {
  if (authorization === undefined) return `Bearer realm="Chancery", ${proofs}`;
  return isDPoP(authorization) ? `${proofs}, error="${error}"` : `Bearer error="${error}"`;
}

function isDPoP(authorization: string | undefined): boolean {
  return /^DPoP /i.test(authorization ?? '');
}
