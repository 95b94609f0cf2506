/**
 * A signature authorized over OAuth: the SAM makes the challenge, the signer approves on the approval page, and the SAD that
 * comes of it lies under the grant of the access token. This server neither shows nor decides anything.
 */
import { createHash } from 'node:crypto';
import {
  beginCredentialAuthorization,
  type Client,
  type CredentialAuthorization,
  findCredentialAuthorization,
  grantCredentialAuthorization,
  renewCredentialAuthorization,
  type Store,
} from '@chancery/store';
import type { CredentialRequest } from './credential-request.ts';
import type { HashName } from './digests.ts';

/** What scope `credential` needs; without it the scope is not offered. */
export interface SignatureApproval {
  readonly sam: {
    prepare(request: SignatureChallenge): Promise<{ readonly chal: string }>;
    status(chal: string): Promise<{
      readonly state: 'open' | 'activated' | 'refused' | 'cancelled' | 'expired';
      readonly result?: { readonly sad?: string; readonly sadExp?: number };
    }>;
    /** One that is decided stays as it is. */
    cancel(chal: string): Promise<void>;
  };
  /** Origin of the approval page. */
  readonly sicOrigin: string;
  readonly credentials: {
    /** Undefined alike for an unknown credential and another account's. */
    find(account: string, credentialID: string): Promise<ApprovableCredential | undefined>;
    /** The newest that can be used and has this `signatureQualifier`; undefined when she has none. */
    newest(account: string, signatureQualifier: string): Promise<string | undefined>;
  };
}

/** `signer` and `key` are the SAM's names. */
export interface ApprovableCredential {
  readonly signer: string;
  readonly key: string;
  readonly keyStatus: 'enabled' | 'disabled';
  /** Its rank (CSC API v2.0.0.2, signatureQualifier). */
  readonly signatureQualifier: string;
}

interface SignatureChallenge {
  readonly purpose: 'sign';
  readonly group: string;
  readonly client: string;
  readonly clientName: string;
  readonly returnUrl: string;
  readonly moreUrl: string;
  readonly lifetime?: number;
  readonly lang?: string;
  readonly signer: string;
  readonly key: string;
  readonly hashOid: HashName;
  readonly dtbsr: readonly string[];
  readonly binds?: 'sdr';
  readonly display: readonly { label: string; type: 'hash'; size: number; docSha256: string }[];
}

export interface Asked {
  /** Of the interaction. */
  readonly uid: string;
  readonly account: string;
  readonly client: Client;
  readonly request: CredentialRequest;
  readonly returnUrl: string;
  /** Where she finds the same anew who needs more time (WCAG 2.2, 2.2.1). */
  readonly moreUrl: string;
}

/** How long she has to decide, in seconds; five minutes unless told. */
export interface Pace {
  readonly lifetime?: number;
}

/** Where the browser goes for the approval; undefined when there is no such credential for this account. */
export async function beginApproval(
  store: Store,
  approval: SignatureApproval,
  asked: Asked,
): Promise<string | undefined> {
  const chal = (await begun(store, asked))?.chal ?? (await prepare(store, approval, asked));
  return chal === undefined ? undefined : `${approval.sicOrigin}/approve/${chal}`;
}

/**
 * The same hashes once more: in the place of a challenge whose time is over, or of one that is to last longer, which is closed. Undefined
 * where it was decided, or the credential is no longer one to be used.
 */
export async function askAnew(
  store: Store,
  approval: SignatureApproval,
  asked: Asked,
  pace: Pace,
): Promise<string | undefined> {
  const before = await begun(store, asked);
  if (before === undefined || !isUndecided(await approval.sam.status(before.chal))) return undefined;
  const credential = await approval.credentials.find(asked.account, before.credential_id);
  if (credential?.keyStatus !== 'enabled') return undefined;
  const { chal } = await approval.sam.prepare({ ...challenge(asked, credential), ...pace });
  const renewed = await renewCredentialAuthorization(store.db, before, chal);
  await approval.sam.cancel(renewed ? before.chal : chal);
  return beginApproval(store, approval, asked);
}

function isUndecided({ state }: { readonly state: string }): boolean {
  return state === 'open' || state === 'expired';
}

async function begun({ db }: Store, { uid, account }: Asked): Promise<CredentialAuthorization | undefined> {
  const found = await findCredentialAuthorization(db, 'uid', uid);
  return found?.account_id === account ? found : undefined;
}

async function prepare({ db }: Store, approval: SignatureApproval, asked: Asked): Promise<string | undefined> {
  const { uid, account, client, request } = asked;
  const credential_id = await chosen(approval, asked);
  const credential = credential_id === undefined ? undefined : await approval.credentials.find(account, credential_id);
  if (credential_id === undefined || !credential || !isMeant(credential, request)) return undefined;
  const { chal } = await approval.sam.prepare(challenge(asked, credential));
  const { tokenType: token_type } = request;
  const row = { uid, account_id: account, client_id: client.clientId, credential_id, token_type, chal };
  const first = await beginCredentialAuthorization(db, row);
  return first ? chal : (await findCredentialAuthorization(db, 'uid', uid))?.chal;
}

async function chosen({ credentials }: SignatureApproval, { account, request }: Asked): Promise<string | undefined> {
  const { credentialID, signatureQualifier = '' } = request;
  return credentialID ?? credentials.newest(account, signatureQualifier);
}

function isMeant({ keyStatus, signatureQualifier }: ApprovableCredential, request: CredentialRequest): boolean {
  return keyStatus === 'enabled' && (request.signatureQualifier ?? signatureQualifier) === signatureQualifier;
}

function challenge(
  { client, request, returnUrl, moreUrl }: Asked,
  { signer, key }: ApprovableCredential,
): SignatureChallenge {
  const { hashName, hashes, binds, lang } = request;
  return {
    purpose: 'sign',
    group: client.group,
    client: client.clientId,
    clientName: client.providerName.slice(0, 200),
    returnUrl,
    moreUrl,
    ...(lang && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(lang) ? { lang } : {}),
    signer,
    key,
    hashOid: hashName,
    dtbsr: hashes,
    ...(binds === undefined ? {} : { binds }),
    display: hashes.map((hash, index) => ({
      label: label(request, index),
      type: 'hash',
      size: 0,
      docSha256: mark(hash),
    })),
  };
}

/** What the signer reads of one hash: its own label, else the description of them all. */
function label({ hashes, labels, description = 'Document' }: CredentialRequest, index: number): string {
  const own = labels[index];
  if (own !== undefined) return onOneLine(own);
  return hashes.length === 1 ? onOneLine(description) : `${onOneLine(description)} (${index + 1})`;
}

function onOneLine(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, 280);
}

// Of a bare hash there is no document: the page shows the hash itself, or the SHA-256 of a longer one.
function mark(hash: string): string {
  const bytes = Buffer.from(hash, 'base64url');
  return bytes.length === 32 ? hash : createHash('sha256').update(bytes).digest('base64url');
}

export type Outcome =
  | {
      readonly kind: 'approved';
      readonly authorization: CredentialAuthorization;
      readonly sad: string;
      readonly expires: Date;
    }
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'denied' };

/** What became of the approval of this interaction, as the SAM says. */
export async function outcomeOf(
  store: Store,
  approval: SignatureApproval,
  uid: string,
  account: string,
): Promise<Outcome> {
  const authorization = await findCredentialAuthorization(store.db, 'uid', uid);
  if (authorization?.account_id !== account) return { kind: 'denied' };
  const { state, result } = await approval.sam.status(authorization.chal);
  if (state === 'open') return { kind: 'open', url: `${approval.sicOrigin}/approve/${authorization.chal}` };
  if (state === 'expired') return { kind: 'expired' };
  if (state !== 'activated' || !result?.sad) return { kind: 'denied' };
  return { kind: 'approved', authorization, sad: result.sad, expires: new Date((result.sadExp ?? 0) * 1000) };
}

/** Binds the SAD to a grant, once: false for every call but the first. */
export async function bindSad(store: Store, outcome: Outcome & { kind: 'approved' }, grant: string): Promise<boolean> {
  const { authorization, sad, expires } = outcome;
  return grantCredentialAuthorization(store.db, authorization.uid, { grant, sad, expires });
}
