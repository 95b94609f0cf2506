export { ConnectorError, type ConnectorErrorCode } from '../connector-error.ts';
export type { OutsideContext, OutsideModule } from '../outside/load-module.ts';
export { type Outward, openOutward } from '../outward/outward.ts';
export type { Credentials, OutwardPolicy, TlsIdentity } from '../outward/policy.ts';
export { openTimeStamping } from './open.ts';
export type { TimeStamp, TimeStamping, TimeStampTransport, TsaConfiguration } from './time-stamping-authority.ts';
