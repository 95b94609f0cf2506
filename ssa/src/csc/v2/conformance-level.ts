import { type BaselineLevel, baselineLevels } from '@chancery/sca';
import { CscError } from '../csc-error.ts';
import type { Parameters } from '../parameters.ts';

/** `conformance_levels` of info, in the spelling of the table of CSC API v2. */
export const conformanceLevels = baselineLevels.map((level) => `Ades-${level}`);

/** `AdES-B-LT` and its like, in any case; B-B unless told. @throws CscError for the levels of before the baseline, too */
export function readLevel(parameters: Parameters): BaselineLevel {
  const asked = parameters.optionalString('conformance_level', 'invalidConformanceLevel') ?? 'AdES-B-B';
  const level = baselineLevels.find((each) => `ades-${each.toLowerCase()}` === asked.toLowerCase());
  if (level === undefined) throw new CscError('invalidConformanceLevel');
  return level;
}
