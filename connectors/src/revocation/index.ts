import type { Outward } from '../outward/outward.ts';
import { openCrl } from './crl.ts';
import { openIssuers } from './issuers.ts';
import { openOcsp } from './ocsp.ts';
import { defaults, type RevocationConfiguration, type RevocationSource } from './revocation-source.ts';

export { ConnectorError, type ConnectorErrorCode } from '../connector-error.ts';
export type { OutsideContext, OutsideModule } from '../outside/load-module.ts';
export { type Outward, openOutward } from '../outward/outward.ts';
export type { OutwardPolicy } from '../outward/policy.ts';
export { openOutsideRevocationSource } from './outside-source.ts';
export type { RevocationConfiguration, RevocationSource } from './revocation-source.ts';

/** Lists are kept as long as the source lives: one for a process. */
export function openRevocationSource(configured: RevocationConfiguration, outward: Outward): RevocationSource {
  const whole = { ...defaults, ...configured };
  return {
    issuersOf: openIssuers(whole, outward),
    ocspOf: openOcsp(whole, outward),
    crlOf: openCrl(whole, outward),
  };
}
