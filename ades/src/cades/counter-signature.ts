/** Counter-signatures (EN 319 122-1, 5.2.7; RFC 5652, 11.4): somebody signs the signature of another. */
import {
  attributeOids,
  digestOf,
  encodeAttribute,
  extendSignedData,
  parseSignedData,
  parseSignerInfo,
  splitSignedData,
  verifyCounterSignature,
} from '@chancery/pki';
import { AdesError } from '../error.ts';
import { signedCadesAttributes } from './attributes.ts';
import { buildOwn, type CadesSignature, requireSame, requireVerdict } from './embed.ts';
import { requireOpenSets } from './historic-time-stamp.ts';
import { type CadesOptions, requireCadesOptions } from './options.ts';
import type { PreparedCades } from './prepared.ts';
import { signatureTimeStampInput } from './signature-time-stamp.ts';

/** Step 1: the attributes over the signature value of one signer. Throws AdesError as `prepareCades` does. */
export function prepareCounterSignature(cms: Uint8Array, options: CadesOptions, signer = 0): PreparedCades {
  requireCadesOptions(options);
  requireNoContent(options);
  requireOpenSets(cms);
  const { digest } = options;
  const messageDigest = digestOf(digest, signatureTimeStampInput(cms, signer));
  const signedAttributes = signedCadesAttributes(messageDigest, options, 'none');
  return { packaging: 'counter', digest, messageDigest, signedAttributes, dtbsr: digestOf(digest, signedAttributes) };
}

/** What it signs has no media type and was not stamped: it is no content. */
function requireNoContent({ mimeType, contentHints, contentTimeStamps }: CadesOptions): void {
  if (mimeType === undefined && !contentHints && !contentTimeStamps) return;
  throw new AdesError('input', 'a counter-signature says nothing about a content');
}

/** Step 3: the CMS with the counter-signature among the signer's unsigned attributes; checks and codes as in `embedCades`. */
export function embedCounterSignature(
  prepared: PreparedCades,
  signed: CadesSignature,
  cms: Uint8Array,
  signer = 0,
): Uint8Array {
  const countersigned = signatureTimeStampInput(cms, signer);
  requireSame(prepared, 'counter', digestOf(prepared.digest, countersigned));
  requireOpenSets(cms);
  const own = buildOwn(prepared, signed);
  const [info] = splitSignedData(own).signerInfos as [Uint8Array];
  requireVerdict(verifyCounterSignature(parseSignerInfo(info), countersigned, parseSignedData(own).certificates));
  const unsignedAttributes = [encodeAttribute(attributeOids.counterSignature, info)];
  return extendSignedData(cms, { signer, unsignedAttributes, certificates: signed.certificates });
}
