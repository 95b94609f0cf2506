/**
 * The time-stamps from before archive-time-stamp-v3 (EN 319 122-1, annex A; RFC 5126, 6.3.5, 6.3.6 and 6.4.1), which nobody makes
 * any more: what they are over. Those of the archive cover whole sets, so that whatever joins a set breaks them.
 */
import {
  attributeOids,
  der,
  parseTimeStampToken,
  type SignerInfoParts,
  sliceAt,
  splitAttribute,
  splitContent,
  splitSignedData,
  splitSignerInfo,
} from '@chancery/pki';
import { AdesError } from '../error.ts';
import { type ReadSigner, readingCms, readSigner } from './cms.ts';
import { signatureTimeStampInput } from './signature-time-stamp.ts';

const { concat, element } = der;

const overSets: readonly string[] = [attributeOids.archiveTimeStampV1, attributeOids.archiveTimeStampV2];

/** Whether a signer's unsigned attributes hold an archive time-stamp over sets. */
export function coversSets({ unsignedAttributes }: SignerInfoParts): boolean {
  return unsignedAttributes.some((attribute) => overSets.includes(splitAttribute(attribute).type));
}

/** Throws AdesError `locked` when nothing may be added to the certificates of the CMS. */
export function requireOpenSets(cms: Uint8Array): void {
  const closed = readingCms(() => splitSignedData(cms).signerInfos.map(splitSignerInfo).some(coversSets));
  if (closed) throw new AdesError('locked', 'an archive time-stamp of an old kind covers the certificates of the CMS');
}

/**
 * What an archive-time-stamp-v2 of this time may be over: everything that is older, with the unsigned attributes as a set or one
 * behind the other (both were written). `content` only for a CMS that has none.
 */
export function archiveTimeStampV2Inputs(
  cms: Uint8Array,
  genTime: Date,
  { content, signer: index = 0 }: { readonly content?: Uint8Array; readonly signer?: number } = {},
): Uint8Array[] {
  const read = readSigner(cms, index);
  return readingCms(() => {
    const attributes = olderThan(genTime, read.signer.unsignedAttributes);
    const before = concat(...contentOf(read, content), ...setsOf(read), ...read.signer.fields);
    return [element(0xa1, ...attributes), concat(...attributes)].map((tail) => concat(before, tail));
  });
}

function contentOf({ parts }: ReadSigner, beside: Uint8Array | undefined): Uint8Array[] {
  const { encapContentInfo } = parts;
  const inside = splitContent(encapContentInfo).content;
  return [encapContentInfo, ...(inside || !beside ? [] : [beside])];
}

function setsOf({ parts }: ReadSigner): Uint8Array[] {
  const set = (tag: number, elements: readonly Uint8Array[]) =>
    elements.length > 0 ? [element(tag, ...elements)] : [];
  return [...set(0xa0, parts.certificates), ...set(0xa1, parts.crls)];
}

/** Without the time-stamps that came later. What has no time is taken to have been there. */
function olderThan(genTime: Date, attributes: readonly Uint8Array[]): Uint8Array[] {
  return attributes.filter((attribute) => {
    const archived = archiveTime(attribute);
    if (archived) return archived < genTime;
    const stamped = timeIn(attribute, [attributeOids.signatureTimeStamp]);
    return stamped === undefined || stamped <= genTime;
  });
}

/** Of an archive time-stamp of any version; undefined for other attributes. */
export function archiveTime(attribute: Uint8Array): Date | undefined {
  return timeIn(attribute, [...overSets, attributeOids.archiveTimeStampV3]);
}

function timeIn(attribute: Uint8Array, types: readonly string[]): Date | undefined {
  const { type, values } = splitAttribute(attribute);
  const [token] = values;
  return types.includes(type) && token ? parseTimeStampToken(token).genTime : undefined;
}

const stampedByC = [
  attributeOids.signatureTimeStamp,
  attributeOids.completeCertificateReferences,
  attributeOids.completeRevocationReferences,
];

/**
 * What a CAdES-C-time-stamp of this time may be over: the signature value, then the attributes of level C, in the order of RFC 5126
 * or as they stand.
 */
export function cadesCTimeStampInputs(cms: Uint8Array, genTime: Date, signer = 0): Uint8Array[] {
  const value = signatureTimeStampInput(cms, signer);
  return attributeOrders(readSigner(cms, signer), genTime, stampedByC).map((rest) => concat(value, rest));
}

/** What a time-stamped-certs-crls-references may be over: the references alone. */
export function referencesTimeStampInputs(cms: Uint8Array, genTime: Date, signer = 0): Uint8Array[] {
  return attributeOrders(readSigner(cms, signer), genTime, stampedByC.slice(1));
}

/** The contents of these attributes: type and values, without what is around them. */
function attributeOrders({ signer }: ReadSigner, genTime: Date, types: readonly string[]): Uint8Array[] {
  return readingCms(() => {
    const older = olderThan(genTime, signer.unsignedAttributes);
    const all = older.map((octets) => ({ type: splitAttribute(octets).type, octets }));
    const stated = types.flatMap((type) => all.filter((one) => one.type === type));
    const asStored = all.filter((one) => types.includes(one.type));
    return [stated, asStored].map((order) => concat(...order.map(({ octets }) => sliceAt(octets).value)));
  });
}
