/** Level LTA: archive-time-stamp-v3 (EN 319 122-1, 5.5.3), over the content, the signature and everything that was added to it. */
import {
  attributeOids,
  type DigestName,
  der,
  encodeAttribute,
  extendSignedData,
  type SignedDataParts,
  type SignerInfoParts,
  splitContent,
  type TimeStampToken,
} from '@chancery/pki';
import { AdesError } from '../error.ts';
import { readingCms, readSigner } from './cms.ts';
import { type DetachedContent, digestWithin } from './content.ts';
import { buildHashIndex, findHashIndex, type HashIndexVersion, strayHashes } from './hash-index.ts';
import { isOver, readToken } from './time-stamp-imprint.ts';

export interface ArchiveOptions {
  /** Of the time-stamp to come. */
  readonly digest: DigestName;
  /** When the content is not in the CMS; a digest must be by the same algorithm. */
  readonly content?: DetachedContent;
  readonly signer?: number;
}

/** What an archive time-stamp is over; its digest is the imprint. Add to the CMS, before, what shall be covered. */
export function archiveTimeStampInput(cms: Uint8Array, options: ArchiveOptions): Uint8Array {
  const { parts, signer } = readSigner(cms, options.signer ?? 0);
  const contentDigest = digestWithin(cms, options.digest, options.content);
  return readingCms(() => stampedOctets({ parts, signer }, contentDigest, indexOf(parts, signer, options.digest)));
}

function indexOf(parts: SignedDataParts, signer: SignerInfoParts, digest: DigestName): Uint8Array {
  return buildHashIndex({ ...parts, unsignedAttributes: signer.unsignedAttributes }, digest);
}

/** a ‖ b ‖ c ‖ d: the type of the content, the digest of the content, the SignerInfo without its unsigned attributes, the index. */
function stampedOctets(
  { parts, signer }: { readonly parts: SignedDataParts; readonly signer: SignerInfoParts },
  contentDigest: Uint8Array,
  index: Uint8Array,
): Uint8Array {
  const { type } = splitContent(parts.encapContentInfo);
  return der.concat(der.oid(type), contentDigest, ...signer.fields, index);
}

/**
 * The CMS with the token among the signer's unsigned attributes, the index inside the token. The options must be those of the
 * request, and the CMS unchanged since. Throws AdesError `time-stamp` when the token is over anything else.
 */
export function addArchiveTimeStamp(cms: Uint8Array, token: Uint8Array, options: ArchiveOptions): Uint8Array {
  const { imprint } = readToken(token);
  if (imprint.digest !== options.digest || !isOver(imprint, archiveTimeStampInput(cms, options)))
    throw new AdesError('time-stamp', 'the time-stamp is over something else');
  const { parts, signer } = readSigner(cms, options.signer ?? 0);
  const index = encodeAttribute(attributeOids.hashIndexV3, indexOf(parts, signer, options.digest));
  const complete = extendSignedData(token, { unsignedAttributes: [index] });
  const attribute = encodeAttribute(attributeOids.archiveTimeStampV3, complete);
  return extendSignedData(cms, { signer: options.signer ?? 0, unsignedAttributes: [attribute] });
}

/** What an archive-time-stamp-v3 that stands in a signature covers. */
export interface ArchiveCoverage {
  /** Whether the imprint is that of this content, this signature and the index. */
  readonly imprint: boolean;
  readonly indexVersion: HashIndexVersion;
  /** Hashes of the index that belong to no element: something it covered is gone or was changed. */
  readonly strayHashes: number;
}

/** A value; undefined when the token carries no index. Elements added later are not covered, which is no fault. */
export function archiveCoverage(
  cms: Uint8Array,
  token: TimeStampToken,
  { content, signer: index = 0 }: Omit<ArchiveOptions, 'digest'>,
): ArchiveCoverage | undefined {
  const { parts, signer } = readSigner(cms, index);
  const hashes = readingCms(() => findHashIndex(token.signedData.signerInfos[0]?.unsignedAttributes ?? []));
  if (!hashes) return undefined;
  const { digest } = token.imprint;
  const octets = digest && stampedOctets({ parts, signer }, digestWithin(cms, digest, content), hashes.der);
  return {
    imprint: octets !== undefined && isOver(token.imprint, octets),
    indexVersion: hashes.version,
    strayHashes: strayHashes(hashes, { ...parts, unsignedAttributes: signer.unsignedAttributes }),
  };
}
