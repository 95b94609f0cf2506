/** Adding to a SignedData of anybody without changing what is there (RFC 5652 5.1; EN 319 122-1 5.5). */
import { decode, readInteger, readOid, sameBytes } from './der.ts';
import { PkiError } from './error.ts';
import { ocspChoice } from './revocation-info.ts';
import { contentTypes } from './signed-attributes.ts';
import {
  joinSignedData,
  joinSignerInfo,
  type SignedDataParts,
  splitContent,
  splitSignedData,
  splitSignerInfo,
} from './signed-data-parts.ts';
import { sliceAt, slicesOf } from './slices.ts';

export interface SignedDataAdditions {
  /** Unsigned attributes (complete) for one SignerInfo. */
  readonly unsignedAttributes?: readonly Uint8Array[];
  /** Which one; the first unless told. */
  readonly signer?: number;
  /** DER. What is there already is not added again. */
  readonly certificates?: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  /** Complete OCSPResponses. */
  readonly ocspResponses?: readonly Uint8Array[];
  /** Further SignerInfos (complete): parallel signatures. */
  readonly signerInfos?: readonly Uint8Array[];
}

/** The ContentInfo with the additions behind what was there, every earlier element octet for octet. Throws PkiError. */
export function extendSignedData(ber: Uint8Array, additions: SignedDataAdditions): Uint8Array {
  return joinSignedData(extendParts(splitSignedData(ber), additions));
}

function extendParts(parts: SignedDataParts, additions: SignedDataAdditions): SignedDataParts {
  const { unsignedAttributes = [], signer = 0, signerInfos = [] } = additions;
  const revocation = [...(additions.crls ?? []), ...(additions.ocspResponses ?? []).map(ocspChoice)];
  const extended = {
    ...parts,
    digestAlgorithms: withDigests(parts.digestAlgorithms, signerInfos),
    certificates: merge(parts.certificates, additions.certificates ?? []),
    crls: merge(parts.crls, revocation),
    signerInfos: [...withAttributes(parts.signerInfos, signer, unsignedAttributes), ...signerInfos],
  };
  return { ...extended, version: Math.max(parts.version, leastVersion(extended)) };
}

function merge(present: readonly Uint8Array[], added: readonly Uint8Array[]): Uint8Array[] {
  const all = [...present];
  for (const one of added) if (!all.some((other) => sameBytes(other, one))) all.push(one);
  return all;
}

function withAttributes(infos: readonly Uint8Array[], at: number, added: readonly Uint8Array[]): Uint8Array[] {
  if (added.length === 0) return [...infos];
  const info = infos[at];
  if (!info) throw new PkiError('malformed', 'no such signer');
  const parts = splitSignerInfo(info);
  return infos.with(at, joinSignerInfo({ ...parts, unsignedAttributes: [...parts.unsignedAttributes, ...added] }));
}

/** 5.1: the digest of every signer, each once; known by its identifier, whatever the parameters. */
function withDigests(present: readonly Uint8Array[], infos: readonly Uint8Array[]): Uint8Array[] {
  const all = [...present];
  const name = (algorithm: Uint8Array) => readOid(decode(slicesOf(sliceAt(algorithm).value)[0]?.bytes ?? algorithm));
  for (const info of infos) {
    const digest = splitSignerInfo(info).fields[2] as Uint8Array;
    if (!all.some((one) => name(one) === name(digest))) all.push(digest);
  }
  return all;
}

/** The least version that these contents may have, 5.1. */
function leastVersion({ certificates, crls, encapContentInfo, signerInfos }: SignedDataParts): number {
  const has = (elements: readonly Uint8Array[], tag: number) => elements.some((one) => one[0] === tag);
  if (has(certificates, 0xa3) || has(crls, 0xa1)) return 5;
  if (has(certificates, 0xa2)) return 4;
  const plain = splitContent(encapContentInfo).type === contentTypes.data;
  return !plain || has(certificates, 0xa1) || signerInfos.some(isVersion3) ? 3 : 1;
}

function isVersion3(info: Uint8Array): boolean {
  return readInteger(decode(splitSignerInfo(info).fields[0] as Uint8Array)) === 3n;
}
