export type { AuditTrust } from './audit/audit-checkpoints.ts';
export { readEvidence, verifyEvidence } from './audit/audit-evidence.ts';
export { exportAudit, proveSignature } from './audit/audit-export.ts';
export { type AuditFinding, kindOfFinding } from './audit/audit-finding.ts';
export { type ExportedLog, exportedLog } from './audit/audit-folder.ts';
export {
  kindOfProofFinding,
  type ProofFinding,
  type ProofVerdict,
  readProof,
  verifyProof,
} from './audit/audit-proof.ts';
export { type AuditedChain, type AuditVerdict, verifyAuditIn, verifyExport } from './audit/audit-verification.ts';
export { sha256File } from './backup/backup.ts';
export { type Restored, type RestoreOptions, restoreSam } from './backup/restore.ts';
export type { GroupPolicy, SamConfig, TrustedIdp, TrustedOrganization, TrustedTsa } from './config.ts';
export { checkConfig } from './config.ts';
export type { SamDatabase } from './database/database.ts';
export { migrateSam } from './database/migrate.ts';
export { SamStartError, type SamStartErrorCode } from './start-error.ts';
export { type RunningSam, type SamOptions, startSam } from './start-sam.ts';
