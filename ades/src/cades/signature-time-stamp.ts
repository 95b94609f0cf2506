/** Level T: a trusted time for the signature value (EN 319 122-1, 5.3). The CMS inside a PDF is stamped the same way. */
import { attributeOids, der, encodeAttribute, extendSignedData } from '@chancery/pki';
import { readingCms, readSigner } from './cms.ts';
import { requireImprint } from './time-stamp-imprint.ts';

/** What a signature-time-stamp is over: the contents of the signature value of one signer. Its digest is the imprint. */
export function signatureTimeStampInput(cms: Uint8Array, signer = 0): Uint8Array {
  const { fields } = readSigner(cms, signer).signer;
  return readingCms(() => der.octets(der.decode(fields.at(-1) as Uint8Array)));
}

/** The CMS with the token among the signer's unsigned attributes. Throws AdesError `time-stamp` for a token over something else. */
export function addSignatureTimeStamp(cms: Uint8Array, token: Uint8Array, signer = 0): Uint8Array {
  requireImprint(token, signatureTimeStampInput(cms, signer));
  const attribute = encodeAttribute(attributeOids.signatureTimeStamp, token);
  return extendSignedData(cms, { signer, unsignedAttributes: [attribute] });
}
