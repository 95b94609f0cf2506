export { type Authorization, type AuthorizationOptions, authorizationRoutes, type Bearer } from './authorization.ts';
export { localPath } from './login.ts';
