import { createHash } from 'node:crypto';
import { attributeOf, childElements, decodeBase64, digestByUri, elementsOf, textOf } from '@chancery/xmldsig';
import { joined, readableSets } from '../cades/carried.ts';
import type { CarriedEvidence } from '../carried-evidence.ts';
import { isXades, type QualifiedSignature, readQualifiedSignature } from './qualified-signature.ts';
import { readingXml } from './reading-xml.ts';
import { timeStampsOf } from './time-stamps.ts';

/** What an XML document and the tokens in it carry for one of its signatures (EN 319 132-1, 5.3 to 5.5). Throws AdesError. */
export function carriedByXades(octets: Uint8Array, signatureId?: string): CarriedEvidence {
  const qualified = readQualifiedSignature(octets, signatureId);
  const timeStamps = timeStampsOf(qualified, new Map()).flatMap(({ kind, token }) => {
    return kind === 'references' ? [] : [{ kind, token }];
  });
  const certificates = [...qualified.signature.certificates, ...encapsulated(qualified, 'EncapsulatedX509Certificate')];
  const signers = certificates.filter((der) => isNamed(qualified, der)).slice(0, 1);
  const own = {
    certificates,
    ocspResponses: encapsulated(qualified, 'EncapsulatedOCSPValue'),
    lists: encapsulated(qualified, 'EncapsulatedCRLValue'),
  };
  return { signers, unnamed: 1 - signers.length, timeStamps, ...joined([own, ...readableSets(timeStamps)]) };
}

/** Wherever they stand among the unsigned properties: for the signature, for a time-stamp. */
function encapsulated({ unsignedSignatureProperties }: QualifiedSignature, local: string): Uint8Array[] {
  if (unsignedSignatureProperties === undefined) return [];
  const found = elementsOf(unsignedSignatureProperties).filter((one) => isXades(one, local));
  return found.map((one) => readingXml(() => decodeBase64(textOf(one))));
}

/** 5.2.2: the first certificate of SigningCertificateV2, or of its predecessor, by its digest. */
function isNamed({ signedProperties }: QualifiedSignature, der: Uint8Array): boolean {
  const named = signedProperties && elementsOf(signedProperties).find((one) => isXades(one, 'CertDigest'));
  const [method, value] = named === undefined ? [] : childElements(named);
  // SHA-1 is good enough to find a certificate among those that are there; whether it binds is asked elsewhere.
  const digest = method && digestByUri(attributeOf(method, 'Algorithm') ?? '', true);
  if (digest === undefined || value === undefined) return false;
  return createHash(digest)
    .update(der)
    .digest()
    .equals(readingXml(() => decodeBase64(textOf(value))));
}
