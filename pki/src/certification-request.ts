/** PKCS #10 (RFC 2986): the request a key makes for its certificate. */
import {
  algorithmIdentifierToScheme,
  bits,
  type SignatureScheme,
  schemeToAlgorithmIdentifier,
  verifySignature,
} from './algorithms.ts';
import { bitString, child, decode, element, integer, sequence } from './der.ts';
import { PkiError } from './error.ts';
import { type Name, readName } from './name.ts';

export interface CertificationRequest {
  readonly subject: Name;
  readonly spki: Uint8Array;
  /** The octets that are signed. */
  readonly info: Uint8Array;
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
}

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

/** Throws PkiError `malformed` or `unsupported`. */
export function parseCertificationRequest(der: Uint8Array): CertificationRequest {
  const whole = decode(der, 0x30);
  if (whole.children.length !== 3) throw new PkiError('malformed', 'not a certification request');
  const info = child(whole, 0, 0x30);
  return {
    subject: readName(child(info, 1, 0x30)),
    spki: child(info, 2, 0x30).bytes,
    info: info.bytes,
    scheme: algorithmIdentifierToScheme(child(whole, 1).bytes),
    signature: bits(child(whole, 2, 0x03)),
  };
}

/** Proof of possession: the request is signed by the key it names. False for anything malformed. */
export function verifyCertificationRequest(der: Uint8Array): boolean {
  try {
    const request = parseCertificationRequest(der);
    return verifySignature(request.spki, request.scheme, request.info, request.signature);
  } catch {
    return false;
  }
}
