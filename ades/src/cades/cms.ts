/** The CMS of anybody as this package meets it: what cannot be read is the document's fault, with this package's words. */
import { PkiError, type SignedDataParts, type SignerInfoParts, splitSignedData, splitSignerInfo } from '@chancery/pki';
import { AdesError } from '../error.ts';

/** What `read` returns; octets that are no CMS leave as AdesError `not-a-cms`. */
export function readingCms<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof PkiError)) throw cause;
    throw new AdesError(cause.code === 'too-large' ? 'too-complex' : 'not-a-cms', 'not a CMS signature', { cause });
  }
}

export interface ReadSigner {
  readonly parts: SignedDataParts;
  readonly signer: SignerInfoParts;
}

/** The SignedData and one of its signers. Throws AdesError `not-a-cms`, and `input` for a signer that is not there. */
export function readSigner(cms: Uint8Array, index: number): ReadSigner {
  const parts = readingCms(() => splitSignedData(cms));
  const info = parts.signerInfos[index];
  if (!info) throw new AdesError('input', 'the CMS has no such signer');
  return { parts, signer: readingCms(() => splitSignerInfo(info)) };
}
