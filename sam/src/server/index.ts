export type { AuditTrust } from './audit-checkpoints.ts';
export { readEvidence, verifyEvidence } from './audit-evidence.ts';
export { exportAudit, proveSignature } from './audit-export.ts';
export { type AuditFinding, kindOfFinding } from './audit-finding.ts';
export { type ExportedLog, exportedLog } from './audit-folder.ts';
export {
  kindOfProofFinding,
  type ProofFinding,
  type ProofVerdict,
  readProof,
  verifyProof,
} from './audit-proof.ts';
export { type AuditedChain, type AuditVerdict, verifyAuditIn, verifyExport } from './audit-verification.ts';
export { sha256File } from './backup.ts';
export type { SamConfig, TrustedIdp, TrustedOrganization } from './config.ts';
export { checkConfig } from './config.ts';
export type { SamDatabase } from './database.ts';
export { migrateSam } from './migrate.ts';
export { type Restored, type RestoreOptions, restoreSam } from './restore.ts';
export { SamStartError, type SamStartErrorCode } from './start-error.ts';
export { type RunningSam, type SamOptions, startSam } from './start-sam.ts';
