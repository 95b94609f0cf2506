import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { documentOf, escaped, messagePolicy } from '../http/page.ts';

/** The APIs, described from the schemas that judge the requests: /openapi.json for programs, /docs for people. */
export function descriptionRoutes(app: FastifyInstance, deps: SsaDeps): void {
  app.get('/openapi.json', (_request, reply) => reply.send(app.swagger()));
  app.get('/docs', (_request, reply) => {
    const { paths = {} } = app.swagger() as { paths?: Record<string, Record<string, Operation>> };
    reply.header('content-security-policy', messagePolicy).type('text/html; charset=utf-8');
    return reply.send(
      documentOf('API', `<div class="stack">${page(deps, paths)}</div>`, deps.sandbox !== false, 'one wide'),
    );
  });
}

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses?: Readonly<Record<string, unknown>>;
}

interface Schema {
  readonly properties?: Readonly<Record<string, { readonly description?: string; readonly type?: string }>>;
  readonly required?: readonly string[];
}

function page(
  { operator, publicOrigin }: SsaDeps,
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>,
): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags ?? []))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(tag));
    return `<section class="card pad stack"><h2>${escaped(tag)}</h2>${own.map(shown).join('\n')}</section>`;
  });
  return `<div class="tight"><h1>${escaped(operator)}: the APIs</h1>
<p class="quiet">Tokens come from <code>${escaped(publicOrigin)}/oauth2/token</code> (client credentials, scope <code>service</code>).
The same for programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p></div>${sections.join('\n')}`;
}

function shown({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const schema = operation.requestBody?.content?.['application/json']?.schema;
  const statuses = Object.keys(operation.responses ?? {}).join(', ');
  return `<div class="tight"><h3>${escaped(operation.summary ?? path)}</h3>
<p class="mono">${escaped(`${method.toUpperCase()} ${path}`)}</p>
<p class="small quiet">${operation.security?.length === 0 ? 'No token' : 'Bearer token'}. Answers: ${escaped(statuses)}.</p>
${schema?.properties === undefined ? '' : fields(schema)}</div>`;
}

function fields({ properties = {}, required = [] }: Schema): string {
  const rows = Object.entries(properties).map(([name, { description, type }]) => {
    const need = required.includes(name) ? 'required' : 'optional';
    return `<dt class="mono">${escaped(name)}</dt><dd>${escaped(`${[type, need].filter(Boolean).join(', ')}. ${description ?? ''}`)}</dd>`;
  });
  return `<dl class="facts small">${rows.join('')}</dl>`;
}
