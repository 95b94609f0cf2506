export {
  type CertificateAuthorityOptions,
  type RunningCertificateAuthority,
  startCertificateAuthority,
} from './ca/certificate-authority.ts';
export { sandboxPolicy } from './ca/certify.ts';
export { type DemoProviderOptions, startDemoProvider } from './demo-provider/demo-provider.ts';
export { SandboxError, type SandboxErrorCode } from './error.ts';
export { type InboxOptions, type Received, type RunningInbox, startInbox } from './inbox/inbox.ts';
export type { OpenIdClient, ResponseType } from './openid/client.ts';
export {
  type OpenIdProviderOptions,
  type RunningOpenIdProvider,
  startOpenIdProvider,
} from './openid/open-id-provider.ts';
export { type Person, sandboxPeople } from './openid/person.ts';
export { Phone, type PhoneState, readInvitation } from './phone/phone.ts';
export type { ServiceProvider } from './saml/authn-request.ts';
export { type RunningSamlProvider, type SamlProviderOptions, startSamlProvider } from './saml/saml-provider.ts';
export { samplePdf } from './sample-pdf/sample-pdf.ts';
export type { Running } from './server/loopback-server.ts';
export type { SignerEvidence } from './signer/approval.ts';
export type { Browser, Page } from './signer/browser.ts';
export {
  type SignerBrowser,
  type SignerBrowserOptions,
  type SignerStep,
  signerBrowser,
  type Walk,
} from './signer/scripted-signer.ts';
export { type SealingClient, type SealingClientOptions, sealingClient } from './signer/sealing-client.ts';
export {
  type Assertion,
  type CreatedPasskey,
  type CreateRequest,
  type GetRequest,
  type PasskeyUser,
  SoftwareAuthenticator,
  type StoredPasskey,
} from './signer/software-authenticator.ts';
export type { Statement, StatementKey } from './signer/statement.ts';
export { sandboxTimePolicy } from './tsa/answer-time-stamp.ts';
export {
  type RunningTimeStampingAuthority,
  startTimeStampingAuthority,
  type TimeStampingAuthorityOptions,
} from './tsa/time-stamping-authority.ts';
