import {
  addXadesArchiveTimeStamp,
  addXadesSignatureTimeStamp,
  addXadesValidationData,
  carriedByXades,
  type XadesArchiveExtension,
  xadesArchiveTimeStampInput,
  xadesSignatureTimeStampInput,
} from '@chancery/ades';
import { type DigestName, digestOf } from '@chancery/pki';
import { translated } from '../format-refusal.ts';
import type { LevelSteps, Stamp } from './level.ts';

/** One signature of an XML document, the first unless named; `files` are those beside it, as octets. */
export function xadesSteps(digest: DigestName, signature: XadesArchiveExtension = {}): LevelSteps {
  const stampOver = (stamp: Stamp, input: () => Uint8Array) => stamp(digestOf(digest, translated(input)), digest);
  return {
    carried: (xml) => carriedByXades(xml, signature.signatureId),
    timeStampSignature: async (xml, stamp) => {
      const token = await stampOver(stamp, () => xadesSignatureTimeStampInput(xml, signature));
      return translated(() => addXadesSignatureTimeStamp(xml, token, signature));
    },
    addEvidence: (xml, evidence) => addXadesValidationData(xml, evidence, signature.signatureId),
    archive: async (xml, stamp) => {
      const token = await stampOver(stamp, () => xadesArchiveTimeStampInput(xml, signature));
      return translated(() => addXadesArchiveTimeStamp(xml, token, signature));
    },
  };
}
