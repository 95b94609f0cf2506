/** The schemas of the public APIs by name: what a generator of clients calls its types. */
import { Account, AccountChange, AccountStatus, NewAccount } from './accounts.ts';
import { Ca, Client, Group, Idp, NewCa, NewClient, NewGroup, NewIdp, NewProvider, Provider } from './admin.ts';
import { ClientApproved, ClientStatement, NewClientApproval } from './client-approval.ts';
import { Deletion, NewDeletion } from './deletions.ts';
import { DeviceChange, DeviceList, LostPhone, NewDeviceChange } from './devices.ts';
import { Enrollment, ErrandState, NewEnrollment } from './enrollments.ts';
import { Evidence } from './evidence.ts';
import { Live, Ready } from './health.ts';
import { CredentialSummary, Identity, IdentityList, KeyAlgorithm, NewIdentity } from './identities.ts';
import { Problem } from './problem.ts';
import { NewSignatureRequest, SignatureRequest, SignatureRequestList } from './signature-requests.ts';
import { NewValidation, SignatureVerdict, Validation } from './signature-validation.ts';
import { Upload } from './uploads.ts';

export const schemas = {
  NewSignatureRequest,
  SignatureRequest,
  SignatureRequestList,
  Evidence,
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
  NewDeletion,
  Deletion,
  DeviceList,
  NewDeviceChange,
  DeviceChange,
  ClientStatement,
  NewClientApproval,
  ClientApproved,
  NewGroup,
  Group,
  NewProvider,
  Provider,
  NewClient,
  Client,
  NewCa,
  Ca,
  NewIdp,
  Idp,
  LostPhone,
  Live,
  Ready,
  Problem,
} as const;
