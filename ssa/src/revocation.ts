/** What authorities say of signers' certificates is kept with their credentials, whoever asked and why. */
import { ConnectorError, type RevocationSource } from '@chancery/connectors/revocation';
import type { Certificate, CertificateStatus } from '@chancery/pki';
import { type EvidenceSources, judgeClaim, type StatusClaim } from '@chancery/sca';
import { noteRevocation, type Revocation, type Store } from '@chancery/store';

/** The same source; what it brings of the certificate of a credential is noted. */
export function notedRevocation(source: RevocationSource, { db }: Store, clock: () => Date): RevocationSource {
  const note = async (certificate: Certificate, issuer: Certificate, claim: StatusClaim) => {
    const told = revocationIn(claim, { certificate, issuer, at: clock() });
    if (told) await noteRevocation(db, Buffer.from(certificate.der).toString('base64'), told, clock());
  };
  return {
    issuersOf: source.issuersOf,
    ocspOf: async (certificate, issuer) => {
      const ocsp = await source.ocspOf(certificate, issuer);
      if (ocsp) await note(certificate, issuer, { ocsp });
      return ocsp;
    },
    crlOf: async (certificate, issuer) => {
      const crl = await source.crlOf(certificate, issuer);
      if (crl) await note(certificate, issuer, { crl });
      return crl;
    },
  };
}

type Question = Parameters<typeof judgeClaim>[1];

/** What its authority says of a certificate now; undefined when it says nothing, or none that it names answers. */
export async function askedRevocation(question: Question, sources: EvidenceSources): Promise<Revocation | undefined> {
  const { certificate, issuer } = question;
  const ocsp = await sources.ocspOf(certificate, issuer).catch(away);
  const told = ocsp && revocationIn({ ocsp }, question);
  if (told) return told;
  const crl = await sources.crlOf(certificate, issuer).catch(away);
  return crl && revocationIn({ crl }, question);
}

function away(error: unknown): undefined {
  if (!(error instanceof ConnectorError)) throw error;
}

function revocationIn(claim: StatusClaim, question: Question): Revocation | undefined {
  const status = judgeClaim(claim, question)?.status;
  return status && stateOf(status);
}

function stateOf(status: CertificateStatus): Revocation | undefined {
  if (status.kind === 'unknown') return undefined;
  if (status.kind === 'good') return 'good';
  return status.reason === 'certificateHold' ? 'suspended' : 'revoked';
}
