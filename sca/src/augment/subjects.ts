import type { CarriedEvidence } from '@chancery/ades';
import {
  type Certificate,
  judgeTimeStampToken,
  PkiError,
  parseCertificate,
  parseTimeStampToken,
  type TimeStampToken,
} from '@chancery/pki';
import type { Subject } from '../evidence/evidence.ts';

interface Proof {
  readonly kind: CarriedEvidence['timeStamps'][number]['kind'];
  readonly token: TimeStampToken;
}

/**
 * Whose status matters: the signers, proven since the first time-stamp over their signature; and each time-stamping authority,
 * proven since the first archive time-stamp that came after its own (EN 319 102-1, 5.6.3: proofs of existence).
 */
export function subjectsOf({ signers, timeStamps, certificates }: CarriedEvidence): Subject[] {
  const proofs = timeStamps.flatMap(({ kind, token }) => readable(() => ({ kind, token: parseTimeStampToken(token) })));
  const over = proofs.filter(({ kind }) => kind !== 'content');
  const pool = certificates.flatMap((der) => readable(() => parseCertificate(der)));
  const signed = signers.flatMap((der) => readable(() => parseCertificate(der)));
  return [
    ...signed.map((certificate) => subject(certificate, earliest(over))),
    ...proofs.flatMap((proof) =>
      authoritiesOf(proof, pool).map((one) => subject(one, earliest(archivesAfter(over, proof)))),
    ),
  ];
}

/** A token that proves nothing has nobody whose status matters. */
function authoritiesOf({ token }: Proof, certificates: readonly Certificate[]): Certificate[] {
  const { digest, value: imprint } = token.imprint;
  const verdict = digest && judgeTimeStampToken(token, { imprint, digest, certificates });
  return verdict?.ok ? [verdict.signer] : [];
}

function archivesAfter(all: readonly Proof[], { token }: Proof): Proof[] {
  return all.filter((one) => one.kind === 'archive' && one.token.genTime > token.genTime);
}

function earliest(proofs: readonly Proof[]): Date | undefined {
  const times = proofs.map(({ token }) => token.genTime.getTime());
  return times.length === 0 ? undefined : new Date(Math.min(...times));
}

function subject(certificate: Certificate, provenAt: Date | undefined): Subject {
  return { certificate, ...(provenAt ? { provenAt } : {}) };
}

/** What cannot be read proves nothing. */
function readable<T>(read: () => T): T[] {
  try {
    return [read()];
  } catch (error) {
    if (error instanceof PkiError) return [];
    throw error;
  }
}
