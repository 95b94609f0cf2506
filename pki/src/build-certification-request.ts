/** PKCS #10 (RFC 2986), written: whoever holds the key signs the octets. */
import { type SignatureScheme, schemeToAlgorithmIdentifier } from './algorithms.ts';
import { bitString, element, integer, sequence } from './der.ts';

/** `subject` is a DER Name, `spki` a DER SubjectPublicKeyInfo. */
export interface RequestContent {
  readonly subject: Uint8Array;
  readonly spki: Uint8Array;
}

export function certificationRequestInfo({ subject, spki }: RequestContent): Uint8Array {
  return sequence(integer(0), subject, spki, element(0xa0));
}

export function assembleCertificationRequest(
  info: Uint8Array,
  scheme: SignatureScheme,
  signature: Uint8Array,
): Uint8Array {
  return sequence(info, schemeToAlgorithmIdentifier(scheme), bitString(signature));
}

export async function buildCertificationRequest(
  content: RequestContent,
  scheme: SignatureScheme,
  sign: (info: Uint8Array) => Promise<Uint8Array> | Uint8Array,
): Promise<Uint8Array> {
  const info = certificationRequestInfo(content);
  return assembleCertificationRequest(info, scheme, await sign(info));
}
