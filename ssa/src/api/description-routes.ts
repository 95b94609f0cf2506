import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { type MessagePage, messagePolicy, sendPage } from '../http/page.ts';
import { docsPage } from './docs-page.ts';
import { openApi } from './openapi.ts';
import type { Place } from './operation.ts';

/** For somebody who came here without an errand. */
const front: MessagePage = {
  title: 'front.title',
  text: 'front.text',
  link: { href: '/docs', label: 'link.developers' },
};

/** The APIs, described from the schemas that judge the requests: /openapi.json for programs, /docs for people. */
export function descriptionRoutes(app: FastifyInstance, site: SsaDeps, places: readonly Place[]): void {
  app.get('/', (_request, reply) => sendPage(reply, 200, front, site));
  app.get('/openapi.json', (_request, reply) => reply.send(openApi(places, site)));
  app.get('/docs', (_request, reply) => {
    reply.header('content-security-policy', messagePolicy).type('text/html; charset=utf-8');
    return reply.send(docsPage(places, site));
  });
}
