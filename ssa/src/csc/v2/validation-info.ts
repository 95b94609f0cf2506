import type { Evidence } from '@chancery/sca';

/** `validationInfo` of CSC API v2, 11.14: DER in base64, each once. */
export function validationInfo(evidence: readonly Evidence[]): object {
  const once = (values: readonly Uint8Array[]) => [
    ...new Set(values.map((der) => Buffer.from(der).toString('base64'))),
  ];
  return {
    ocsp: once(evidence.flatMap(({ ocspResponses }) => ocspResponses)),
    crl: once(evidence.flatMap(({ crls }) => crls)),
    certificates: once(evidence.flatMap(({ certificates }) => certificates)),
  };
}
