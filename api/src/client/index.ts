export { AdminClient } from './admin-client.ts';
export { ApiError, type ClientOptions } from './call.ts';
export { ChanceryClient, type Credentials, type DocumentInput } from './chancery-client.ts';
