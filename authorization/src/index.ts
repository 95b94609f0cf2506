export { type Authorization, type AuthorizationOptions, authorizationRoutes, type Bearer } from './authorization.ts';
export { localPath } from './login.ts';
export {
  type PasswordBearer,
  type PasswordTokens,
  passwordBearer,
  passwordLogin,
  revokePasswordToken,
} from './password-login.ts';
