/** ATSHashIndexV3 and the two before it (EN 319 122-1, 5.5.2): which elements an archive time-stamp is over. */
import {
  attributeOids,
  type DigestName,
  der,
  digestAlgorithm,
  digestName,
  digestOf,
  type SignedDataParts,
  splitAttribute,
} from '@chancery/pki';

const { child, concat, decode, octets, octetString, oid, readOid, sequence } = der;

/** By the attribute it stands in. */
export type HashIndexVersion = 1 | 2 | 3;

const versions: Readonly<Record<string, HashIndexVersion>> = {
  [attributeOids.hashIndexV1]: 1,
  [attributeOids.hashIndexV2]: 2,
  [attributeOids.hashIndexV3]: 3,
};

/** The elements of a signature that can be indexed, complete encodings, in their order. */
export type Indexed = Pick<SignedDataParts, 'certificates' | 'crls'> & {
  readonly unsignedAttributes: readonly Uint8Array[];
};

/** DER of an ATSHashIndexV3 over all of it. */
export function buildHashIndex({ certificates, crls, unsignedAttributes }: Indexed, digest: DigestName): Uint8Array {
  const hashes = (elements: readonly Uint8Array[]) =>
    sequence(...elements.map((element) => octetString(digestOf(digest, element))));
  return sequence(
    digestAlgorithm(digest),
    hashes(certificates),
    hashes(crls),
    hashes(unsignedAttributes.flatMap((attribute) => attributeElements(attribute, 3))),
  );
}

/** Version 3 counts every value of an attribute, with its type before it; the earlier ones the attribute as a whole. */
function attributeElements(attribute: Uint8Array, version: HashIndexVersion): Uint8Array[] {
  if (version < 3) return [attribute];
  const { type, values } = splitAttribute(attribute);
  return values.map((value) => concat(oid(type), value));
}

export interface HashIndex {
  readonly version: HashIndexVersion;
  /** Undefined for one outside our list. */
  readonly digest: DigestName | undefined;
  /** The value as it stands: it is part of what is stamped. */
  readonly der: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly attributes: readonly Uint8Array[];
}

/** The index among the unsigned attributes of a token, if there is one. Throws PkiError. */
export function findHashIndex(attributes: readonly { readonly oid: string; readonly values: readonly Uint8Array[] }[]) {
  const found = attributes.find((attribute) => versions[attribute.oid]);
  const version = found && versions[found.oid];
  const [value] = found?.values ?? [];
  return version && value ? readHashIndex(value, version) : undefined;
}

function readHashIndex(value: Uint8Array, version: HashIndexVersion): HashIndex {
  const index = decode(value, 0x30);
  // Version 1: hashIndAlgorithm DEFAULT sha256. An algorithm begins with its identifier, a list with an octet string.
  const named = index.children.length > 3;
  const hashes = (at: number) => child(index, named ? at + 1 : at, 0x30).children.map(octets);
  return {
    version,
    digest: named ? digestName(readOid(child(child(index, 0), 0))) : 'sha256',
    der: value,
    certificates: hashes(0),
    crls: hashes(1),
    attributes: hashes(2),
  };
}

/** How many hashes of the index belong to nothing in the signature: an element that is gone, or was changed. */
export function strayHashes(index: HashIndex, { certificates, crls, unsignedAttributes }: Indexed): number {
  const { digest, version } = index;
  if (!digest) return Number.POSITIVE_INFINITY;
  const stray = (hashes: readonly Uint8Array[], elements: readonly Uint8Array[]) => {
    const present = new Set(elements.map((element) => hex(digestOf(digest, element))));
    return hashes.filter((hash) => !present.has(hex(hash))).length;
  };
  const attributes = unsignedAttributes.flatMap((attribute) => attributeElements(attribute, version));
  return stray(index.certificates, certificates) + stray(index.crls, crls) + stray(index.attributes, attributes);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
