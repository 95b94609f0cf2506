/** Asking the authority of a credential how its certificate stands. */
import type { EvidenceSources } from '@chancery/sca';
import type { Revocation } from '@chancery/store';
import { askedRevocation } from '../revocation.ts';
import type { CscCredential, CscDeps } from './csc-deps.ts';
import { parsedCertificate } from './parsed-certificate.ts';

/** In milliseconds: how long somebody waits for an authority, and how long it is not asked again. */
const [patience, pause] = [3_000, 60_000];
const mostRemembered = 10_000;

type Answer = ReturnType<CscDeps['askStatus']>;

/** Once a minute at most, for all who want to know it. */
export function statusEnquiry(sources: EvidenceSources, now: () => number): CscDeps['askStatus'] {
  const asked = new Map<string, { readonly at: number; readonly answer: Answer }>();
  return (credential) => {
    const before = asked.get(credential.credentialID);
    if (before && now() - before.at < pause) return before.answer;
    if (asked.size >= mostRemembered) asked.clear();
    const answer = Promise.race([ask(credential, sources, new Date(now())), unanswered()]);
    asked.set(credential.credentialID, { at: now(), answer });
    return answer;
  };
}

async function ask({ certificates: [own, above] }: CscCredential, sources: EvidenceSources, at: Date): Answer {
  if (above === undefined) return undefined;
  const question = { certificate: parsedCertificate(own), issuer: parsedCertificate(above), at };
  const told = await askedRevocation(question, sources);
  return told && { certStatus: statusOf(told), statusSeen: at };
}

function unanswered(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, patience, undefined).unref());
}

/** What was said of a certificate, in the words of CSC. */
export function statusOf(revocation: Revocation | null): 'valid' | 'suspended' | 'revoked' {
  return revocation === null || revocation === 'good' ? 'valid' : revocation;
}
