import { Problem } from '@chancery/api';
import type { TSchema } from 'typebox';

/** What an operation is, for the validator and the description alike. `tags` put it into /openapi.json. */
export interface Operation {
  readonly tag: string;
  readonly summary: string;
  readonly body?: TSchema;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly status?: 200 | 201;
  readonly reply: TSchema;
  /** Nobody needs a token. */
  readonly open?: true;
}

/** The route option `schema`. */
export function described(operation: Operation) {
  const { tag, summary, body, params, query, status = 200, reply, open } = operation;
  return {
    tags: [tag],
    summary,
    security: open ? [] : [{ bearer: [] }],
    ...(body === undefined ? {} : { body }),
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { querystring: query }),
    response: { [status]: reply, '4xx': Problem, '5xx': Problem },
  };
}
