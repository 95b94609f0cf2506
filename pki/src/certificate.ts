/** X.509 certificates, RFC 5280 section 4: what stands in one. Judging it is the business of `path.ts`. */
import type { SignatureScheme } from './algorithms.ts';
import { sameBytes } from './der.ts';
import type { DistributionPoint } from './distribution-point.ts';
import { PkiError } from './error.ts';
import type { MessageKeyKind } from './message-scheme.ts';
import type { Name } from './name.ts';
import type { QcStatements } from './qc-statements.ts';
import { readCertificate } from './read-certificate.ts';
import { Recent } from './recent.ts';
import { type Slice, sliceAt, slicesOf } from './slices.ts';

/** A key that signs digests. */
export type DigestKeyKind =
  | { readonly kind: 'rsa'; readonly bits: number }
  | { readonly kind: 'ec'; readonly curve: 'P-256' | 'P-384' | 'P-521' };

export type PublicKeyKind = DigestKeyKind | { readonly kind: MessageKeyKind };

export interface Certificate {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  /** The serial number as a DER INTEGER, for those who name this certificate. */
  readonly serial: Uint8Array;
  /** Upper-case hex without leading zeros or sign. */
  readonly serialHex: string;
  readonly subject: Name;
  readonly issuer: Name;
  readonly spki: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly isCa: boolean;
  readonly pathLength?: number;
  /** Names of RFC 5280 4.2.1.3; empty when the extension is absent. */
  readonly keyUsage: readonly string[];
  readonly extendedKeyUsage: readonly string[];
  readonly ocspUrls: readonly string[];
  readonly caIssuerUrls: readonly string[];
  readonly crlUrls: readonly string[];
  readonly distributionPoints: readonly DistributionPoint[];
  readonly policies: readonly string[];
  /** What it states of itself (RFC 3739, 3.2.6); absent where it states nothing. */
  readonly qcStatements?: QcStatements;
  /** Its issuer promises that no status is needed: ocsp-nocheck (RFC 6960, 4.2.2.2.1), validity assured, no revocation (RFC 9608). */
  readonly withoutStatus: boolean;
  /** Identifiers of the critical extensions, and of those among them that this reader does not understand. */
  readonly critical: readonly string[];
  readonly unknownCritical: readonly string[];
  readonly subjectKeyId?: Uint8Array;
  readonly authorityKeyId?: Uint8Array;
  /** Undefined for a kind of key or a signature algorithm outside our list, and for a signature that names two algorithms. */
  readonly publicKey: PublicKeyKind | undefined;
  readonly scheme: SignatureScheme | undefined;
  readonly signature: Uint8Array;
}

const largestKept = 8192;
const met = new Recent<Certificate>(512);

/**
 * Throws PkiError `malformed` when the octets are no certificate. The same authorities are met over and over: what was read last is
 * kept, from octets of its own.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  if (der.length > largestKept) return readCertificate(der);
  return met.get(der, () => readCertificate(der.slice()));
}

/** How CMS names a certificate (issuerAndSerialNumber), as it stands in it; nothing else is read. Throws PkiError. */
export function issuerAndSerial(der: Uint8Array): { readonly issuer: Uint8Array; readonly serial: Uint8Array } {
  const [serial, , issuer] = fieldSlices(der);
  if (serial?.tag !== 0x02 || issuer?.tag !== 0x30) throw new PkiError('malformed', 'not a certificate');
  return { issuer: issuer.bytes, serial: serial.bytes };
}

/** The SubjectPublicKeyInfo, as it stands in a certificate; nothing else is read. Throws PkiError. */
export function subjectPublicKeyInfo(der: Uint8Array): Uint8Array {
  const spki = fieldSlices(der)[5];
  if (spki?.tag !== 0x30) throw new PkiError('malformed', 'not a certificate');
  return spki.bytes;
}

/** The fields of the TBSCertificate from the serial number on. */
function fieldSlices(der: Uint8Array): Slice[] {
  const whole = sliceAt(der);
  const [tbs] = whole.tag === 0x30 && whole.bytes.length === der.length ? slicesOf(whole.value) : [];
  const fields = tbs?.tag === 0x30 ? slicesOf(tbs.value) : [];
  return fields[0]?.tag === 0xa0 ? fields.slice(1) : fields;
}

/** The certificates among these encodings that can be read: one that nobody here can read must not hide the others. */
export function readableCertificates(elements: readonly Uint8Array[]): Certificate[] {
  return elements.flatMap((element) => {
    try {
      return [parseCertificate(element)];
    } catch (error) {
      if (error instanceof PkiError) return [];
      throw error;
    }
  });
}

export function sameCertificate(a: Certificate, b: Certificate): boolean {
  return sameBytes(a.der, b.der);
}
