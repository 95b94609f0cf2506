/** Making revocation lists (RFC 5280 5.1), for a sandbox authority and for tests. */
import { type SignatureScheme, schemeToAlgorithmIdentifier } from './algorithms.ts';
import type { Certificate } from './certificate.ts';
import { bitString, element, enumerated, explicit, fromHex, integer, sequence, time } from './der.ts';
import { type RevocationReason, revocationReasons } from './distribution-point.ts';
import { encodeExtension } from './extensions.ts';
import { keyId } from './issuance.ts';

export interface RevokedCertificate {
  /** As `Certificate.serialHex`. */
  readonly serialHex: string;
  readonly at: Date;
  readonly reason?: RevocationReason;
  /** GeneralNames, DER: this entry and those after it are about certificates of this issuer (5.3.3). */
  readonly issuer?: Uint8Array;
}

export interface RevocationListContent {
  readonly issuer: Certificate;
  /** Grows with every list (5.2.3). */
  readonly number: bigint;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  readonly revoked: readonly RevokedCertificate[];
  /** A delta list upon the complete one of this number. */
  readonly baseNumber?: bigint;
  /** IssuingDistributionPoint, DER: a list of part of what the issuer issues. */
  readonly scope?: Uint8Array;
}

/** DER of a list of version 2. `sign` makes X.509 values (ECDSA in DER). */
export async function buildRevocationList(
  content: RevocationListContent,
  scheme: SignatureScheme,
  sign: (tbs: Uint8Array) => Promise<Uint8Array> | Uint8Array,
): Promise<Uint8Array> {
  const algorithm = schemeToAlgorithmIdentifier(scheme);
  const tbs = sequence(
    integer(1),
    algorithm,
    content.issuer.subject.der,
    time(content.thisUpdate),
    ...(content.nextUpdate ? [time(content.nextUpdate)] : []),
    // 5.1.2.6: absent rather than empty.
    ...(content.revoked.length > 0 ? [sequence(Buffer.concat(content.revoked.map(entry)))] : []),
    explicit(0, sequence(...listExtensions(content))),
  );
  return sequence(tbs, algorithm, bitString(await sign(tbs)));
}

function entry({ serialHex, at, reason, issuer }: RevokedCertificate): Uint8Array {
  const serial = integer(fromHex(serialHex.padStart(serialHex.length + (serialHex.length % 2), '0')));
  const extensions = [
    ...(reason ? [encodeExtension('2.5.29.21', false, enumerated(revocationReasons[reason]))] : []),
    ...(issuer ? [encodeExtension('2.5.29.29', true, issuer)] : []),
  ];
  return sequence(serial, time(at), ...(extensions.length > 0 ? [sequence(...extensions)] : []));
}

function listExtensions({ issuer, number, baseNumber, scope }: RevocationListContent): Uint8Array[] {
  return [
    encodeExtension('2.5.29.35', false, sequence(element(0x80, keyId(issuer.spki)))),
    encodeExtension('2.5.29.20', false, integer(number)),
    ...(baseNumber === undefined ? [] : [encodeExtension('2.5.29.27', true, integer(baseNumber))]),
    ...(scope ? [encodeExtension('2.5.29.28', true, scope)] : []),
  ];
}
