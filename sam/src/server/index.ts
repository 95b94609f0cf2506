export { type AuditFinding, type AuditVerdict, verifyAudit } from './audit-verification.ts';
export type { SamConfig, TrustedIdp } from './config.ts';
export { type OpenDatabase, openDatabase, type SamDatabase } from './database.ts';
export { migrateSam } from './migrate.ts';
export { SamStartError, type SamStartErrorCode } from './start-error.ts';
export { type RunningSam, type SamOptions, startSam } from './start-sam.ts';
