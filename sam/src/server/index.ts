export type { AuditTrust } from './audit-checkpoints.ts';
export { type AuditFinding, kindOfFinding } from './audit-finding.ts';
export { type AuditedChain, type AuditVerdict, verifyAuditIn } from './audit-verification.ts';
export type { SamConfig, TrustedIdp, TrustedOrganization } from './config.ts';
export type { SamDatabase } from './database.ts';
export { migrateSam } from './migrate.ts';
export { SamStartError, type SamStartErrorCode } from './start-error.ts';
export { type RunningSam, type SamOptions, startSam } from './start-sam.ts';
