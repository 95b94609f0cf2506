/** What comes with a token beside it: a token may be bound to it (RFC 8705, 3). */
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';

export interface Possession {
  /** DER */
  readonly certificate?: Uint8Array | undefined;
}

/** Who stands behind a token that came with this. */
export type Bearing<B> = (token: string, possession?: Possession) => Promise<B | undefined>;

/** What deps say of the other end. */
export interface OtherEnd {
  certificateOf?(request: IncomingMessage): Uint8Array | undefined;
}

export function possessionOf({ raw }: FastifyRequest, { certificateOf }: OtherEnd): Possession {
  return { certificate: certificateOf?.(raw) };
}
