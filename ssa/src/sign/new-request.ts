import type { KeyAlgorithm, NewSignatureRequest } from '@chancery/api';
import {
  createRequest,
  findAccount,
  findCredential,
  findRequest,
  recordEvent,
  type SignatureRequest,
  spendUploads,
  takeOver,
} from '@chancery/store';
import { requireKnownAccount } from '../api/known-account.ts';
import { requireRegistered } from '../api/redirect-uri.ts';
import type { SsaDeps } from '../deps.ts';
import { ordinaryKey, requireOffered } from '../errand/ask-for-key.ts';
import { requireTimeStamping } from '../levels/augmentation.ts';
import { randomToken } from '../random.ts';
import { SsaError } from '../ssa-error.ts';
import type { Place } from '../uploads/coming-in.ts';
import { usedMeanwhile } from '../uploads/usable-upload.ts';
import { keepDocuments, type Parts } from './new-documents.ts';
import { readForm } from './stored-form.ts';

/**
 * A request out of what was asked for and what came in at `place`: whole, with every document stored and every upload used
 * up by the one transaction that makes it, or not at all. Throws SsaError, ScaError.
 */
export async function newRequest(
  deps: SsaDeps,
  client: string,
  place: Place,
  wanted: NewSignatureRequest,
  parts: Parts,
): Promise<SignatureRequest> {
  await requirePossible(deps, wanted, client);
  const documents = await keepDocuments(deps, client, place, wanted, parts);
  const request = requestOf(wanted, client, place);
  const uploads = wanted.documents.flatMap(({ upload }) => upload ?? []);
  const about = {
    at: place.created_at,
    client,
    object: place.id,
    ...(wanted.account === undefined ? {} : { account: wanted.account }),
    detail: { documents: documents.map(({ sha256 }) => sha256) },
  };
  await deps.store.db.transaction().execute(async (trx) => {
    const now = deps.clock();
    if (!(await spendUploads(trx, client, uploads, request.id, now))) throw usedMeanwhile();
    if (!(await takeOver(trx, place.id, now))) throw new SsaError('expired', 'This took longer than a day.');
    await createRequest(trx, request, documents);
    await recordEvent(trx, { kind: 'request.created', ...about });
  });
  for (const upload of uploads) await deps.documents.delete(upload);
  return (await findRequest(deps.store.db, client, request.id)) as SignatureRequest;
}

async function requirePossible(deps: SsaDeps, wanted: NewSignatureRequest, client: string): Promise<void> {
  const { account, credential, redirect_uri, one_time_key } = wanted;
  await requireRegistered(deps, client, redirect_uri);
  // A form that contradicts itself is refused for that, whatever else is missing.
  for (const { signature } of wanted.documents) if (signature !== undefined) readForm(signature, {}, []);
  await requireTimeStamping(deps, client, wanted);
  if (account !== undefined) await requireKnownAccount(deps, client, account);
  if (one_time_key !== undefined) await requireOneTime(deps, wanted);
  if (credential === undefined) return;
  if (account === undefined) throw new SsaError('invalid_request', 'A credential can be named only with its account.');
  if ((await findCredential(deps.store.db, account, credential)) !== undefined) return;
  throw new SsaError('invalid_request', 'The account has no such credential.');
}

/** A key for one signature is a person's: an organisation seals with keys that last. */
async function requireOneTime(deps: SsaDeps, wanted: NewSignatureRequest): Promise<void> {
  const { account, credential } = wanted;
  if (credential !== undefined)
    throw new SsaError('invalid_request', 'Name a credential, or ask for a one-time key: not both.');
  requireOffered(deps, oneTimeOf(wanted));
  if (account !== undefined && (await findAccount(deps.store.db, account))?.organization)
    throw new SsaError('invalid_request', 'The account is of an organisation: it has no one-time keys.');
}

function oneTimeOf({ one_time_key: wanted }: NewSignatureRequest): KeyAlgorithm {
  return wanted === true || wanted === undefined ? ordinaryKey.algorithm : wanted;
}

const week = 7 * 86_400;

function requestOf(wanted: NewSignatureRequest, client: string, { id, document_key, created_at }: Place) {
  return {
    id,
    token: randomToken(),
    view_token: randomToken(),
    client_id: client,
    account_id: wanted.account ?? null,
    credential_id: wanted.credential ?? null,
    one_time: wanted.one_time_key === undefined ? null : JSON.stringify(oneTimeOf(wanted)),
    redirect_uri: wanted.redirect_uri ?? null,
    reason: wanted.reason ?? null,
    location: wanted.location ?? null,
    level: wanted.level ?? ('B-B' as const),
    when_unavailable: wanted.when_unavailable ?? ('fail' as const),
    document_key,
    created_at,
    expires_at: new Date(created_at.getTime() + (wanted.expires_in ?? week) * 1000),
  };
}
