import { administrativeScopes, type ProblemCode, problems, schemas } from '@chancery/api';
import type { TSchema } from 'typebox';
import { type FileType, fileTypes, type Operation, type Place, refusalsOf, repeatable, tags } from './operation.ts';

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

/** In the order of the tags, then as they were added. */
function pathsOf(places: readonly Place[]): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const tag of Object.keys(tags)) {
    for (const { method, path, operation } of places.filter((place) => place.operation.tag === tag)) {
      paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(operation) };
    }
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
    responses: { ...answers(operation), ...(operation.words === 'csc' ? cscRefusals(operation) : refusals(operation)) },
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

/** One entry per status, with the codes that may stand in it. */
function refusals(operation: Operation): Json {
  const groups = Map.groupBy(refusalsOf(operation), (code) => problems[code].status);
  return Object.fromEntries([...groups].map(([status, codes]) => [status, refusal(status, codes)]));
}

function refusal(status: number, codes: readonly ProblemCode[]): Json {
  const description = codes.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' ');
  return {
    description,
    ...(status in headers ? { headers: headers[status] } : {}),
    content: { 'application/problem+json': { schema: referring(schemas.Problem) } },
  };
}

/** CSC API v1.0.4.0, 10.1: one object for all of them. */
function cscRefusals({ caller, body, refuses = [] }: Operation): Json {
  const own = [...(caller === 'anybody' ? [] : [401]), ...(refuses.includes('forbidden') ? [403] : [])];
  const waits = refuses.includes('in_progress') ? [202] : [];
  const statuses = [...waits, 400, ...own, ...(body ? [413, 415] : []), 429, 500, 501, 503];
  return Object.fromEntries(statuses.map((status) => [status, cscRefusal(status)]));
}

function cscRefusal(status: number): Json {
  return {
    description: cscStatuses[status],
    ...(status in headers ? { headers: headers[status] } : {}),
    content: json(schemas.CscRefusal),
  };
}

const cscStatuses: Readonly<Record<number, string>> = {
  202: 'It is not there yet.',
  400: 'A parameter is missing, of the wrong type or of no use here; or what the signer typed is wrong.',
  401: 'No token, one that is unknown or over, or one that does not allow this.',
  403: 'It is another one than was authorized.',
  413: 'The request is too large.',
  415: 'The request is not JSON.',
  429: 'Too many requests.',
  500: 'An error on our side.',
  501: 'The method is not offered to this client.',
  503: 'A service this depends on is not available.',
};

const headers: Readonly<Record<number, Json>> = {
  401: { 'WWW-Authenticate': { description: 'RFC 6750, 3', schema: { type: 'string' } } },
  429: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } },
  503: { 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } },
};

/** A schema is known by what it says, so that an optional copy of it is still the same. */
const names = new Map(Object.entries(schemas).map(([name, schema]) => [JSON.stringify(schema), name]));

/** The same with every part that has a name replaced by a reference. */
function referring(value: unknown): unknown {
  const name = names.get(JSON.stringify(value) ?? '');
  return name === undefined ? withoutNamed(value) : { $ref: `#/components/schemas/${name}` };
}

function withoutNamed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(referring);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, referring(member)]));
}

function named(): Json {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, withoutNamed(schema)]));
}
