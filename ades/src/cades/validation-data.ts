import {
  encodeAttribute,
  extendSignedData,
  joinSignedData,
  joinSignerInfo,
  splitAttribute,
  splitSignerInfo,
} from '@chancery/pki';
import { AdesError } from '../error.ts';
import { type ReadSigner, readingCms, readSigner } from './cms.ts';
import { archiveTime, coversSets } from './historic-time-stamp.ts';

/** What lets a signature be judged without asking anybody; all DER. `ocspResponses` are complete OCSPResponses. */
export interface ValidationData {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly ocspResponses: readonly Uint8Array[];
}

/**
 * Level LT (EN 319 122-1, 5.4, 6.3): beside the signers, what is there already not again, every earlier octet kept. Where an
 * archive time-stamp of an old kind closed those sets, inside the newest archive time-stamp, which nothing covers yet.
 */
export function addValidationData(cms: Uint8Array, data: ValidationData, signer = 0): Uint8Array {
  const read = readSigner(cms, signer);
  return readingCms(() => {
    const closed = read.parts.signerInfos.map(splitSignerInfo).some(coversSets);
    return closed ? intoNewestToken(read, data, signer) : extendSignedData(cms, data);
  });
}

function intoNewestToken({ parts, signer }: ReadSigner, data: ValidationData, index: number): Uint8Array {
  const { fields, unsignedAttributes } = signer;
  const times = unsignedAttributes.map((attribute) => archiveTime(attribute)?.getTime() ?? Number.NEGATIVE_INFINITY);
  const newest = times.indexOf(Math.max(...times));
  if (!Number.isFinite(times[newest]))
    throw new AdesError('locked', 'an archive time-stamp of another signer covers the certificates of the CMS');
  const { type, values } = splitAttribute(unsignedAttributes[newest] as Uint8Array);
  const [token, ...more] = values as [Uint8Array];
  const replaced = encodeAttribute(type, extendSignedData(token, data), ...more);
  const info = joinSignerInfo({ fields, unsignedAttributes: unsignedAttributes.with(newest, replaced) });
  return joinSignedData({ ...parts, signerInfos: parts.signerInfos.with(index, info) });
}
