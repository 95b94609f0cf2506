import type { IncomingMessage } from 'node:http';
import type { OptionalAlgorithm, WrittenDigest } from '@chancery/pki';
import type { SamClient } from '@chancery/sam/client';
import type { Augmentation, Stamp } from '@chancery/sca';
import type { Event } from '@chancery/store';
import type { Possession } from '../http/possession.ts';
import type { Later } from './v2/operation-mode.ts';

/** What the CSC methods need from the rest of the application, and nothing more. */
export interface CscDeps {
  readonly info: CscServiceInfo;
  /** Who a Bearer token stands for; undefined when it is unknown, expired or revoked, or bound to what did not come with it. */
  bearer(token: string, possession?: Possession): Promise<CscBearer | undefined>;
  /** Whether a token was good, and is expired or revoked: for a while it is remembered. */
  isOver(token: string): Promise<boolean>;
  /** DER of the certificate whose key the sender of a request has shown to have; nobody has one unless told. */
  certificateOf?(request: IncomingMessage): Uint8Array | undefined;
  /** Tokens of a person by name and password; undefined when they do not match. A refresh token only when remembered. */
  login(user: string, password: string, rememberMe: boolean): Promise<CscTokens | undefined>;
  /** Fresh tokens for a refresh token; undefined when it is unknown, used or revoked. */
  refresh(refreshToken: string, rememberMe: boolean): Promise<CscTokens | undefined>;
  /** Revokes a token of this bearer's client and account; a refresh token takes its access tokens along. False when unknown. */
  revoke(token: string, bearer: CscBearer, hint?: 'access_token' | 'refresh_token'): Promise<boolean>;
  /** The account a user-independent client means by `userID`; undefined when there is none it may name. */
  accountOf(userID: string, bearer: CscBearer): Promise<string | undefined>;
  /** Who a person is at the SAM; undefined who has not enrolled. */
  signerOf(account: string): Promise<string | undefined>;
  readonly credentials: {
    /** All credential ids of an account, in an order that stays. */
    list(account: string): Promise<readonly string[]>;
    /** Whose a credential is, for a user-independent client; undefined for what it may not name. */
    accountOf(credentialID: string, bearer: CscBearer): Promise<string | undefined>;
    /** Undefined alike, and as fast, for an unknown credential and another account's. */
    find(account: string, credentialID: string): Promise<CscCredential | undefined>;
  };
  /** What the authority of a credential says of its certificate now; undefined when it says nothing. */
  askStatus(credential: CscCredential): Promise<Pick<CscCredential, 'certStatus' | 'statusSeen'> | undefined>;
  readonly signing: Pick<
    SamClient,
    'authorizePin' | 'sendExplicitOtp' | 'push' | 'pushed' | 'cancel' | 'extend' | 'sign'
  >;
  /** How long a signer's phone is waited for. */
  readonly pushSeconds: number;
  /** The SAM's SAD behind a credential-scope access token for this credential and caller; undefined when there is none. */
  sadOfToken(accessToken: string, credentialID: string, bearer: CscBearer): Promise<string | undefined>;
  readonly keys: {
    /** The credential that was made, or destroyed, by what its person approved for this token; of no other client and person. */
    approved(accessToken: string, bearer: CscBearer): Promise<string | undefined>;
    /** Uses that token: true for one call alone. */
    redeem(accessToken: string): Promise<boolean>;
  };
  /** A verified time-stamp token (DER) over a digest, with this nonce; undefined where no authority serves this caller. */
  stamp(
    bearer: CscBearer,
    imprint: Uint8Array,
    digest: WrittenDigest,
    nonce: bigint | undefined,
  ): Promise<Uint8Array | undefined>;
  /** Keeps the record of an act that succeeded, with what its client wants kept. */
  record(act: CscAct, bearer: CscBearer, about: CscActDetail): Promise<void>;
  /** What is offered beyond the ordinary: nothing unless told. */
  readonly switchedOn?: readonly OptionalAlgorithm[];
  /** How signed documents get their time and their evidence. */
  readonly documents: Pick<Augmentation, 'sources' | 'anchors'> & {
    /** Undefined where nobody gives time to this client, nor to the one whose key it is. */
    stampFor(client: string, credentialID: string): Promise<Stamp | undefined>;
  };
  /** Answers that are fetched later. */
  readonly later: {
    /** Whether the caller is an application that has this address, to the letter, among those that may be told. */
    mayTell(bearer: CscBearer, responseUri: string): Promise<boolean>;
    /** Works on it from now on, and tells who is to be told; the id it is fetched by while it is kept, by this client and account alone. */
    begin(bearer: CscBearer, later: Later, answer: () => Promise<object>): Promise<string>;
    /** Undefined when there is none, or not any more. @throws CscError where it was refused */
    find(id: string, bearer: CscBearer): Promise<object | 'pending' | undefined>;
  };
  /** The clock, in milliseconds. */
  now(): number;
}

export interface CscServiceInfo {
  readonly name: string;
  readonly description: string;
  /** ISO 3166-1 alpha-2 */
  readonly region: string;
  /** RFC 5646; the first is the default */
  readonly languages: readonly [string, ...string[]];
  /** Where this server is seen from outside; `/oauth2/...` lives below it */
  readonly baseUrl: string;
  /** That v2 names it in the list of 2.2, by where it is or by its issuer, and not as `oauth2`, which every client knows. */
  readonly oauth2Servers?: 'baseUri' | 'issuerIdentifier';
  /** PNG or JPEG, at most 256 by 256 */
  readonly logo: string;
}

/**
 * `account` is absent for a user-independent token (client credentials); `credentialID` is present for a token of scope
 * `credential`: the one credential it may name.
 */
export interface CscBearer {
  readonly client: string;
  /** As people read it; empty or absent for a person who logged in with a password. */
  readonly clientName?: string;
  /** Of its service provider; likewise. */
  readonly group?: string;
  readonly account?: string;
  readonly credentialID?: string;
  readonly scopes: readonly string[];
  /** It writes numbers and truth values as texts, and may say again who its person is. */
  readonly compatibility?: true;
  /** What the token is bound to, and the caller has shown to have (RFC 7800, 3). */
  readonly cnf?: { readonly 'x5t#S256'?: string; readonly jkt?: string };
  /** What the login behind it lacks for this application: any of these classes, or to be as recent as these seconds. */
  readonly lacking?: { readonly acrValues: readonly string[]; readonly maxAge?: number };
}

export type CscAct = Extract<Event['kind'], `csc.${string}`>;

/** `n`: how many signatures, or how many hashes were named. */
export interface CscActDetail {
  readonly credentialID?: string;
  readonly n?: number | undefined;
  readonly clientData: string | undefined;
}

export interface CscTokens {
  readonly access_token: string;
  readonly refresh_token?: string;
  /** seconds */
  readonly expires_in: number;
}

/** One signing credential: a key of the SAM with its certificate. */
export interface CscCredential {
  readonly credentialID: string;
  readonly description?: string;
  /** The SAM's names for the signer and the key */
  readonly signer: string;
  readonly key: string;
  readonly keyStatus: 'enabled' | 'disabled';
  readonly certStatus: 'valid' | 'expired' | 'revoked' | 'suspended';
  /** When its authority last said so; it did by issuing it */
  readonly statusSeen: Date;
  /** DER, the signer's first, then issuers upwards */
  readonly certificates: readonly [Uint8Array, ...Uint8Array[]];
  readonly scal: 1 | 2;
  /** The rank of its signatures, as CSC v2 names it. */
  readonly signatureQualifier: string;
  /** Beside the PIN a one-time password is asked for, which credentials/sendOTP sends. */
  readonly otp?: { readonly label?: string };
  /** `explicit` (a PIN in the body) is for SCAL1 only; `implicit`: her phone is asked, and an approval by OAuth is good too */
  readonly authMode: 'explicit' | 'implicit' | 'oauth2code';
  readonly pin?: { readonly format: 'A' | 'N'; readonly label?: string; readonly description?: string };
  readonly multisign: number;
}
