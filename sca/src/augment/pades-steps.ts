import {
  appendValidationData,
  carriedByPdf,
  embedDocumentTimestamp,
  listPdfSignatures,
  prepareDocumentTimestamp,
} from '@chancery/ades';
import type { DigestName } from '@chancery/pki';
import { translated } from '../format-refusal.ts';
import type { LevelSteps, Stamp } from './level.ts';

const usualTokenSize = 8192;

/**
 * All signatures of a PDF at once: a document time-stamp proves them and archives them, the security store holds what they all
 * need (EN 319 142-1, 5.4). `password` is the user's or the owner's of an encrypted document.
 */
export function padesSteps(digest: DigestName, password?: string): LevelSteps {
  const opened = password === undefined ? {} : { password };
  const timeStamp = async (pdf: Uint8Array, stamp: Stamp, size = usualTokenSize): Promise<Uint8Array> => {
    const prepared = translated(() => prepareDocumentTimestamp(pdf, { digest, size, ...opened }));
    const token = await stamp(prepared.messageDigest, digest);
    // An authority with a longer chain than usual: once more, with room for it.
    if (token.length > size) return timeStamp(pdf, stamp, Math.ceil(token.length * 1.25));
    return Buffer.concat([pdf, translated(() => embedDocumentTimestamp(prepared, token))]);
  };
  return {
    carried: (pdf) => carriedByPdf(pdf, opened),
    timeStampSignature: (pdf, stamp) => timeStamp(pdf, stamp),
    addEvidence: (pdf, evidence) => {
      const fieldNames = listPdfSignatures(pdf, opened).map(({ fieldName }) => fieldName);
      return Buffer.concat([pdf, appendValidationData(pdf, evidence, { ...opened, fieldNames })]);
    },
    archive: (pdf, stamp) => timeStamp(pdf, stamp),
  };
}
