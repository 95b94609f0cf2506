import { type Certificate, signatureKind } from '@chancery/pki';

/**
 * What signatures by this certificate are under Regulation (EU) No 910/2014, as far as its issuer states it: undefined for one that is
 * not qualified, of which the certificate alone says nothing (CSC API v2, the values of signatureQualifier).
 */
export function qualifierOf(certificate: Certificate): string | undefined {
  const { qcStatements } = certificate;
  if (!qcStatements?.qualified) return undefined;
  const seals = signatureKind(certificate) === 'seal';
  if (qcStatements.qscd) return seals ? 'eu_eidas_qeseal' : 'eu_eidas_qes';
  return seals ? 'eu_eidas_aesealqc' : 'eu_eidas_aesqc';
}
