import { isMessageScheme } from '@chancery/pki';
import { SamError, type SamErrorCode } from '@chancery/sam/client';
import {
  embedDocument,
  type PreparedDocument,
  requireUnchanged,
  ScaError,
  type SignatureValue,
  schemeFor,
  signedOctets,
} from '@chancery/sca';
import { type Credential, findPastCredential, type SignatureRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { DocumentError } from '../documents/document-store.ts';
import { raiseDocuments } from '../levels/raise-documents.ts';
import { SsaError } from '../ssa-error.ts';
import { type At, atDocument } from './at-document.ts';
import { certificatesOf } from './credential.ts';
import { embeddedName, originalName } from './document-names.ts';
import { end, reloaded } from './ended.ts';
import { type Frozen, frozenDocuments, preparedOf } from './frozen-documents.ts';
import { Lease } from './lease.ts';

/**
 * Redeems an approval: under a lease, so that two windows do not ask at once; with the attempt's own call id, so that a
 * second ask after a crash gets the first one's values. What the SAM refuses for good ends the request.
 */
export async function complete(deps: SsaDeps, request: SignatureRequest, sad: string): Promise<SignatureRequest> {
  const lease = await Lease.take(deps, request);
  if (lease === undefined) return reloaded(deps, request);
  const at: At = {};
  try {
    const documents = await frozenDocuments(deps, request);
    if (!(await areEmbedded(deps, request, documents))) await signDocuments(deps, request, documents, sad, at);
    await raiseDocuments(deps, request, documents, at);
  } catch (error) {
    return interrupted(deps, request, lease, error, at);
  }
  await lease.settle();
  return end(deps, request, 'signed');
}

/**
 * The slots of a call that died are spent and its time may be over: then the signer is asked again (design: never a
 * refund). The SAM away or our disk full: the next visit goes on. Anything else refused for good: the request has failed.
 */
async function interrupted(deps: SsaDeps, request: SignatureRequest, lease: Lease, error: unknown, at: At) {
  if (error instanceof SamError && approvalLost.has(error.code)) {
    await lease.loseApproval(error.code);
    return reloaded(deps, request);
  }
  if (isAway(error) && request.expires_at > deps.clock()) {
    await lease.drop();
    return reloaded(deps, request);
  }
  if (!isLasting(error)) {
    await lease.drop();
    throw error;
  }
  await lease.settle();
  return end(deps, request, 'failed', error.code, at.position);
}

/** Signed, but without its time or its evidence: the next visit goes on, as long as there is time. */
function isAway(error: unknown): boolean {
  return error instanceof ScaError && (error.code === 'time-stamp-missing' || error.code === 'evidence-missing');
}

const approvalLost: ReadonlySet<SamErrorCode> = new Set(['sad_used', 'sad_expired', 'expired']);

function isLasting(error: unknown): error is ScaError | SsaError | DocumentError | SamError {
  if (error instanceof SamError) return error.code !== 'module_unavailable' && error.code !== 'rate';
  return error instanceof ScaError || error instanceof SsaError || error instanceof DocumentError;
}

async function areEmbedded({ documents }: SsaDeps, { id }: SignatureRequest, all: readonly Frozen[]): Promise<boolean> {
  const done = await documents.names(id);
  return all.every(({ row }) => done.has(embeddedName(row.position)));
}

async function signDocuments(
  deps: SsaDeps,
  request: SignatureRequest,
  documents: readonly Frozen[],
  sad: string,
  at: At,
): Promise<void> {
  const credential = await credentialOf(deps, request);
  const certificates = certificatesOf(credential);
  const prepared = await checkedDocuments(deps, request, documents, certificates[0] as Uint8Array, at);
  const scheme = schemeFor(certificates[0] as Uint8Array);
  const digests = documents.map(({ frozen }) => frozen.dtbsr);
  const callId = `${request.id}.${request.attempt}`;
  const beside = isMessageScheme(scheme) ? { messages: prepared.map(messageOf) } : {};
  const { client_id: client } = request;
  const { signatures } = await deps.sam.sign({ sad, client, key: credential.key, callId, scheme, digests, ...beside });
  for (const [i, { row }] of documents.entries()) {
    const signature = Buffer.from(signatures[i] ?? '', 'base64url');
    await embedOne(deps, request, row.position, prepared[i] as PreparedDocument, { certificates, scheme, signature });
  }
}

/** A key that signs messages needs what the approved digest is of. */
function messageOf({ signature }: PreparedDocument): string {
  return Buffer.from(signedOctets(signature)).toString('base64url');
}

async function embedOne(
  deps: SsaDeps,
  { document_key: key, id }: SignatureRequest,
  position: number,
  prepared: PreparedDocument,
  value: SignatureValue,
): Promise<void> {
  const original = await deps.documents.open(key, id, originalName(position));
  const { octets } = await embedDocument(prepared, value, original).finally(() => original.close());
  await deps.documents.put(key, id, embeddedName(position), octets);
}

async function credentialOf({ store }: SsaDeps, { account_id, credential_id }: SignatureRequest): Promise<Credential> {
  const found = await findPastCredential(store.db, account_id ?? '', credential_id ?? '');
  if (found === undefined) throw new SsaError('conflict', 'The identity of this request is gone.');
  return found;
}

/** The last check before harm, document by document, from the stored octets. */
async function checkedDocuments(
  deps: SsaDeps,
  request: SignatureRequest,
  documents: readonly Frozen[],
  certificate: Uint8Array,
  at: At,
): Promise<PreparedDocument[]> {
  const checked: PreparedDocument[] = [];
  for (const { row, frozen } of documents) {
    const check = async () => {
      const prepared = await preparedOf(deps, request, frozen);
      const original = await deps.documents.open(request.document_key, request.id, originalName(row.position));
      const approved = Buffer.from(frozen.dtbsr, 'base64url');
      await requireUnchanged(original, prepared, approved, certificate).finally(() => original.close());
      return prepared;
    };
    checked.push(await atDocument(at, row.position, check));
  }
  return checked;
}
