export {
  type Account,
  beginLogin,
  createAccount,
  createSession,
  endSession,
  findAccount,
  findAccountByIdentity,
  findSession,
  finishLogin,
  identityOf,
  linkSigner,
  type NewAccount,
  type Session,
  setAccountStatus,
  setLogin,
} from './accounts.ts';
export { apiKeys, apiKeysOf, removeApiKey, type StoredApiKey, saveApiKey } from './api-keys.ts';
export {
  type Artifact,
  consumeArtifact,
  destroyArtifact,
  endGrant,
  endGrantOf,
  findArtifact,
  findLogin,
  findTokenOfGrant,
  type NewArtifact,
  revokeGrant,
  saveArtifact,
  saveNewArtifacts,
  spendArtifact,
} from './artifacts.ts';
export { type FoundBearer, findBearers, isTokenOver } from './bearers.ts';
export {
  type ConfigurationRow,
  type ConfigurationTable,
  changeConfigurationRow,
  configurationRows,
  removeConfigurationRow,
} from './configuration.ts';
export {
  beginCredentialAuthorization,
  type CredentialAuthorization,
  findCredentialAuthorization,
  grantCredentialAuthorization,
  renewCredentialAuthorization,
} from './credential-authorizations.ts';
export {
  accountOfCredential,
  type Credential,
  createCredential,
  credentialOfRequest,
  destroyCredential,
  type FoundCredential,
  findCredential,
  findCredentialsWithSigner,
  findPastCredential,
  groupOfCredential,
  listCredentials,
  noteRevocation,
} from './credentials.ts';
export { type CscAnswer, expectCscAnswer, findCscAnswer, keepCscAnswer } from './csc-answers.ts';
export {
  type DataDecision,
  dataDecided,
  keepDataDecision,
  type StandingRelease,
  standingReleases,
  takeDataBack,
} from './data-releases.ts';
export {
  createErrand,
  type Errand,
  findErrand,
  findErrandByToken,
  findGrantedErrand,
  finishErrand,
  grantErrand,
  type NewErrand,
  openDeletions,
  redeemErrand,
  setErrandChallenge,
} from './errands.ts';
export { StoreError, type StoreErrorCode } from './error.ts';
export { type Event, eventsOf, type PastEvent, recordEvent } from './events.ts';
export { Gathered } from './gathered.ts';
export {
  forgetReplies,
  keepReply,
  type Reply,
  releaseReply,
  renewReply,
  reservedFor,
  reserveReply,
} from './idempotency.ts';
export { mayKnow } from './known-accounts.ts';
export { lockFolder } from './lock.ts';
export { migrate, requireMigrated } from './migrate.ts';
export { type Database, openStore, type Store } from './open.ts';
export { takeRate } from './rates.ts';
export type { ChosenPlace, FrozenDocument, PasswordVerifier, Revocation, Schema, StoredBranding } from './schema.ts';
export {
  beginAttempt,
  choose,
  claimRequest,
  createRequest,
  documentAt,
  documentsOf,
  dropLease,
  endRequest,
  type Freezing,
  findRequest,
  findRequestBy,
  forgetDocumentKey,
  forgettableRequests,
  freezeRequest,
  keptDocumentsOf,
  listRequests,
  loseApproval,
  type NewDocument,
  type NewRequest,
  renewLease,
  requestsWaitingFor,
  type SignatureRequest,
  type StoredDocument,
  setLevel,
  takeLease,
} from './signature-requests.ts';
export { sweep } from './sweep.ts';
export {
  type Client,
  createCa,
  createClient,
  createGroup,
  createIdp,
  createProvider,
  createTsa,
  findBranding,
  findCa,
  findClient,
  findClients,
  findIdp,
  findLogo,
  findTsas,
  onlyGroupWithTsas,
  ping,
  secretDigest,
  type Tsa,
} from './tenants.ts';
export {
  beginUpload,
  completeUpload,
  findUpload,
  isKept,
  type NewUpload,
  overdueUploads,
  removeUpload,
  spendUploads,
  takeOver,
  type Upload,
  type UploadLimits,
} from './uploads.ts';
export { addUsage, takeQuota, type Usage, usageBetween } from './usage.ts';
export {
  changeWebhook,
  createWebhook,
  type Delivery,
  dueDeliveries,
  findDelivery,
  findWebhook,
  keepTry,
  leaseWebhooks,
  listDeliveries,
  releaseWebhook,
  removeWebhook,
  replayDelivery,
  replaySpan,
  requestsToAsk,
  type StoredWebhook,
  type Tried,
  toldStates,
  webhooksOf,
} from './webhooks.ts';
