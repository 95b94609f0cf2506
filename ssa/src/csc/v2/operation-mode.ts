import type { CscBearer, CscDeps } from '../csc-deps.ts';
import { CscError } from '../csc-error.ts';
import type { CscCall } from '../method.ts';

const hour = 3_600_000;
const [shortest, longest] = [1_000, 86_400_000];

/** Whether a request wants its answer now (undefined), or for how many milliseconds it may be fetched (CSC API v2, 11.13). @throws CscError */
export function readValidity({ dialect, parameters }: CscCall): number | undefined {
  if (dialect === 'v1') return undefined;
  const mode = parameters.value('operationMode') ?? 'S';
  if (mode === 'S') return undefined;
  if (mode !== 'A') throw new CscError('invalidOperationMode');
  // Nobody has registered an address that could be told.
  if (parameters.value('response_uri') !== undefined) throw new CscError('invalidResponseUri');
  const validity = parameters.value('validity_period') ?? hour;
  if (typeof validity !== 'number' || !Number.isInteger(validity)) throw new CscError('invalidValidityPeriod');
  if (validity < shortest || validity > longest) throw new CscError('validityPeriodOutOfBounds');
  return validity;
}

/** The answer, or what it is fetched by. */
export async function answered(
  validity: number | undefined,
  bearer: CscBearer,
  deps: CscDeps,
  answer: () => Promise<object>,
): Promise<object> {
  if (validity === undefined) return answer();
  return { responseID: await deps.later.begin(bearer, validity, answer) };
}
