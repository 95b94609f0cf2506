/**
 * `cert.status` is told only if it is accurate when it is told (CSC API v1.0.4.0, 11.5): by the certificate's own times, and by what its
 * authority said within the last hour. Older knowledge is renewed before it is told, and left out where the authority is away.
 */
import type { Certificate } from '@chancery/pki';
import type { EvidenceSources } from '@chancery/sca';
import type { Revocation } from '@chancery/store';
import { askedRevocation } from '../revocation.ts';
import type { CscCredential, CscDeps } from './csc-deps.ts';
import { certificateOf } from './parsed-certificate.ts';

/** In milliseconds: how long what was said holds, how long somebody waits for it, how long nobody asks again. */
const [fresh, patience, pause] = [3_600_000, 3_000, 60_000];

type Told = Pick<CscCredential, 'certStatus' | 'statusSeen'>;

/** The credential with what its authority says now, where what is known of it is old. */
export async function withPresentStatus(credential: CscCredential, deps: CscDeps): Promise<CscCredential> {
  if (isStatusKnown(credential, deps)) return credential;
  return { ...credential, ...(await asked(credential, deps)) };
}

/** What is over stays so, and of a certificate that names no place nobody will ever say more. */
export function isStatusKnown({ certStatus, statusSeen, certificates }: CscCredential, { now }: CscDeps): boolean {
  if (certStatus === 'expired' || certStatus === 'revoked') return true;
  return now() - statusSeen.getTime() < fresh || !namesPlace(certificateOf(certificates[0]));
}

function namesPlace({ withoutStatus, ocspUrls, crlUrls }: Certificate): boolean {
  return !withoutStatus && ocspUrls.length + crlUrls.length > 0;
}

interface Asked {
  readonly at: number;
  readonly told: Promise<Told | undefined>;
}

const asking = new WeakMap<EvidenceSources, Map<string, Asked>>();
const mostAsked = 10_000;

/** Once a minute at most, for all who want to know it. */
function asked(credential: CscCredential, deps: CscDeps): Promise<Told | undefined> {
  const { sources } = deps.documents;
  const known = asking.get(sources) ?? new Map<string, Asked>();
  asking.set(sources, known);
  const found = known.get(credential.credentialID);
  if (found && deps.now() - found.at < pause) return found.told;
  if (known.size >= mostAsked) known.clear();
  const told = Promise.race([ask(credential, deps), unanswered()]);
  known.set(credential.credentialID, { at: deps.now(), told });
  return told;
}

async function ask({ certificates: [own, above] }: CscCredential, deps: CscDeps): Promise<Told | undefined> {
  if (above === undefined) return undefined;
  const at = new Date(deps.now());
  const question = { certificate: certificateOf(own), issuer: certificateOf(above), at };
  const told = await askedRevocation(question, deps.documents.sources);
  return told && { certStatus: statusOf(told), statusSeen: at };
}

function unanswered(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, patience, undefined).unref());
}

/** What was said of a certificate, in the words of CSC. */
export function statusOf(revocation: Revocation | null): 'valid' | 'suspended' | 'revoked' {
  return revocation === null || revocation === 'good' ? 'valid' : revocation;
}
