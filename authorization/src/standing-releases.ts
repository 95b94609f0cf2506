/** The page where a person sees what she lets applications know, and takes it back as easily as she gave it (GDPR, article 7.3). */
import { standingReleases, takeDataBack } from '@chancery/store';
import type { FastifyInstance } from 'fastify';
import { standingPath } from './data-release.ts';
import { formOf, isForeign, readForms, sendForm } from './form-page.ts';
import type { Login } from './login.ts';
import { sendMessage } from './message-page.ts';
import type { ReleaseOptions } from './release-routes.ts';

export function standingReleaseRoutes(app: FastifyInstance, options: ReleaseOptions, login: Login): void {
  const { store, release, issuer } = options;
  if (release === undefined) return;
  app.register(async (inner) => {
    readForms(inner);
    inner.get(standingPath, async (request, reply) => {
      const session = await login.requireSession(request);
      if (!session) return login.startLogin(reply, standingPath);
      const releases = await standingReleases(store.db, session.account.id);
      const takenBack = (request.query as Record<string, unknown>)['taken-back'] !== undefined;
      const question = { action: standingPath, releases, takenBack };
      return sendForm(reply, await release.standingPage(question, request.headers['accept-language']));
    });
    inner.post(standingPath, async (request, reply) => {
      if (isForeign(request, issuer)) return sendMessage(reply, 400, { kind: 'request-over' }, options);
      const session = await login.requireSession(request);
      if (!session) return login.startLogin(reply, standingPath);
      const taken = await takeDataBack(store.db, session.account.id, formOf(request).get('client') ?? '', new Date());
      return reply.redirect(taken ? `${standingPath}?taken-back` : standingPath, 303);
    });
  });
}
