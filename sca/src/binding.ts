import type { PreparedXades } from '@chancery/ades';
import type { PreparedSignature } from './prepare-document.ts';
import { signedOctets } from './require-unchanged.ts';
import type { DocumentSource } from './signature-form.ts';

/**
 * What shows that a DTBS/R is made for the document, to who knows no more than the digest of either: of a CMS the signed attributes, of a JWS
 * the signing input, of an XML signature what `xmlBinding` says. Undefined where what is signed names something else in the document's
 * place: the byte range of a PDF, the canonical form of XML, the manifest of a container. Throws ScaError `input`.
 */
export function bindingOf(signature: PreparedSignature, source: DocumentSource): Uint8Array | undefined {
  if (signature.format === 'pades') return undefined;
  if (signature.format === 'cades' && signature.container?.manifest !== undefined) return undefined;
  if (signature.format !== 'xades') return signedOctets(signature, source);
  return signature.packaging.packaging === 'enveloped' ? undefined : xmlBinding(signature.prepared);
}

/** xades:SignedProperties, and ds:SignedInfo, which has their digest and that of the document. */
export function xmlBinding({ signedProperties, signedInfo }: PreparedXades): Uint8Array {
  return Buffer.concat([signedProperties, signedInfo]);
}
