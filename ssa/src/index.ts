export type { CscBearer, CscCredential, CscDeps, CscServiceInfo, CscTokens } from './csc/csc-deps.ts';
export { cscRoutes } from './csc/routes.ts';
export { cscCredentials } from './csc-credentials.ts';
export type { Caller, SsaDeps } from './deps.ts';
export { DocumentError, type DocumentStore, openDocumentFolder } from './documents.ts';
export { createServer, type ServerOptions } from './http/server.ts';
export { ssaRoutes } from './routes.ts';
export { forgetDocuments } from './sign/forget.ts';
export { SsaError } from './ssa-error.ts';
