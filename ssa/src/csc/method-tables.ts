import { authLogin } from './auth-login.ts';
import { authRevoke } from './auth-revoke.ts';
import { credentialsAuthorize } from './credentials-authorize.ts';
import { credentialsInfo } from './credentials-info.ts';
import { credentialsList } from './credentials-list.ts';
import type { Dialect } from './dialect.ts';
import type { implementedMethods } from './implemented-methods.ts';
import { info } from './info.ts';
import type { CscMethod } from './method.ts';
import { signaturesSignHash } from './signatures-sign-hash.ts';

type Table<D extends Dialect> = Readonly<Record<(typeof implementedMethods)[D][number], CscMethod>>;

const ofBoth = {
  'auth/login': authLogin,
  'auth/revoke': authRevoke,
  'credentials/list': credentialsList,
  'signatures/signHash': signaturesSignHash,
};

/** Who answers each method: where the dialects differ by no more than words, one function for both. */
export const methodTables: { readonly [D in Dialect]: Table<D> } = {
  v1: { ...ofBoth, info, 'credentials/info': credentialsInfo, 'credentials/authorize': credentialsAuthorize },
  v2: { ...ofBoth },
};
