import { type CompactJWSHeaderParameters, compactVerify, importJWK } from 'jose';
import type { ClientEvidence } from '../../../client/index.ts';
import type { OrganizationKey, TrustedOrganization } from '../../config.ts';
import { refuse } from '../../refusal.ts';

const algorithms = ['ES256', 'ES384', 'PS256', 'PS384'];
const type = 'chancery-approval';

/** Which organisation must have approved which intent, and when that is judged. */
export type ExpectedApproval = {
  readonly organization: TrustedOrganization;
  readonly ih: Uint8Array;
  readonly now: Date;
};

/**
 * An organisation's approval by a key of its own that officers registered: a JWS (RFC 7515) over the intent hash and nothing else; its
 * type keeps whatever else that key signs from being taken for one. Returns the key. Refuses with `evidence_invalid`.
 */
export async function verifyClient({ jws }: ClientEvidence, expected: ExpectedApproval): Promise<OrganizationKey> {
  const { payload, protectedHeader } = await verified(jws, expected);
  if (!Buffer.from(payload).equals(expected.ih)) refuse('evidence_invalid', 'approval: of another intent');
  return keyOf(expected, protectedHeader);
}

async function verified(jws: string, expected: ExpectedApproval) {
  const find = (header: CompactJWSHeaderParameters) => importJWK(keyOf(expected, header).jwk, header.alg);
  try {
    return await compactVerify(jws, find, { algorithms });
  } catch (cause) {
    return refuse('evidence_invalid', `approval: ${(cause as Error).message}`, cause);
  }
}

function keyOf({ organization, now }: ExpectedApproval, { kid, typ }: CompactJWSHeaderParameters): OrganizationKey {
  if (typ !== type) return refuse('evidence_invalid', 'of another type');
  const key = organization.keys?.find(({ jwk }) => jwk.kid === kid);
  if (key === undefined) return refuse('evidence_invalid', 'not by a key of this organization');
  const over = key.until !== undefined && Date.parse(key.until) <= now.getTime();
  return over ? refuse('evidence_invalid', 'the time of this key is over') : key;
}
