import type { PrepareSign } from '@chancery/sam/client';
import { schemeFor } from '@chancery/sca';
import {
  type Account,
  beginAttempt,
  type Credential,
  findErrand,
  recordEvent,
  type SignatureRequest,
} from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { askingClient } from '../errand/asking.ts';
import { openChallenge } from '../errand/settle-errand.ts';
import { heard, type Visitor } from '../errand/visitor.ts';
import { SsaError } from '../ssa-error.ts';
import { certificatesOf } from './credential.ts';
import { reloaded } from './ended.ts';
import { frozenDocuments } from './frozen-documents.ts';
import { moreTimeUrl, signUrl, viewUrl } from './request-address.ts';
import { shownDocument } from './shown-document.ts';

/**
 * The challenge the signer is sent to: the one still open (a reload, a second tab), or a new one over the same frozen
 * hashes, which is a new attempt. Who needs more time gets a new one that lasts, and the one before is closed.
 */
export async function askApproval(
  deps: SsaDeps,
  request: SignatureRequest,
  account: Account,
  credential: Credential,
  visitor: Visitor,
): Promise<string> {
  const open = await openChallenge(deps, request.chal);
  if (open !== undefined && visitor.pace === 'usual') return open;
  return newAttempt(deps, request, open, {
    ...(await intentOf(deps, request, account, credential)),
    ...heard(visitor),
  });
}

/** The same for an organisation's own key: always a new challenge, and the one before is closed. */
export async function askClient(
  deps: SsaDeps,
  request: SignatureRequest,
  account: Account,
  credential: Credential,
): Promise<string> {
  const open = await openChallenge(deps, request.chal);
  return newAttempt(deps, request, open, { ...(await intentOf(deps, request, account, credential)), by: 'client' });
}

async function newAttempt(
  deps: SsaDeps,
  request: SignatureRequest,
  open: string | undefined,
  intent: PrepareSign,
): Promise<string> {
  const { chal } = await deps.sam.prepare(intent);
  if (await begin(deps, request, chal)) {
    if (open !== undefined) await deps.sam.cancel(open);
    return chal;
  }
  await deps.sam.cancel(chal);
  const now = await reloaded(deps, request);
  if (now.state === 'prepared' && now.chal !== null && now.chal !== request.chal) return now.chal;
  throw new SsaError('in_progress', 'Another window is at this step. Please load the page again.');
}

async function begin(deps: SsaDeps, { id, chal: before, client_id: client }: SignatureRequest, chal: string) {
  return deps.store.db.transaction().execute(async (trx) => {
    const attempt = await beginAttempt(trx, id, before, chal);
    if (attempt === undefined) return false;
    await recordEvent(trx, {
      kind: 'request.approval-asked',
      at: deps.clock(),
      client,
      object: id,
      detail: { chal, attempt },
    });
    return true;
  });
}

async function intentOf(deps: SsaDeps, request: SignatureRequest, account: Account, credential: Credential) {
  if (account.signer === null) throw new SsaError('not_enrolled', 'You have not enrolled yet.');
  const documents = await frozenDocuments(deps, request);
  return {
    ...(await askingClient(deps, request.client_id)),
    purpose: 'sign' as const,
    returnUrl: `${signUrl(deps, request)}/return`,
    moreUrl: moreTimeUrl(deps, request),
    signer: account.signer,
    key: credential.key,
    hashOid: schemeFor(certificatesOf(credential)[0] as Uint8Array).digest,
    ...(await parentOf(deps, request)),
    dtbsr: documents.map(({ frozen }) => frozen.dtbsr),
    display: documents.map((one) => shownDocument(one, viewUrl(deps, request, one.row.position))),
  };
}

/** A one-time key signs under the act that made it. */
async function parentOf({ store }: SsaDeps, { id, client_id, one_time }: SignatureRequest) {
  if (one_time === null) return {};
  const errand = await findErrand(store.db, client_id, 'key.create', `${id}.key.create`);
  return errand?.chal ? { parent: errand.chal } : {};
}
