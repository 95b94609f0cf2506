/** Everything that touches the document happens here, in one process of the service provider. */
import type { SignatureScheme } from '@chancery/pki';
import {
  type Augmented,
  augment,
  bytesSource,
  embedDocument,
  padesSteps,
  prepareDocument,
  requireUnchanged,
  schemeFor,
} from '@chancery/sca';
import type { Evidence } from './evidence.ts';

/** The value over the DTBS/R: all that the engine and the signer ever get of the document. */
export type SignHash = (dtbsr: Uint8Array, scheme: SignatureScheme) => Promise<Uint8Array>;

/** Prepare, have the hash signed, embed, augment. `certificate` is the signer's, DER. Throws ScaError. */
export async function signLocally(
  pdf: Uint8Array,
  certificate: Uint8Array,
  { chainOf, augmentation }: Evidence,
  signHash: SignHash,
): Promise<Augmented> {
  const source = bytesSource(pdf);
  const signer = { certificates: await chainOf(certificate), scheme: schemeFor(certificate) };
  const prepared = await prepareDocument(source, { format: 'pades' }, { ...signer, signingTime: new Date() });
  const { dtbsr } = prepared.signature.prepared;
  const signature = await signHash(dtbsr, signer.scheme);
  await requireUnchanged(source, prepared, dtbsr, certificate);
  const { octets } = await embedDocument(prepared, { ...signer, signature }, source);
  return augment(Buffer.concat([pdf, octets]), padesSteps('sha256'), augmentation);
}
