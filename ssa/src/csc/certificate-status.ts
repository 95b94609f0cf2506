/**
 * `cert.status` is told only if it is accurate when it is told (CSC API v1.0.4.0, 11.5): by the certificate's own times, and by what its
 * authority said within the last hour. Older knowledge is renewed before it is told, and left out where the authority is away.
 */
import type { Certificate } from '@chancery/pki';
import type { CscCredential, CscDeps } from './csc-deps.ts';
import { parsedCertificate } from './parsed-certificate.ts';

const hour = 3_600_000;

/** The credential with what its authority says now, where what is known of it is old. */
export async function withPresentStatus(credential: CscCredential, deps: CscDeps): Promise<CscCredential> {
  if (isStatusKnown(credential, deps)) return credential;
  return { ...credential, ...(await deps.askStatus(credential)) };
}

/** What is over stays so, and of a certificate that names no place nobody will ever say more. */
export function isStatusKnown({ certStatus, statusSeen, certificates }: CscCredential, { now }: CscDeps): boolean {
  if (certStatus === 'expired' || certStatus === 'revoked') return true;
  return now() - statusSeen.getTime() < hour || !namesPlace(parsedCertificate(certificates[0]));
}

function namesPlace({ withoutStatus, ocspUrls, crlUrls }: Certificate): boolean {
  return !withoutStatus && ocspUrls.length + crlUrls.length > 0;
}
