import { createHash } from 'node:crypto';
import {
  buildSignedData,
  type InsecureScheme,
  PkiError,
  type SignatureScheme,
  subjectPublicKeyInfo,
  verifySignature,
} from '@chancery/pki';
import { addSignatureTimeStamp } from '../cades/signature-time-stamp.ts';
import { AdesError } from '../error.ts';
import { requireScheme } from './options.ts';
import { fillPlaceholder } from './placeholder.ts';
import { attributesFor } from './prepare.ts';
import type { PreparedPades } from './prepared.ts';

/** `certificates` are DER, the signer's first and the same as when preparing; the signature in its CMS form. */
export interface PadesSignature {
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme | InsecureScheme;
  readonly signature: Uint8Array;
  /** A time-stamp token over the signature value (EN 319 122-1, 5.3), for which room was left. */
  readonly timestampToken?: Uint8Array;
}

/**
 * Step 3 of a PAdES signature: the appendix with the CMS in place, of the same length. The last checks before a file
 * is called signed stand here: the certificate is the one the attributes name, the value verifies with its key, the
 * token is over it, and nothing is cut to fit. Throws AdesError `certificate-changed`, `signature-invalid`,
 * `time-stamp` or `placeholder-too-small`.
 */
export function embedPades(prepared: PreparedPades, signed: PadesSignature): Uint8Array {
  requireScheme(signed.scheme, prepared.digest);
  requireSameDigests(prepared);
  requireSameCertificate(prepared, signed);
  requireSignature(prepared, signed);
  const cms = signedData(prepared, signed);
  const { timestampToken } = signed;
  return fillPlaceholder(prepared, timestampToken ? addSignatureTimeStamp(cms, timestampToken) : cms);
}

function signedData({ digest, signedAttributes }: PreparedPades, signed: PadesSignature): Uint8Array {
  const { scheme, signature } = signed;
  const { certificates } = signed;
  return readable(() => buildSignedData({ certificates, digest, scheme, signedAttributes, signature }));
}

/** A certificate that cannot be read is the caller's mistake. */
function readable<T>(use: () => T): T {
  try {
    return use();
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new AdesError('input', 'a certificate cannot be read', { cause });
  }
}

function requireSameDigests({ digest, signedAttributes, dtbsr }: PreparedPades): void {
  if (createHash(digest).update(signedAttributes).digest().equals(dtbsr)) return;
  throw new AdesError('input', 'the stored preparation contradicts itself');
}

/** The signed attributes name the certificate by its digest (RFC 5035): a renewed one needs a new preparation. */
function requireSameCertificate(prepared: PreparedPades, { certificates }: PadesSignature): void {
  const [certificate] = certificates;
  if (certificate === undefined) throw new AdesError('input', 'the certificate of the signer is missing');
  const expected = readable(() => attributesFor(prepared, certificate));
  if (Buffer.from(expected).equals(prepared.signedAttributes)) return;
  throw new AdesError('certificate-changed', 'the certificate is not the one the signature was prepared for');
}

function requireSignature({ signedAttributes }: PreparedPades, signed: PadesSignature): void {
  const spki = readable(() => subjectPublicKeyInfo(signed.certificates[0]!));
  if (verifySignature(spki, signed.scheme, signedAttributes, signed.signature)) return;
  throw new AdesError('signature-invalid', 'the signature value does not verify with the key of the certificate');
}
