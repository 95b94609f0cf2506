/** The schemas of the public APIs by name: what a generator of clients calls its types. */
import { Account, AccountChange, AccountStatus, NewAccount } from './accounts.ts';
import * as admin from './admin.ts';
import * as adminChanges from './admin-changes.ts';
import { Branding } from './branding.ts';
import * as clientApproval from './client-approval.ts';
import { ApiKey, ApiKeyList, NewApiKey, NewSecret, Secret } from './client-secrets.ts';
import {
  CscAuthorization,
  CscCredential,
  CscCredentialIds,
  CscCredentialInfoRequest,
  CscCredentialSearch,
  CscExtension,
  CscInfo,
  CscInfoRequest,
  CscLogin,
  CscOtpRequest,
  CscRefusal,
  CscRevocation,
  CscSad,
  CscSignatures,
  CscSigning,
  CscStamp,
  CscStamping,
  CscTokens,
} from './csc.ts';
import * as cscV2 from './csc-v2.ts';
import * as deletions from './deletions.ts';
import { DeviceChange, DeviceList, LostPhone, NewDeviceChange } from './devices.ts';
import { Enrollment, ErrandState, NewEnrollment } from './enrollments.ts';
import * as evidence from './evidence.ts';
import * as health from './health.ts';
import { CredentialSummary, Identity, IdentityList, KeyAlgorithm, NewIdentity } from './identities.ts';
import { Problem } from './problem.ts';
import { NewSignatureRequest, SignatureRequest, SignatureRequestList } from './signature-requests.ts';
import { NewValidation, SignatureVerdict, Validation } from './signature-validation.ts';
import { Upload } from './uploads.ts';
import { Usage } from './usage.ts';
import * as webhooks from './webhooks.ts';

export const schemas = {
  NewSignatureRequest,
  SignatureRequest,
  SignatureRequestList,
  ...evidence,
  Upload,
  NewValidation,
  Validation,
  SignatureVerdict,
  NewAccount,
  Account,
  AccountStatus,
  AccountChange,
  NewEnrollment,
  Enrollment,
  ErrandState,
  NewIdentity,
  Identity,
  IdentityList,
  CredentialSummary,
  KeyAlgorithm,
  ...deletions,
  DeviceList,
  NewDeviceChange,
  DeviceChange,
  ...clientApproval,
  Branding,
  ...admin,
  ...adminChanges,
  NewSecret,
  Secret,
  NewApiKey,
  ApiKey,
  ApiKeyList,
  Usage,
  LostPhone,
  ...webhooks,
  CscRefusal,
  ...cscV2,
  CscInfoRequest,
  CscInfo,
  CscLogin,
  CscTokens,
  CscRevocation,
  CscCredentialSearch,
  CscCredentialIds,
  CscCredentialInfoRequest,
  CscCredential,
  CscAuthorization,
  CscExtension,
  CscSad,
  CscOtpRequest,
  CscSigning,
  CscSignatures,
  CscStamping,
  CscStamp,
  ...health,
  Problem,
} as const;
