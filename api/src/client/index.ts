export { AdminClient } from './admin-client.ts';
export { ApiError, type ClientOptions } from './call.ts';
export { type Approvable, ChanceryClient, type Credentials, type DocumentInput } from './chancery-client.ts';
export type { StateEvent } from './follow.ts';
export type { Content } from './json-text.ts';
export type { SignedFile } from './signed-file.ts';
