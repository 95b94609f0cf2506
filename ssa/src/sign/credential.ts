import { parseCertificate } from '@chancery/pki';
import {
  type Credential,
  credentialOfRequest,
  findCredential,
  listCredentials,
  type SignatureRequest,
} from '@chancery/store';
import type { SsaDeps } from '../deps.ts';
import { SsaError } from '../ssa-error.ts';

/**
 * The identity to sign with: the one made for this request alone, the one it names or she chose, or her newest that stands, SCAL 2 before
 * SCAL 1.
 * Undefined when there is none yet. Throws SsaError when the named one cannot be used.
 */
export async function chooseCredential(
  deps: SsaDeps,
  { id, credential_id, one_time, choices }: SignatureRequest,
  account: string,
): Promise<Credential | undefined> {
  const now = deps.clock();
  if (one_time !== null) return credentialOfRequest(deps.store.db, id);
  const wanted = credential_id ?? choices?.credential;
  if (wanted !== undefined) return named(await findCredential(deps.store.db, account, wanted), now);
  return (await standingCredentials(deps, account))[0];
}

/** SCAL 2 before SCAL 1, the newest first. */
export async function standingCredentials({ store, clock }: SsaDeps, account: string): Promise<Credential[]> {
  const now = clock();
  const standing = (await listCredentials(store.db, account)).filter((one) => stands(one, now));
  return standing.reverse().sort((a, b) => b.scal - a.scal);
}

function named(credential: Credential | undefined, now: Date): Credential {
  if (credential !== undefined && stands(credential, now)) return credential;
  throw new SsaError('conflict', 'The identity this request names is not yours, or its certificate is over.');
}

function stands({ status, chain }: Credential, now: Date): boolean {
  if (status !== 'active' || chain[0] === undefined) return false;
  const { notBefore, notAfter } = parseCertificate(Buffer.from(chain[0], 'base64'));
  return notBefore <= now && now <= notAfter;
}

/** DER, the signer's certificate first. */
export function certificatesOf({ chain }: Credential): Uint8Array[] {
  return chain.map((der) => new Uint8Array(Buffer.from(der, 'base64')));
}
