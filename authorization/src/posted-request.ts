/**
 * An authorization request that comes as a form (OpenID Connect Core, 3.1.2.1). It is asked again by its address: our cookies are not sent
 * along with what another site posts (`SameSite=Lax`), and are with where it leads.
 */
import type { FastifyInstance } from 'fastify';

/** What the address may then be long, with what else stands in the head of a request. Longer ones are pushed (RFC 9126). */
const largest = 12 * 1024;

export function postedRequests(app: FastifyInstance, endpoint: string): void {
  app.register(async (inner) => {
    inner.removeAllContentTypeParsers();
    const form = { parseAs: 'string', bodyLimit: largest } as const;
    inner.addContentTypeParser('application/x-www-form-urlencoded', form, (_request, body, done) => done(null, body));
    inner.post<{ Body: string | undefined }>(endpoint, (request, reply) =>
      reply.header('cache-control', 'no-store').redirect(`${endpoint}?${new URLSearchParams(request.body)}`, 303),
    );
  });
}
