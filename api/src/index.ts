export { Account, AccountChange, AccountSearch, AccountStatus, NewAccount } from './accounts.ts';
export {
  Ca,
  Client,
  Group,
  Idp,
  NewCa,
  NewClient,
  NewGroup,
  NewIdp,
  NewProvider,
  NewTsa,
  Provider,
  Tsa,
} from './admin.ts';
export {
  CaChange,
  CaList,
  ClientChange,
  ClientList,
  GroupChange,
  GroupList,
  IdpChange,
  IdpList,
  ProviderChange,
  ProviderList,
  TsaChange,
  TsaList,
} from './admin-changes.ts';
export { Branding } from './branding.ts';
export { Chosen, OpenChoices } from './choices.ts';
export { ClientApproved, ClientStatement, NewClientApproval } from './client-approval.ts';
export { ApiKey, ApiKeyList, ApiKeyParameters, NewApiKey, NewSecret, Secret } from './client-secrets.ts';
export { Deletion, NewDeletion } from './deletions.ts';
export { DeliveryParameters, DeliverySearch } from './delivery-search.ts';
export { DeviceChange, DeviceList, DeviceSearch, LostPhone, NewDeviceChange } from './devices.ts';
export { Enrollment, ErrandState, NewEnrollment } from './enrollments.ts';
export { Evidence } from './evidence.ts';
export { Live, Ready } from './health.ts';
export {
  CredentialSummary,
  Identity,
  IdentityList,
  IdentitySearch,
  KeyAlgorithm,
  NewIdentity,
} from './identities.ts';
export { isProblem, Problem, type ProblemCode, problem, problems } from './problem.ts';
export { schemas } from './schemas.ts';
export { type AdministrativeScope, administrativeScopes } from './scopes.ts';
export { SignatureForm } from './signature-form.ts';
export {
  type DocumentProgress,
  documentStates,
  maxDocuments,
  NewSignatureRequest,
  type RequestState,
  ResultState,
  requestStates,
  SignatureRequest,
  SignatureRequestForm,
  SignatureRequestList,
  SignatureRequestSearch,
  SignedDocumentParameters,
} from './signature-requests.ts';
export {
  augmentedLevels,
  baselineLevels,
  NewSignatureUpdate,
  NewTimeStamp,
  SignatureUpdate,
  SignatureUpdateForm,
  TimeStamp,
  WhenUnavailable,
} from './signature-update.ts';
export { NewValidation, Validation } from './signature-validation.ts';
export { idParameter } from './text.ts';
export { Upload } from './uploads.ts';
export { Usage, UsageSearch } from './usage.ts';
export {
  Delivery,
  DeliveryList,
  NewClientWebhook,
  NewWebhook,
  Replay,
  Replayed,
  RequestEvent,
  Webhook,
  WebhookChange,
  WebhookList,
} from './webhooks.ts';
