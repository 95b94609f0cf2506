import {
  buildSignedData,
  digestOf,
  extendSignedData,
  PkiError,
  parseSignedData,
  type SignatureScheme,
  type SignedDataVerdict,
  signingCertificateAttribute,
  splitSignedData,
  verifySignedData,
} from '@chancery/pki';
import { AdesError } from '../error.ts';
import { type CadesContent, contentDigest } from './content.ts';
import { requireOpenSets } from './historic-time-stamp.ts';
import type { PreparedCades } from './prepared.ts';

/** `certificates` are DER, the signer's first and the same as when preparing; the signature in its CMS form. */
export interface CadesSignature {
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
}

/**
 * Step 3 of a CAdES signature: the CMS, in DER (beside the octets of others in a parallel one). The last check before it is
 * called signed is that of any verifier: the content is the one prepared for, the certificate the one the attributes name, the
 * value verifies with its key. Throws AdesError `input`, `certificate-changed`, `signature-invalid`.
 */
export function embedCades(prepared: PreparedCades, signed: CadesSignature, content: CadesContent): Uint8Array {
  requireSame(prepared, content.packaging, contentDigest(content, prepared.digest));
  const own = buildOwn(prepared, signed, content.packaging === 'attached' ? content.octets : undefined);
  requireVerdict(verifySignedData(parseSignedData(own), () => prepared.messageDigest));
  return content.packaging === 'parallel' ? besideOthers(content.cms, own, signed) : own;
}

/** What was stored is whole, and what is signed has not changed since. */
export function requireSame(
  { packaging, digest, signedAttributes, dtbsr, messageDigest }: PreparedCades,
  now: PreparedCades['packaging'],
  signedDigest: Uint8Array,
): void {
  const same = (a: Uint8Array, b: Uint8Array) => Buffer.from(a).equals(b);
  if (packaging !== now || !same(digestOf(digest, signedAttributes), dtbsr))
    throw new AdesError('input', 'the stored preparation contradicts itself');
  if (!same(signedDigest, messageDigest))
    throw new AdesError('input', 'the content is not the one the signature was prepared for');
}

/** A ContentInfo of this signature alone. */
export function buildOwn(prepared: PreparedCades, signed: CadesSignature, attached?: Uint8Array): Uint8Array {
  const { digest, signedAttributes } = prepared;
  const { certificates, scheme, signature } = signed;
  const parts = { certificates, scheme, signature, digest, signedAttributes };
  try {
    requireCertificate(prepared, certificates[0] ?? new Uint8Array());
    return buildSignedData({ ...parts, ...(attached ? { content: attached } : {}) });
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new AdesError('input', 'a certificate cannot be read, or another scheme was used', { cause });
  }
}

/** The signed attributes name the certificate by its digest (RFC 5035): a renewed one needs a new preparation. */
function requireCertificate({ digest, signedAttributes }: PreparedCades, certificate: Uint8Array): void {
  if (Buffer.from(signedAttributes).includes(Buffer.from(signingCertificateAttribute(certificate, digest)))) return;
  throw new AdesError('certificate-changed', 'the certificate is not the one the signature was prepared for');
}

export function requireVerdict({ reason }: SignedDataVerdict): void {
  if (!reason) return;
  const code = reason === 'signature-mismatch' ? 'signature-invalid' : 'input';
  throw new AdesError(code, `the signature does not hold: ${reason}`);
}

/** RFC 5652, 5.1: one more SignerInfo, its certificates among those of the others, nothing else touched. */
function besideOthers(cms: Uint8Array, own: Uint8Array, { certificates }: CadesSignature): Uint8Array {
  requireOpenSets(cms);
  return extendSignedData(cms, { signerInfos: splitSignedData(own).signerInfos, certificates });
}
