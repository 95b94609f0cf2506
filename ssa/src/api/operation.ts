import { type AdministrativeScope, type ProblemCode, problems } from '@chancery/api';
import type { FastifyInstance } from 'fastify';
import type { TSchema } from 'typebox';
import type { Tag } from './tags.ts';

/** What an operation answers with when that is not JSON, and what it is. */
export const fileTypes = {
  'application/pdf': 'The evidence, to be read and printed',
  'application/octet-stream': 'The signed document, with its own content type',
  'application/zip': 'The signed documents and the report',
  'text/event-stream': 'What happens, as it happens',
  'text/csv': 'What was used, a line for each',
} as const;
export type FileType = keyof typeof fileTypes;

/** What an operation is, for the validator and the description alike. */
export interface Operation {
  /** The operationId: what a generator of clients calls the function. */
  readonly id: string;
  readonly tag: Tag;
  readonly summary: string;
  /** What it does and what comes next, in a sentence or two. */
  readonly description: string;
  readonly body?: TSchema;
  /** The parts of a form (multipart/form-data) that may be sent in its place. */
  readonly form?: TSchema;
  /** The body is a file as it is (application/octet-stream). */
  readonly octets?: true;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly status?: 200 | 201 | 204;
  /** Null where nothing is answered (204). */
  readonly reply: TSchema | FileType | null;
  /** What 202 answers: it is not there yet. */
  readonly pending?: TSchema;
  /** What 503 answers in the place of a problem. */
  readonly unready?: TSchema;
  /** With what it refuses beside what every operation of its kind does. */
  readonly refuses?: readonly ProblemCode[];
  /** Who may call; an application unless told. `bearer`: whoever has a token of CSC; `password`: a person by her own. */
  readonly caller?: 'application' | 'operator' | 'anybody' | 'bearer' | 'password';
  /** Of an application's: the scope that is enough where `service` is not given. */
  readonly scope?: AdministrativeScope;
  /** It comes to nothing without an act of the person or organisation it is about. */
  readonly consent?: true;
  /** Whose words its refusals are: problems unless told. */
  readonly words?: 'csc';
}

/** An operation and where it is. */
export interface Place {
  readonly method: string;
  /** In the form of OpenAPI: `/accounts/{id}`. */
  readonly path: string;
  readonly operation: Operation;
}

/** The route options of an operation: what is judged, and what is told of it. */
export function described(operation: Operation) {
  const { form, params, query: querystring, status = 200, reply, unready } = operation;
  // A form is judged by whoever reads its parts.
  const body = form === undefined ? operation.body : { content: { 'application/json': { schema: operation.body } } };
  const judged = Object.entries({ body, params, querystring }).filter(([, schema]) => schema !== undefined);
  const replies = { [status]: reply, ...(unready === undefined ? {} : { 503: unready }) };
  // A file is described, not serialized.
  const response = typeof reply === 'string' || reply === null ? {} : { response: replies };
  return { schema: { ...Object.fromEntries(judged), ...response }, config: { operation } };
}

/** The operations of the routes that are added to `app` from here on. */
export function operationsOf(app: FastifyInstance): readonly Place[] {
  const places: Place[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.operation === undefined || method === 'HEAD') return;
    // One that is also there by GET is told once, as what changes nothing by being told.
    places.push({
      method: [method].flat().at(-1) as string,
      path: url.replace(/:(\w+)/g, '{$1}'),
      operation: config.operation,
    });
  });
  return places;
}

/** Whether a repeat may carry an `Idempotency-Key`. */
export function repeatable({ status, caller = 'application' }: Operation): boolean {
  return status === 201 && caller === 'application';
}

/** Every problem an operation may answer with, in the order of their statuses. */
export function refusalsOf(operation: Operation): readonly ProblemCode[] {
  const { params, query, refuses = [], unready, caller = 'application' } = operation;
  const body = operation.body ?? operation.octets;
  const codes = new Set<ProblemCode>([
    ...((body ?? params ?? query) ? (['invalid_request'] as const) : []),
    ...(caller === 'anybody' ? [] : (['unauthorized'] as const)),
    ...(caller === 'application' ? (['insufficient_scope', 'quota_exceeded'] as const) : []),
    ...(params ? (['not_found'] as const) : []),
    ...(body ? (['too_large', 'unsupported_media_type'] as const) : []),
    ...(repeatable(operation) ? (['in_progress', 'idempotency_mismatch'] as const) : []),
    ...refuses,
    'too_many_requests',
    'internal',
    ...(unready ? [] : (['unavailable'] as const)),
  ]);
  return [...codes].sort((a, b) => problems[a].status - problems[b].status);
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly operation?: Operation;
  }
}
