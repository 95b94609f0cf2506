import {
  AdesError,
  type AsicContainer,
  addAsicArchiveData,
  addAsicArchiveTimeStamp,
  asicArchiveTimeStampInput,
  bytesSource,
  carriedByArchives,
  isArchived,
  readAsic,
  type SignatureFile,
  signatureFile,
  withFiles,
} from '@chancery/ades';
import type { DigestName } from '@chancery/pki';
import { translated } from '../format-refusal.ts';
import { cadesSteps } from './cades-steps.ts';
import type { LevelSteps } from './level.ts';
import { stampOver } from './stamp-over.ts';
import { xadesSteps } from './xades-steps.ts';

/** Which signature of a container: its file, the first unless named, and in it a signer or the Id of a signature. */
export interface InContainer {
  readonly file?: string;
  readonly signer?: number;
  readonly signatureId?: string;
}

/**
 * One signature of a container (EN 319 162-1): it grows where it stands. In ASiC-E with CAdES an archive time-stamp covers the
 * whole container, with all signatures in it: give each of them its evidence first.
 */
export function asicSteps(digest: DigestName, which: InContainer = {}): LevelSteps {
  const opened = (octets: Uint8Array) => open(octets, digest, which);
  return {
    carried: (octets) => carried(opened(octets)),
    timeStampSignature: async (octets, stamp) => {
      const { container, file, steps } = translated(() => growing(opened(octets)));
      return put(container, file, await steps.timeStampSignature(file.octets, stamp));
    },
    addEvidence: (octets, evidence) => {
      const { container, file, steps } = opened(octets);
      if (isArchived(container, file.name)) return addAsicArchiveData(container, evidence);
      return put(container, file, steps.addEvidence(file.octets, evidence));
    },
    archive: async (octets, stamp) => {
      const { container, file, steps } = translated(() => opened(octets));
      const whole = container.kind === 'ASiC-E' && file.format === 'cades';
      if (!whole) return put(container, file, await steps.archive(file.octets, stamp));
      const token = await stampOver(stamp, digest, () => asicArchiveTimeStampInput(container, digest));
      return translated(() => addAsicArchiveTimeStamp(container, token, digest));
    },
  };
}

interface Opened {
  readonly container: AsicContainer;
  readonly file: SignatureFile;
  /** Of the file by itself. */
  readonly steps: LevelSteps;
}

function open(octets: Uint8Array, digest: DigestName, { file: name, signer, signatureId }: InContainer): Opened {
  const container = readAsic(bytesSource(octets));
  const file = signatureFile(container, name);
  if (file.format === 'cades') return { container, file, steps: cadesSteps(digest, signer, { octets: file.content }) };
  const { files } = file;
  return { container, file, steps: xadesSteps(digest, signatureId === undefined ? { files } : { files, signatureId }) };
}

function growing(opened: Opened): Opened {
  if (!isArchived(opened.container, opened.file.name)) return opened;
  throw new AdesError('locked', 'an archive time-stamp covers the signature as it is');
}

function carried({ container, file, steps }: Opened) {
  const [own, archives] = [steps.carried(file.octets), carriedByArchives(container)];
  return {
    signers: own.signers,
    unnamed: own.unnamed,
    timeStamps: [...own.timeStamps, ...archives.timeStamps],
    certificates: [...own.certificates, ...archives.certificates],
    ocspResponses: [...own.ocspResponses, ...archives.ocspResponses],
    crls: [...own.crls, ...archives.crls],
  };
}

function put(container: AsicContainer, { name }: SignatureFile, octets: Uint8Array): Uint8Array {
  return translated(() => withFiles(container, new Map([[name, octets]])));
}
