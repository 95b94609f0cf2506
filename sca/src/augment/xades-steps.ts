import {
  addXadesArchiveTimeStamp,
  addXadesSignatureTimeStamp,
  addXadesValidationData,
  carriedByXades,
  type XadesArchiveExtension,
  xadesArchiveTimeStampInput,
  xadesSignatureTimeStampInput,
} from '@chancery/ades';
import type { DigestName } from '@chancery/pki';
import { translated } from '../format-refusal.ts';
import type { LevelSteps } from './level.ts';
import { stampOver } from './stamp-over.ts';

/** One signature of an XML document, the first unless named; `files` are those beside it, as octets. */
export function xadesSteps(digest: DigestName, signature: XadesArchiveExtension = {}): LevelSteps {
  return {
    carried: (xml) => carriedByXades(xml, signature.signatureId),
    timeStampSignature: async (xml, stamp) => {
      const token = await stampOver(stamp, digest, () => xadesSignatureTimeStampInput(xml, signature));
      return translated(() => addXadesSignatureTimeStamp(xml, token, signature));
    },
    addEvidence: (xml, evidence) => addXadesValidationData(xml, evidence, signature.signatureId),
    archive: async (xml, stamp) => {
      const token = await stampOver(stamp, digest, () => xadesArchiveTimeStampInput(xml, signature));
      return translated(() => addXadesArchiveTimeStamp(xml, token, signature));
    },
  };
}
