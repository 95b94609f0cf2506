export type { Case } from './case.ts';
export { type RevocationSourcePeer, revocationSourceCases } from './revocation-source.ts';
export { type TimeStampTransportPeer, timeStampTransportCases } from './time-stamp-transport.ts';
