export {
  type Account,
  beginLogin,
  clearFailedLogins,
  createAccount,
  createSession,
  endSession,
  findAccount,
  findAccountByIdentity,
  findSession,
  identityOf,
  linkSigner,
  type NewAccount,
  type Session,
  setAccountStatus,
} from './accounts.ts';
export {
  type Artifact,
  consumeArtifact,
  destroyArtifact,
  findArtifact,
  revokeGrant,
  saveArtifact,
} from './artifacts.ts';
export { type Credential, createCredential, findCredential, listCredentials } from './credentials.ts';
export {
  createErrand,
  type Errand,
  findErrand,
  findErrandByToken,
  finishErrand,
  setErrandChallenge,
} from './errands.ts';
export { StoreError, type StoreErrorCode } from './error.ts';
export { lockFolder } from './lock.ts';
export { migrate } from './migrate.ts';
export { type Database, openStore, type Store } from './open.ts';
export type { PasswordVerifier, Schema } from './schema.ts';
export {
  beginAttempt,
  claimRequest,
  createRequest,
  documentsOf,
  endRequest,
  findReply,
  findRequest,
  findRequestBy,
  freezeRequest,
  keepReply,
  type NewDocument,
  type NewRequest,
  type Reply,
  type SignatureRequest,
  type StoredDocument,
} from './signature-requests.ts';
export {
  type Client,
  createCa,
  createClient,
  createGroup,
  createIdp,
  createProvider,
  findCa,
  findClient,
  findIdp,
  ping,
} from './tenants.ts';
