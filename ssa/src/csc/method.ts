import type { CscDeps } from './csc-deps.ts';
import type { Dialect } from './dialect.ts';
import type { Parameters } from './parameters.ts';

/** What a method sees of its HTTP request. */
export interface CscCall {
  readonly dialect: Dialect;
  readonly parameters: Parameters;
  readonly authorization: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** Aborted when the client hangs up. */
  readonly gone: AbortSignal;
}

/** The body of a 202: what is asked for is not there yet. */
export class Pending {
  readonly body: object;

  constructor(body: object) {
    this.body = body;
  }
}

/** The body of a 201. */
export class Created {
  readonly body: object;

  constructor(body: object) {
    this.body = body;
  }
}

/** The body of a 200, that of a 201 as Created and of a 202 as Pending, or undefined for a 204. Refusals are thrown as CscError. */
export type CscMethod = (call: CscCall, deps: CscDeps) => Promise<object | undefined>;
