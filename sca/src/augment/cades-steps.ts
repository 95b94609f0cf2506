import {
  addArchiveTimeStamp,
  addSignatureTimeStamp,
  addValidationData,
  archiveTimeStampInput,
  carriedByCms,
  type DetachedContent,
  signatureTimeStampInput,
} from '@chancery/ades';
import type { DigestName } from '@chancery/pki';
import { translated } from '../format-refusal.ts';
import type { LevelSteps } from './level.ts';
import { stampOver } from './stamp-over.ts';

/** One signer of a CMS; `content` when it is not in it, as octets or as the digest that the archive time-stamp will use. */
export function cadesSteps(digest: DigestName, signer = 0, content?: DetachedContent): LevelSteps {
  const archive = { digest, signer, ...(content ? { content } : {}) };
  return {
    carried: (cms) => carriedByCms(cms, signer),
    timeStampSignature: async (cms, stamp) => {
      const token = await stampOver(stamp, digest, () => signatureTimeStampInput(cms, signer));
      return translated(() => addSignatureTimeStamp(cms, token, signer));
    },
    addEvidence: (cms, evidence) => addValidationData(cms, evidence, signer),
    archive: async (cms, stamp) => {
      const token = await stampOver(stamp, digest, () => archiveTimeStampInput(cms, archive));
      return translated(() => addArchiveTimeStamp(cms, token, archive));
    },
  };
}
