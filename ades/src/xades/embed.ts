import { digestOf, PkiError, parseCertificate, type SignatureScheme } from '@chancery/pki';
import { assemble, signatureMethodUri, signatureValue, verifyValue } from '@chancery/xmldsig';
import { AdesError } from '../error.ts';
import { originalsOf, type XadesContent } from './content.ts';
import { requireXmlScheme } from './options.ts';
import type { PreparedXades } from './prepared.ts';
import { readingXml } from './reading-xml.ts';

/** `certificates` are DER, the signer's first and the same as when preparing; the signature in its CMS form. */
export interface XadesSignature {
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
}

/**
 * Step 3 of a XAdES signature: the signed document. The last checks before it is called signed stand here: the content and the
 * certificate are those prepared for, what is signed names them, and the value verifies with the certificate's key. Throws
 * AdesError `input`, `certificate-changed`, `signature-invalid`.
 */
export function embedXades(prepared: PreparedXades, signed: XadesSignature, content: XadesContent): Uint8Array {
  requireXmlScheme(signed.scheme, prepared.digest);
  requireWhole(prepared, signed.scheme);
  const originals = originalsOf(content);
  requireOriginals(prepared, originals);
  requireCertificate(prepared, signed);
  const value = verifiedValue(prepared, signed);
  return readingXml(() => assemble(prepared.parts, originals, value));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a).equals(b);
}

/** What is signed is the digest stored, names the stored properties by their digest, and these the certificate by its own. */
function requireWhole(prepared: PreparedXades, scheme: SignatureScheme): void {
  const { profile, digest, signedInfo, signedProperties, certificateDigest, dtbsr } = prepared;
  const properties = digestOf(digest, signedProperties);
  const named = profile === 'xmldsig' || (holds(signedInfo, properties) && holds(signedProperties, certificateDigest));
  const method = `Algorithm="${signatureMethodUri(scheme)}"`;
  if (named && isSame(digestOf(digest, signedInfo), dtbsr) && Buffer.from(signedInfo).includes(method)) return;
  throw new AdesError('input', 'the stored preparation contradicts itself, or another scheme was used');
}

function holds(canonical: Uint8Array, digest: Uint8Array): boolean {
  return Buffer.from(canonical).includes(`>${Buffer.from(digest).toString('base64')}</ds:DigestValue>`);
}

function requireOriginals(prepared: PreparedXades, originals: readonly Uint8Array[]): void {
  const same = originals.every((one, at) =>
    isSame(prepared.originals[at] ?? new Uint8Array(), digestOf('sha256', one)),
  );
  if (same && originals.length === prepared.originals.length) return;
  throw new AdesError('input', 'the content is not the one the signature was prepared for');
}

/** SigningCertificateV2 and KeyInfo hold the certificate: a renewed one needs a new preparation. */
function requireCertificate({ digest, certificateDigest }: PreparedXades, { certificates }: XadesSignature): void {
  const [certificate] = certificates;
  if (certificate === undefined) throw new AdesError('input', 'the certificate of the signer is missing');
  if (isSame(digestOf(digest, certificate), certificateDigest)) return;
  throw new AdesError('certificate-changed', 'the certificate is not the one the signature was prepared for');
}

/** As XML carries it (XML-DSig 1.1, 6.4.3). */
function verifiedValue({ signedInfo }: PreparedXades, { certificates, scheme, signature }: XadesSignature): Uint8Array {
  const spki = keyOf(certificates[0]!);
  const value = signatureValue(spki, scheme, signature);
  if (value !== undefined && verifyValue(spki, scheme, signedInfo, value)) return value;
  throw new AdesError('signature-invalid', 'the signature value does not verify with the key of the certificate');
}

function keyOf(certificate: Uint8Array): Uint8Array {
  try {
    return parseCertificate(certificate).spki;
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new AdesError('input', 'a certificate cannot be read', { cause });
  }
}
