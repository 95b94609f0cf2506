import type { SignatureRequest } from '@chancery/api';
import type { BaselineLevel } from '@chancery/sca';
import { documentsOf, type SignatureRequest as StoredRequest } from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { signUrl } from './request-address.ts';

/** A request and how it stands, in the words of the API. */
export async function shownRequest(deps: SsaDeps, request: StoredRequest): Promise<SignatureRequest> {
  const { id, state, account_id, created_at, expires_at, failure } = request;
  const rows = await documentsOf(deps.store.db, id);
  const address = `${deps.publicOrigin}/api/v1/signature-requests/${id}/documents`;
  const documents = rows.map(({ name, size, sha256, position, level, dropped }) => ({
    name,
    size,
    sha256,
    ...(dropped ? { left_out: true as const } : {}),
    ...(state === 'signed' && !dropped
      ? { url: `${address}/${position}`, level: (level ?? 'B-B') as BaselineLevel }
      : {}),
  }));
  return {
    id,
    state,
    authorization_url: signUrl(deps, request),
    created_at: created_at.toISOString(),
    expires_at: expires_at.toISOString(),
    ...(account_id === null ? {} : { account: account_id }),
    documents,
    ...(failure === null ? {} : { failure }),
  };
}
