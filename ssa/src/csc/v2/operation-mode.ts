import type { CscBearer, CscDeps } from '../csc-deps.ts';
import { CscError } from '../csc-error.ts';
import type { CscCall } from '../method.ts';

const hour = 3_600_000;
const [shortest, longest] = [1_000, 86_400_000];

/** That an answer is wanted later. */
export interface Later {
  /** For how many milliseconds it may be fetched. */
  readonly validity: number;
  /** Who is told that it is there: an address that is registered for the client. */
  readonly responseUri: string | undefined;
}

/** Undefined where the answer is wanted now (CSC API v2, 11.13). @throws CscError */
export async function readLater(
  { dialect, parameters }: CscCall,
  bearer: CscBearer,
  deps: CscDeps,
): Promise<Later | undefined> {
  if (dialect === 'v1') return undefined;
  const mode = parameters.value('operationMode') ?? 'S';
  if (mode === 'S') return undefined;
  if (mode !== 'A') throw new CscError('invalidOperationMode');
  const responseUri = parameters.optionalString('response_uri', 'invalidResponseUri');
  const known = responseUri === undefined || (await deps.later.mayTell(bearer, responseUri));
  if (!known) throw new CscError('invalidResponseUri');
  const validity = parameters.value('validity_period') ?? hour;
  if (typeof validity !== 'number' || !Number.isInteger(validity)) throw new CscError('invalidValidityPeriod');
  if (validity < shortest || validity > longest) throw new CscError('validityPeriodOutOfBounds');
  return { validity, responseUri };
}

/** The answer, or what it is fetched by. */
export async function answered(
  later: Later | undefined,
  bearer: CscBearer,
  deps: CscDeps,
  answer: () => Promise<object>,
): Promise<object> {
  return later === undefined ? answer() : { responseID: await deps.later.begin(bearer, later, answer) };
}
