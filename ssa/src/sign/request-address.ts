import type { SignatureRequest } from '@chancery/store';
import { withQuery } from '../api/redirect-uri.ts';
import type { SsaDeps } from '../deps.ts';

/** What the person opens; everything of a request lies below it. */
export function signUrl(
  { publicOrigin }: Pick<SsaDeps, 'publicOrigin'>,
  { token }: Pick<SignatureRequest, 'token'>,
): string {
  return `${publicOrigin}/sign/${token}`;
}

/** The same request asked anew, for somebody who needs more time. */
export function moreTimeUrl(deps: Pick<SsaDeps, 'publicOrigin'>, request: Pick<SignatureRequest, 'token'>): string {
  return `${signUrl(deps, request)}/more-time`;
}

/** Where the approval page reads a document of the request. */
export function viewUrl({ publicOrigin }: SsaDeps, { view_token }: SignatureRequest, position: number): string {
  return `${publicOrigin}/sign/view/${view_token}/${position}`;
}

/** Back to the application, with what happened; undefined when it named no address. */
export function returnUrl({ redirect_uri, id, state }: SignatureRequest): string | undefined {
  return redirect_uri === null ? undefined : withQuery(redirect_uri, { request: id, status: state });
}
