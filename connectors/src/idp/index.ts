export {
  type IdProvider,
  type IdProviderOptions,
  type LoggedIn,
  type LoginAttempt,
  openIdProvider,
} from './openid-provider.ts';
