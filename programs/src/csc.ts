/** CSC on the SSA's server: who calls, which credentials, and the SAM that approves and signs. */
import {
  type Authorization,
  type KeyApproval,
  passwordClient,
  passwordLogin,
  passwordRefresh,
  revokePasswordToken,
  type SignatureApproval,
} from '@chancery/authorization';
import type { Outward } from '@chancery/connectors/tsa';
import type { OptionalAlgorithm } from '@chancery/pki';
import type { SamClient } from '@chancery/sam/client';
import {
  type CscDeps,
  cscAnswers,
  cscCredentials,
  cscDocuments,
  cscKeyApproval,
  cscKeys,
  cscNotices,
  cscRoutes,
  cscTimeStamps,
  limitedBearer,
  meteredBearer,
  type RateLimits,
  statusEnquiry,
} from '@chancery/ssa';
import { findAccount, mayKnow, recordEvent, type Store } from '@chancery/store';
import Type, { type Static } from 'typebox';
import { closed } from './configuration.ts';

/** `csc` of the configuration: what `info` says of the service. */
export const CscConfiguration = Type.Object(
  {
    /** ISO 3166-1 alpha-2 */
    region: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
    /** RFC 5646; the first where none is asked for that is here. */
    languages: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' }), { minItems: 1 }),
    ),
    description: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    /** `oauth2Servers` in the info of v2, for clients that know it alone: in the place of `oauth2`, which all others know. */
    oauth2Servers: Type.Optional(Type.Union([Type.Literal('baseUri'), Type.Literal('issuerIdentifier')])),
    /** Under which the authorities issue signers' certificates, as far as applications may name them for new credentials. */
    certificatePolicies: Type.Optional(Type.Array(Type.String({ pattern: '^[0-2](\\.(0|[1-9][0-9]{0,38}))+$' }))),
    /** How long a client of v1 waits for a signer's phone; a minute unless told. */
    pushSeconds: Type.Optional(Type.Integer({ minimum: 5, maximum: 600 })),
  },
  closed,
);

interface CscParts {
  readonly origin: string;
  readonly name: string;
  readonly store: Store;
  readonly sam: SamClient;
  readonly authorization: Authorization;
  readonly limits: RateLimits;
  readonly certificateOf?: CscDeps['certificateOf'];
  readonly switchedOn: readonly OptionalAlgorithm[];
  /** How signed documents get their time and their evidence. */
  readonly documents: Omit<Parameters<typeof cscDocuments>[0], 'store' | 'outward'>;
  readonly outward: Outward;
  readonly csc?: Static<typeof CscConfiguration> | undefined;
}

export function mountCsc(app: Parameters<typeof cscRoutes>[0], parts: CscParts): void {
  const { store, sam, authorization, limits, switchedOn, outward, documents, certificateOf } = parts;
  const answers = openAnswers(app, store, outward);
  cscRoutes(app, {
    info: serviceInfo(parts),
    ...tokens(store, authorization),
    accountOf: async (userID, { client }) => {
      const [account, known] = await Promise.all([findAccount(store.db, userID), mayKnow(store.db, client, userID)]);
      return known && account?.status === 'active' ? userID : undefined;
    },
    signerOf: async (account) => (await findAccount(store.db, account))?.signer ?? undefined,
    bearer: meteredBearer(limitedBearer(authorization.anyBearer, limits), store),
    isOver: authorization.isOver,
    ...(certificateOf && { certificateOf }),
    credentials: cscCredentials(store, sam, () => new Date()),
    askStatus: statusEnquiry(documents.revocation, Date.now),
    keys: cscKeys(store, authorization.grantOf),
    signing: sam,
    documents: cscDocuments({ store, outward, ...documents }),
    stamp: cscTimeStamps(parts),
    record: recordAct(store),
    later: answers.later,
    switchedOn,
    pushSeconds: parts.csc?.pushSeconds ?? 60,
    now: Date.now,
  });
}

/** What is still worked on when the server closes is kept, and then nobody is told any more. */
function openAnswers(app: Parameters<typeof cscRoutes>[0], store: Store, outward: Outward) {
  const failed = (error: unknown) => app.log.error({ err: error }, 'an answer was not kept');
  const untold = (error: unknown) => app.log.warn({ err: error }, 'a client was not told of its answer');
  const notices = cscNotices(outward, untold);
  const answers = cscAnswers({ store, clock: () => new Date(), failed, tell: notices.tell });
  app.addHook('onClose', async () => {
    await answers.settled();
    notices.close();
  });
  return answers;
}

function serviceInfo({ origin, name, csc = {} }: CscParts): CscDeps['info'] {
  const { region = 'ES', languages: [first = 'en-US', ...others] = [], description, oauth2Servers } = csc;
  return {
    name,
    description: description ?? 'Remote signing with keys that never leave the module.',
    region,
    languages: [first, ...others],
    baseUrl: origin,
    ...(oauth2Servers === undefined ? {} : { oauth2Servers }),
    logo: `${origin}/assets/logo.png`,
  };
}

/** The SAM has its own record of what was signed; this one knows the application's words for it. */
function recordAct({ db }: Store): CscDeps['record'] {
  return async (kind, { client, account }, { credentialID: object, n, clientData }) => {
    const detail = { ...(n === undefined ? {} : { n }), ...(clientData === undefined ? {} : { clientData }) };
    const about = {
      client,
      ...(account === undefined ? {} : { account }),
      ...(object === undefined ? {} : { object }),
    };
    await recordEvent(db, { kind, at: new Date(), ...about, detail });
  };
}

/** Two kinds of service token: by a password login, and by an application's OAuth flow. Each revokes its own kind only. */
function tokens(
  store: Store,
  authorization: Authorization,
): Pick<CscDeps, 'login' | 'refresh' | 'revoke' | 'sadOfToken'> {
  return {
    login: (user, password, rememberMe) => passwordLogin(store, user, password, rememberMe),
    refresh: (token, rememberMe) => passwordRefresh(store, token, rememberMe),
    revoke: (token, bearer) =>
      bearer.client === passwordClient
        ? revokePasswordToken(store, token, bearer.account)
        : authorization.revoke(token, bearer),
    sadOfToken: async (token, credentialID, { client, cnf }) => {
      const found = await authorization.sadOfToken(token, cnf);
      return found?.credentialID === credentialID && found.client === client ? found.sad : undefined;
    },
  };
}

/** What scope `credential` needs: the SAM, where people approve, and the credentials that only an approval authorizes. */
export function signatureApproval(store: Store, sam: SamClient, sicOrigin: string): SignatureApproval {
  const credentials = cscCredentials(store, sam, () => new Date());
  const find = async (account: string, credentialID: string) => {
    const found = await credentials.find(account, credentialID);
    return found?.authMode !== 'explicit' && found?.certStatus === 'valid' ? found : undefined;
  };
  const newest = async (account: string, signatureQualifier: string) => {
    for (const id of [...(await credentials.list(account))].reverse()) {
      const found = await find(account, id);
      if (found?.keyStatus === 'enabled' && found.signatureQualifier === signatureQualifier) return id;
    }
    return undefined;
  };
  return { sam, sicOrigin, credentials: { find, newest } };
}

/** What the scopes of new and ended credentials need. */
export function keyApproval(store: Store, publicOrigin: string, csc: CscParts['csc'], onlyScal1: boolean): KeyApproval {
  const { certificatePolicies = [] } = csc ?? {};
  return cscKeyApproval({ store, publicOrigin, certificatePolicies, onlyScal1, clock: () => new Date() });
}
