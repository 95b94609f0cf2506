/** The rank of a signature as CSC v2 names it (signatureQualifier, CSC API v2.0.0.2, 11.9), by what its certificate claims. */
import { type Certificate, signatureKind } from '@chancery/pki';

export type SignatureQualifier = `eu_eidas_${'qes' | 'aesqc' | 'aes' | 'qeseal' | 'aesealqc' | 'aeseal'}`;

/** Regulation (EU) No 910/2014: qualified is who claims a qualified certificate and a qualified device; with the first alone advanced. */
export function signatureQualifier(certificate: Certificate): SignatureQualifier {
  const { qualified = false, qscd = false } = certificate.qcStatements ?? {};
  const kind = signatureKind(certificate) === 'seal' ? 'eseal' : 'es';
  if (qualified && qscd) return `eu_eidas_q${kind}`;
  return qualified ? `eu_eidas_a${kind}qc` : `eu_eidas_a${kind}`;
}
