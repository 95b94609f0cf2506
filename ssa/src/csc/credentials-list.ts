import { createHash } from 'node:crypto';
import { readable, requireBearer } from './bearer.ts';
import { readClientData } from './client-data.ts';
import type { CscBearer, CscDeps } from './csc-deps.ts';
import { CscError } from './csc-error.ts';
import type { CscMethod } from './method.ts';
import type { Parameters } from './parameters.ts';

const largestPage = 100;

/** CSC API v1.0.4.0, 11.4: credentials/list, in pages. */
export const credentialsList: CscMethod = async ({ parameters, authorization }, deps) => {
  const bearer = await requireBearer(authorization, deps, 'service');
  const account = await requireAccount(parameters, bearer, deps);
  const page = pageOf(await deps.credentials.list(account), readable(parameters, bearer), bearer, account);
  readClientData(parameters);
  return page;
};

/** The page of these ids that is asked for. @throws CscError */
export function pageOf(all: readonly string[], parameters: Parameters, bearer: CscBearer, account: string): Page {
  const size = pageSize(parameters);
  const pageToken = parameters.optionalString('pageToken', 'invalidPageToken');
  const start = pageToken === undefined ? 0 : startAfter(all, pageToken, bearer, account);
  const credentialIDs = all.slice(start, start + size);
  const last = credentialIDs.at(-1);
  const more = last !== undefined && start + size < all.length;
  return { credentialIDs, ...(more ? { nextPageToken: tokenAfter(last, bearer, account) } : {}) };
}

interface Page {
  readonly credentialIDs: readonly string[];
  readonly nextPageToken?: string;
}

/** A token that knows its user takes no other, and none at all from clients of today; one that does not must name one. */
export async function requireAccount(parameters: Parameters, bearer: CscBearer, deps: CscDeps): Promise<string> {
  const userID = parameters.value('userID');
  if (bearer.account !== undefined) {
    if (userID === undefined || (bearer.compatibility && userID === bearer.account)) return bearer.account;
    throw new CscError('userIdNotNull');
  }
  const account = typeof userID === 'string' ? await deps.accountOf(userID, bearer) : undefined;
  if (account === undefined) throw new CscError('invalidUserId');
  return account;
}

function pageSize(parameters: Parameters): number {
  const size = parameters.integer('maxResults', 'invalidMaxResults') ?? largestPage;
  if (size < 1) throw new CscError('invalidMaxResults');
  return Math.min(size, largestPage);
}

function startAfter(all: readonly string[], token: string, bearer: CscBearer, account: string): number {
  const at = all.findIndex((id) => tokenAfter(id, bearer, account) === token);
  if (at < 0) throw new CscError('invalidPageToken');
  return at + 1;
}

/** Opaque, and of use only to the client and user it was given to. */
function tokenAfter(id: string, bearer: CscBearer, account: string): string {
  const place = JSON.stringify(['page', bearer.client, account, id]);
  return createHash('sha256').update(place).digest('base64url').slice(0, 22);
}
