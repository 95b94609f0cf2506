export type { KeyApproval } from './approvals.ts';
export { type Authorization, type AuthorizationOptions, authorizationRoutes } from './authorization.ts';
export type { ClientCertificates } from './client-certificates.ts';
export type { ApprovableCredential, SignatureApproval } from './credential-approval.ts';
export type {
  AskedClaim,
  DataRelease,
  PersonalClaim,
  PersonalData,
  ReleaseQuestion,
  StandingQuestion,
} from './data-release.ts';
export { localPath } from './login.ts';
export {
  type PasswordTokens,
  passwordClient,
  passwordLogin,
  passwordRefresh,
  revokePasswordToken,
} from './password-login.ts';
export type { Confirmation, Possession } from './possession.ts';
export type { Bearer } from './tokens.ts';
