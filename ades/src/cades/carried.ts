import {
  attributeOids,
  PkiError,
  parseSignedData,
  type RevocationInfo,
  readRevocationInfo,
  type SignerInfo,
  splitSignedData,
  verifySignedData,
} from '@chancery/pki';
import type { CarriedEvidence, CarriedTimeStamp } from '../carried-evidence.ts';
import { readingCms } from './cms.ts';

const kinds: Readonly<Record<string, CarriedTimeStamp['kind']>> = {
  [attributeOids.contentTimeStamp]: 'content',
  [attributeOids.signatureTimeStamp]: 'signature',
  [attributeOids.archiveTimeStampV2]: 'archive',
  [attributeOids.archiveTimeStampV3]: 'archive',
};

/** What a CMS and the tokens in it carry for one of its signers (EN 319 122-1, 5.5). Throws AdesError `not-a-cms`. */
export function carriedByCms(cms: Uint8Array, signer = 0): CarriedEvidence {
  return readingCms(() => {
    const data = parseSignedData(cms);
    const info = data.signerInfos[signer];
    const timeStamps = info ? timeStampsOf(info) : [];
    const found = [cms, ...timeStamps.map(({ token }) => token)].map(setsOf);
    // Whether the signature holds is asked elsewhere; here only whose certificate it names.
    const named = verifySignedData(data, () => new Uint8Array(), signer).signer;
    return { signers: named ? [named.der] : [], unnamed: named ? 0 : 1, timeStamps, ...joined(found) };
  });
}

function timeStampsOf({ attributes = [], unsignedAttributes }: SignerInfo): CarriedTimeStamp[] {
  return [...attributes, ...unsignedAttributes].flatMap(({ oid, values }) => {
    const kind = kinds[oid];
    return kind === undefined ? [] : values.map((token) => ({ kind, token }));
  });
}

type Sets = { readonly certificates: readonly Uint8Array[] } & RevocationInfo;

/** The sets of certificates and revocation data of one SignedData. Throws PkiError. */
export function setsOf(cms: Uint8Array): Sets {
  const { certificates, crls } = splitSignedData(cms);
  return { certificates, ...readRevocationInfo(crls) };
}

/** The same of tokens; one that cannot be read carries nothing. */
export function readableSets(tokens: readonly CarriedTimeStamp[]): Sets[] {
  return tokens.flatMap(({ token }) => {
    try {
      return [setsOf(token)];
    } catch (error) {
      if (error instanceof PkiError) return [];
      throw error;
    }
  });
}

/** All sets as one, in their order. */
export function joined(sets: readonly Sets[]): Pick<CarriedEvidence, 'certificates' | 'ocspResponses' | 'crls'> {
  return {
    certificates: sets.flatMap(({ certificates }) => certificates),
    ocspResponses: sets.flatMap(({ ocspResponses }) => ocspResponses),
    crls: sets.flatMap(({ lists }) => lists),
  };
}
