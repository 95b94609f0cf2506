export { canonicalize, type Json } from './canonical-json.ts';
export { SamError, type SamErrorCode, samErrorCodes } from './error.ts';
export {
  type AcceptedFactor,
  type AuditProof,
  type EvidenceFacts,
  evidenceFacts,
  type RecordProof,
  type SignatureEvidence,
} from './evidence.ts';
export type { HealthCheck, HealthReport, PoolStanding } from './health.ts';
export {
  type DisplayItem,
  type FactorChange,
  hashIntentText,
  type Intent,
  intentHash,
  type Purpose,
  type SealOf,
  type Terms,
} from './intent.ts';
export type { KeyAlgorithm, KeyInfo, KeyState, Scal } from './key.ts';
export type {
  Approval,
  AssuranceLevel,
  BindRequest,
  ChallengeResult,
  ChallengeState,
  ChallengeStatus,
  CheckpointsToStamp,
  ClientApproval,
  ClientEvidence,
  DeviceEvidence,
  DeviceJoined,
  DeviceReply,
  DeviceStanding,
  EncryptionKey,
  Evidence,
  ExplicitOtp,
  FactorInfo,
  Fetched,
  Identity,
  IssuedSad,
  OidcEvidence,
  OrganizationAttributes,
  OrganizationIdentity,
  OtpEvidence,
  OtpStanding,
  PersonIdentity,
  PinAuthorization,
  PinEvidence,
  Prepared,
  PrepareEnrol,
  PrepareFactorChange,
  PrepareKeyCreate,
  PrepareKeyDelete,
  PrepareRequest,
  PrepareSign,
  PushedChallenge,
  PushRequest,
  RegisteredPerson,
  Returned,
  SadExtension,
  SamlEvidence,
  SignReply,
  SignRequest,
  StampCheckpoint,
  StatementKey,
  SubjectAttributes,
  TicketEvidence,
  TicketStanding,
  WebauthnAssertion,
  WebauthnRegistration,
} from './messages.ts';
export { mostHashes } from './messages.ts';
export {
  type Officer,
  type OfficerAct,
  type OfficerInfo,
  type OfficerJwk,
  type OfficerKey,
  type OfficerProof,
  type OfficerRole,
  officerActText,
  officerActType,
  officerRoles,
  sha256Text,
} from './officer.ts';
export { type BackupMade, OfficerSamClient, type OfficerSigner } from './officer-sam-client.ts';
export {
  type OperationInfo,
  type OperationRequest,
  type OperationState,
  type OperationType,
  operationTypes,
} from './operation.ts';
export { approveRestore, type RestoreRequest, requestRestore, restoreHash } from './restore.ts';
export { certificateNames, channelIdentity, type OfficerAddress, type SamAddress, type SamTls } from './sam-address.ts';
export { SamClient } from './sam-client.ts';
export { SicSamClient } from './sic-sam-client.ts';
