/** PKCS #10 (RFC 2986): the request a key makes for its certificate. */
import { algorithmIdentifierToScheme, bits, type SignatureScheme } from './algorithms.ts';
import { child, decode } from './der.ts';
import { PkiError } from './error.ts';
import { type Name, readName } from './name.ts';
import { verifySignature } from './verify-signature.ts';

export interface CertificationRequest {
  readonly subject: Name;
  readonly spki: Uint8Array;
  /** The octets that are signed. */
  readonly info: Uint8Array;
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
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
