export { IdpError, type IdpErrorCode } from './idp-error.ts';
export {
  type BeginOptions,
  type IdProvider,
  type IdProviderOptions,
  type LoggedIn,
  type LoginAttempt,
  openIdProvider,
} from './openid-provider.ts';
