import type { DigestName, SignatureScheme } from '@chancery/pki';
import { AdesError } from '../error.ts';

/** What a signature is to say. `certificates` are DER, the signer's first; `fieldName` may name an empty field. */
export interface PadesOptions {
  readonly digest: DigestName;
  readonly certificates: readonly Uint8Array[];
  readonly scheme: SignatureScheme;
  readonly signingTime: Date;
  readonly fieldName?: string;
  readonly reason?: string;
  readonly location?: string;
  readonly name?: string;
}

const longestText = 1024;

/** Throws AdesError `input` for options no signature can be made from. */
export function requireOptions(options: PadesOptions): void {
  if (options.certificates.length === 0) throw new AdesError('input', 'the certificate of the signer is missing');
  requireScheme(options.scheme, options.digest);
  const year = options.signingTime.getUTCFullYear();
  if (!(year >= 1970 && year <= 9999)) throw new AdesError('input', 'the signing time is no date');
  const texts = [options.fieldName, options.reason, options.location, options.name];
  if (texts.some((text) => text !== undefined && text.length > longestText)) {
    throw new AdesError('input', `a text of more than ${longestText} characters`);
  }
}

/** One digest for the document and the signature (EN 319 142-1 leaves it open; validators compare the two). */
export function requireScheme(scheme: SignatureScheme, digest: DigestName): void {
  if (scheme.digest === digest) return;
  throw new AdesError('input', `the signature scheme uses ${scheme.digest}, the document ${digest}`);
}
