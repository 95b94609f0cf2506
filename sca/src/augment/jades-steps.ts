import {
  addJadesArchiveTimeStamp,
  addJadesSignatureTimeStamp,
  addJadesValidationData,
  carriedByJades,
  type JadesArchiveExtension,
  jadesArchiveTimeStampInput,
  jadesSignatureTimeStampInput,
} from '@chancery/ades';
import type { DigestName } from '@chancery/pki';
import { translated } from '../format-refusal.ts';
import type { LevelSteps } from './level.ts';
import { stampOver } from './stamp-over.ts';

/** One signature of a JWS, the first unless told; `files` are those beside it, as octets. */
export function jadesSteps(digest: DigestName, which: JadesArchiveExtension = {}): LevelSteps {
  return {
    carried: (jws) => carriedByJades(jws, which.signature),
    timeStampSignature: async (jws, stamp) => {
      const token = await stampOver(stamp, digest, () => jadesSignatureTimeStampInput(jws, which));
      return translated(() => addJadesSignatureTimeStamp(jws, token, which));
    },
    addEvidence: (jws, evidence) => addJadesValidationData(jws, evidence, which.signature),
    archive: async (jws, stamp) => {
      const token = await stampOver(stamp, digest, () => jadesArchiveTimeStampInput(jws, which));
      return translated(() => addJadesArchiveTimeStamp(jws, token, which));
    },
  };
}
