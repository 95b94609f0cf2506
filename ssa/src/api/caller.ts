import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, SsaDeps } from '../deps.ts';
import { possessionOf, tokenIn } from '../http/possession.ts';
import { SsaError } from '../ssa-error.ts';

type Asked = Pick<SsaDeps, 'bearer' | 'certificateOf' | 'publicOrigin'>;

const callers = new WeakMap<FastifyRequest, Caller>();

/**
 * Route option: an application that speaks for itself, by a token of scope `service` or of that of the operation (RFC 6750,
 * 2.1). Checked before the body is read. A token of a person is not enough: it may not create accounts or read other people's requests.
 */
export function forApplications({ bearer, certificateOf, publicOrigin: origin }: Asked) {
  return {
    onRequest: async (request: FastifyRequest) => {
      const caller = await bearer(tokenOf(request), possessionOf(request, { certificateOf, origin }));
      if (caller === undefined) throw unauthorized();
      const { scope = 'service' } = request.routeOptions.config.operation ?? {};
      if (caller.account !== undefined || !['service', scope].some((enough) => caller.scopes.includes(enough))) {
        throw new SsaError('insufficient_scope', `This needs a client credentials token of scope ${scope}.`);
      }
      callers.set(request, caller);
    },
  };
}

/** Route option: the operator, by the token of the administration API. */
export function forOperators({ adminToken }: Pick<SsaDeps, 'adminToken'>) {
  return {
    onRequest: async (request: FastifyRequest, _reply: FastifyReply) => {
      if (!sameSecret(tokenOf(request), adminToken)) throw unauthorized();
    },
  };
}

/** Who calls, on a route for applications. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw unauthorized();
  return caller;
}

function tokenOf({ headers }: FastifyRequest): string {
  const token = tokenIn(headers.authorization);
  if (token === undefined) throw unauthorized();
  return token;
}

function unauthorized(): SsaError {
  return new SsaError('unauthorized', 'The access token is missing, unknown or expired.');
}

/** Constant time over digests, whatever the lengths. */
function sameSecret(a: string, b: string): boolean {
  const [one, other] = [a, b].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(one, other);
}
