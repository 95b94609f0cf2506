import { randomBytes } from 'node:crypto';
import { canonicalize } from './canonical-json.ts';
import { type OfficerProof, sha256Text } from './officer.ts';
import type { OfficerSigner } from './officer-sam-client.ts';

/** What is restored, why, and until when it may be; all of it is signed. */
export type RestoreParams = {
  readonly backupSha256: string;
  readonly reason: string;
  readonly created: string;
  readonly exp: string;
};

/** A request to restore as it goes from hand to hand while no SAM runs. */
export type RestoreRequest = {
  readonly op: string;
  readonly aud: string;
  readonly params: RestoreParams;
  readonly requestedBy: string;
  readonly proof: OfficerProof;
  readonly approvals: readonly { readonly officer: string; readonly proof: OfficerProof }[];
};

const lifetime = 24 * 3_600_000;

/** An officer asks for a restore, and signs that he does. */
export async function requestRestore(
  asked: { readonly aud: string; readonly officer: string; readonly backupSha256: string; readonly reason: string },
  now: Date,
  sign: OfficerSigner,
): Promise<RestoreRequest> {
  const { aud, officer, backupSha256, reason } = asked;
  const exp = new Date(now.getTime() + lifetime).toISOString();
  const params = { backupSha256, reason, created: now.toISOString(), exp };
  const op = `op_${randomBytes(16).toString('base64url')}`;
  const proof = await sign({
    act: 'request',
    aud,
    officer,
    op,
    type: 'restore',
    paramsSha256: restoreHash({ params }),
  });
  return { op, aud, params, requestedBy: officer, proof, approvals: [] };
}

/** What those who approve compare before they sign. */
export function restoreHash({ params }: Pick<RestoreRequest, 'params'>): string {
  return sha256Text(canonicalize(params));
}

/** The request with one approval more. */
export async function approveRestore(
  request: RestoreRequest,
  officer: string,
  sign: OfficerSigner,
): Promise<RestoreRequest> {
  const { aud, op, approvals } = request;
  const proof = await sign({ act: 'approve', aud, officer, op, type: 'restore', paramsSha256: restoreHash(request) });
  return { ...request, approvals: [...approvals, { officer, proof }] };
}
