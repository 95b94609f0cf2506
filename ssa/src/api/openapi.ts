import { administrativeScopes } from '@chancery/api';
import type { TSchema } from 'typebox';
import { named, referring } from './named-schemas.ts';
import { type FileType, fileTypes, type Operation, type Place, repeatable } from './operation.ts';
import { refusalsIn } from './refusals.ts';
import { byTag, tags } from './tags.ts';

export interface Site {
  /** Where browsers see this server. */
  readonly publicOrigin: string;
  /** Who runs the installation. */
  readonly operator: string;
}

type Json = Readonly<Record<string, unknown>>;

/** The OpenAPI 3.1 description of these operations: the same schemas that judge the requests, by name. */
export function openApi(places: readonly Place[], { publicOrigin, operator }: Site): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: `${operator}: signing`,
      version: '1.0.0',
      description: introduction,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicOrigin, description: operator }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths: pathsOf(places),
    webhooks: { requestEvent: { post: requestEvent } },
    components: { schemas: named(), securitySchemes: securitySchemes(publicOrigin) },
  };
}

const introduction = `An application has documents signed in three calls: it gets a token at \`/oauth2/token\` (client credentials, scope
\`service\`), it creates a signature request and sends the person to its \`authorization_url\`, and it fetches the signed
documents when the state is \`signed\`.

Every refusal is a problem of RFC 9457: \`code\` is for programs, \`detail\` for people, \`reference\` for support. What is not
listed for an operation is refused all the same. Requests that create may carry an \`Idempotency-Key\`.

The Cloud Signature Consortium API at \`/csc/v1\` and \`/csc/v2\` refuses in the words of its own specification; OAuth 2.0 and OpenID Connect are
described by \`/.well-known/openid-configuration\`.`;

const header = (name: string, description: string): Json => ({
  ...{ name, description, in: 'header', required: true, schema: { type: 'string' } },
});

/** What is posted to applications (Standard Webhooks). */
const requestEvent: Json = {
  summary: 'What becomes of a signature request',
  description:
    'Posted to each webhook that asks for the state, until it is answered with 2xx; eight tries in about a day.',
  security: [],
  parameters: [
    header('webhook-id', 'The event: the same at each try'),
    header('webhook-timestamp', 'Of this try, in seconds since 1970'),
    header(
      'webhook-signature',
      '`v1,` and HMAC-SHA256 in base64 of `id.timestamp.body`; two of them while the secret changes',
    ),
  ],
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/RequestEvent' } } },
  },
  responses: { '2XX': { description: 'It is known; nothing of the answer is read' } },
};

function securitySchemes(publicOrigin: string): Json {
  const scopes = { service: 'Everything an application does in its own name', ...administrativeScopes };
  const clientCredentials = { tokenUrl: `${publicOrigin}/oauth2/token`, scopes };
  return {
    application: {
      type: 'oauth2',
      description: 'A registered client, by its id and secret (RFC 6749, 4.4).',
      flows: { clientCredentials },
    },
    operator: { type: 'http', scheme: 'bearer', description: 'The token of the administration API.' },
    bearer: {
      type: 'http',
      scheme: 'bearer',
      description: 'A token of scope `service`, or of what a signer approved.',
    },
    password: { type: 'http', scheme: 'basic', description: 'Name and password of a person.' },
  };
}

function pathsOf(places: readonly Place[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const { method, path, operation } of byTag(places).flatMap(([, own]) => own)) {
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(operation) };
  }
  return paths;
}

function operationOf(operation: Operation): Json {
  const { id, tag, summary, description, consent } = operation;
  const requestBody = bodyOf(operation);
  const parameters = parametersOf(operation);
  return {
    operationId: id,
    tags: [tag],
    summary,
    description,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(requestBody === undefined ? {} : { requestBody }),
    security: securityOf(operation),
    ...(consent ? { 'x-consent': 'It comes to nothing without an act of the signer.' } : {}),
    responses: { ...answers(operation), ...refusalsIn(operation) },
  };
}

/** Each of them is enough. */
function securityOf({ caller = 'application', scope }: Operation): Json[] {
  if (caller === 'anybody') return [];
  if (caller !== 'application') return [{ [caller]: [] }];
  return [...(scope ? [scope] : []), 'service'].map((enough) => ({ application: [enough] }));
}

function bodyOf({ body, form, octets }: Operation): Json | undefined {
  const content = {
    ...(body === undefined ? {} : json(body)),
    ...(form === undefined ? {} : { 'multipart/form-data': { schema: referring(form) } }),
    ...(octets === undefined ? {} : { 'application/octet-stream': {} }),
  };
  return Object.keys(content).length === 0 ? undefined : { required: true, content };
}

function parametersOf(operation: Operation): Json[] {
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: keyDescription,
    schema: keySchema,
  };
  return [
    ...fields('path', operation.params),
    ...fields('query', operation.query),
    ...(repeatable(operation) ? [key] : []),
  ];
}

const keyDescription = 'A name for this request, made by the caller: a repeat within a day gets the first answer';
const keySchema = { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' };

function fields(where: 'path' | 'query', schema: TSchema | undefined): Json[] {
  const { properties = {}, required = [] } = (schema ?? {}) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...rest }]) => ({
    name,
    in: where,
    required: required.includes(name),
    description,
    schema: referring(rest),
  }));
}

function answers({ status = 200, reply, pending, unready }: Operation): Json {
  const later = pending === undefined ? {} : { 202: answer(pending) };
  return { [status]: answer(reply), ...later, ...(unready === undefined ? {} : { 503: answer(unready) }) };
}

function answer(reply: Operation['reply']): Json {
  if (reply === null) return { description: 'Done; nothing is answered' };
  if (typeof reply === 'string') return { description: fileTypes[reply as FileType], content: { [reply]: {} } };
  return { description: String((reply as Json)['description']), content: json(reply) };
}

function json(schema: TSchema): Json {
  return { 'application/json': { schema: referring(schema) } };
}
