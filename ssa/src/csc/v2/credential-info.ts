import { qcStatementOids } from '@chancery/pki';
import { type SignerCertificate, signerCertificate } from '../credential.ts';
import { certificateFacts, keyFacts, type WantedFacts } from '../credential-facts.ts';
import type { CscCredential, CscDeps } from '../csc-deps.ts';
import { authentication } from './authentication.ts';

/**
 * CredentialInfo of CSC API v2.2, 11.6 and 11.7. `auth` is always whole: who decodes strictly wants its `objects` even where there are
 * none.
 */
export function credentialInfo(credential: CscCredential, wanted: WantedFacts, lang: string, deps: CscDeps): object {
  const certificate = signerCertificate(credential);
  return {
    ...(credential.description === undefined ? {} : { description: credential.description }),
    signatureQualifier: credential.signatureQualifier,
    key: keyFacts(credential, certificate, deps),
    cert: {
      ...certificateFacts(credential, certificate, wanted, deps),
      ...(wanted.certInfo ? stated(certificate) : {}),
    },
    auth: authentication(credential),
    SCAL: String(credential.scal),
    multisign: credential.multisign,
    lang,
  };
}

/** What 2.2 adds: the policies a certificate was issued under and what it states of itself, as OIDs. */
function stated({ policies, qcStatements }: SignerCertificate): object {
  const statements = qcStatements === undefined ? [] : qcStatementOids(qcStatements);
  return {
    ...(policies.length > 0 ? { policy: policies } : {}),
    ...(statements.length > 0 ? { qcStatements: statements } : {}),
  };
}
