import { authLogin } from './auth-login.ts';
import { authRevoke } from './auth-revoke.ts';
import { credentialsAuthorize } from './credentials-authorize.ts';
import { credentialsExtendTransaction } from './credentials-extend-transaction.ts';
import { credentialsInfo } from './credentials-info.ts';
import { credentialsList } from './credentials-list.ts';
import { credentialsSendOtp } from './credentials-send-otp.ts';
import type { Dialect } from './dialect.ts';
import { type CscMethodName, implementedMethods } from './implemented-methods.ts';
import { info } from './info.ts';
import type { CscMethod } from './method.ts';
import { signaturesSignHash } from './signatures-sign-hash.ts';
import { signaturesTimestamp } from './signatures-timestamp.ts';
import { credentialsAuthorizeCheck } from './v2/credentials-authorize-check.ts';
import { credentialsCreate } from './v2/credentials-create.ts';
import { credentialsDelete } from './v2/credentials-delete.ts';
import { credentialsGetChallenge } from './v2/credentials-get-challenge.ts';
import { credentialsInfo as credentialsInfoOfV2 } from './v2/credentials-info.ts';
import { credentialsList as credentialsListOfV2 } from './v2/credentials-list.ts';
import { info as infoOfV2 } from './v2/info.ts';
import { signaturesSignDoc } from './v2/signatures-sign-doc.ts';
import { signaturesSignPolling } from './v2/signatures-sign-polling.ts';

type Table<D extends Dialect> = Readonly<Record<(typeof implementedMethods)[D][number], CscMethod>>;

/** Where the dialects differ by no more than words, one function is for both. */
const ofBoth = {
  'auth/login': authLogin,
  'auth/revoke': authRevoke,
  'credentials/authorize': credentialsAuthorize,
  'credentials/extendTransaction': credentialsExtendTransaction,
  'credentials/sendOTP': credentialsSendOtp,
  'signatures/signHash': signaturesSignHash,
  'signatures/timestamp': signaturesTimestamp,
};

const tables: { readonly [D in Dialect]: Table<D> } = {
  v1: { ...ofBoth, info, 'credentials/list': credentialsList, 'credentials/info': credentialsInfo },
  v2: {
    ...ofBoth,
    info: infoOfV2,
    'credentials/list': credentialsListOfV2,
    'credentials/info': credentialsInfoOfV2,
    'credentials/create': credentialsCreate,
    'credentials/delete': credentialsDelete,
    'credentials/authorizeCheck': credentialsAuthorizeCheck,
    'credentials/getChallenge': credentialsGetChallenge,
    'signatures/signDoc': signaturesSignDoc,
    'signatures/signPolling': signaturesSignPolling,
  },
};

/** Who answers each method, in the order in which `info` names them. */
export function methodsOf(dialect: Dialect): readonly (readonly [CscMethodName, CscMethod])[] {
  const table: Readonly<Record<string, CscMethod>> = tables[dialect];
  return implementedMethods[dialect].map((name) => [name, table[name] as CscMethod]);
}
