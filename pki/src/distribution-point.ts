/** Where a certificate's revocation is told, and what a list covers (RFC 5280 4.2.1.13, 5.2.5). */
import { child, element, sequence, type Tlv, tagged } from './der.ts';

/** CRLReason, RFC 5280 5.3.1; the number is the value, and the bit in ReasonFlags where there is one. */
export const revocationReasons = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const;

export type RevocationReason = keyof typeof revocationReasons;

/** Undefined for a number that has no name. */
export function revocationReason(value: number): RevocationReason | undefined {
  return (Object.keys(revocationReasons) as RevocationReason[]).find((name) => revocationReasons[name] === value);
}

/** One place where a certificate says its revocation is told. Names are GeneralNames, DER. */
export interface DistributionPoint {
  readonly names: readonly Uint8Array[];
  /** Only for some reasons. */
  readonly someReasons: boolean;
  /** Who signs the list, when that is not the issuer of the certificate. */
  readonly crlIssuer: readonly Uint8Array[];
}

/** What a list says it covers; everything of its issuer when it says nothing. */
export interface ListScope {
  readonly names: readonly Uint8Array[];
  readonly onlyUserCertificates: boolean;
  readonly onlyAuthorityCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  readonly someReasons: boolean;
  readonly indirect: boolean;
}

/** Elements of the cRLDistributionPoints extension; a relative name is below `issuer` (DER of a Name). */
export function readDistributionPoints(points: readonly Tlv[], issuer: Tlv): DistributionPoint[] {
  return points.map((point) => ({
    names: pointNames(tagged(point, 0xa0), issuer),
    someReasons: tagged(point, 0x81) !== undefined,
    crlIssuer: tagged(point, 0xa2)?.children.map((name) => name.bytes) ?? [],
  }));
}

/** The issuingDistributionPoint extension of a list that `issuer` signs. */
export function readScope(scope: Tlv, issuer: Tlv): ListScope {
  const isTrue = (tag: number) => (tagged(scope, tag)?.value[0] ?? 0) !== 0;
  return {
    names: pointNames(tagged(scope, 0xa0), issuer),
    onlyUserCertificates: isTrue(0x81),
    onlyAuthorityCertificates: isTrue(0x82),
    someReasons: tagged(scope, 0x83) !== undefined,
    indirect: isTrue(0x84),
    onlyAttributeCertificates: isTrue(0x85),
  };
}

/** DistributionPointName: full names, or one relative to the issuer's. */
function pointNames(point: Tlv | undefined, issuer: Tlv): Uint8Array[] {
  if (!point) return [];
  const name = child(point, 0);
  if (name.tag === 0xa0) return name.children.map((one) => one.bytes);
  const relative = element(0x31, name.value);
  return [directoryName(sequence(...issuer.children.map((one) => one.bytes), relative))];
}

/** A GeneralName of kind directoryName around the DER of a Name. */
export function directoryName(name: Uint8Array): Uint8Array {
  return element(0xa4, name);
}
