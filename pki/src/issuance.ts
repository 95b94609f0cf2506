/** Building certificates: the profiles a sandbox authority and the tests need (RFC 5280, EN 319 412-2, 412-3). */
import { createHash } from 'node:crypto';
import { bits, type SignatureScheme, schemeToAlgorithmIdentifier } from './algorithms.ts';
import {
  bitString,
  boolean,
  child,
  decode,
  element,
  explicit,
  integer,
  nil,
  octetString,
  oid,
  sequence,
  time,
} from './der.ts';
import { PkiError } from './error.ts';
import { encodeExtension } from './extensions.ts';
import { encodeQcStatements, type QcStatements } from './qc-statements.ts';

export type CertificateProfile =
  | { readonly kind: 'root' }
  | { readonly kind: 'issuing'; readonly crlUrl?: string; readonly caIssuersUrl?: string }
  | {
      readonly kind: 'signer';
      readonly ocspUrl?: string;
      readonly caIssuersUrl?: string;
      readonly crlUrl?: string;
      readonly policyOid?: string;
      readonly qcStatements?: QcStatements;
      /** It lives too short to be revoked, and says so (validity assured, EN 319 412-1, 5.2.2). */
      readonly shortTerm?: boolean;
    }
  | { readonly kind: 'ocsp' }
  /** A host that speaks TLS: RFC 9525 6.1. Addresses as their octets. */
  | { readonly kind: 'server'; readonly hosts: readonly string[]; readonly addresses: readonly Uint8Array[] }
  /** A time-stamping authority: RFC 3161 2.3. */
  | {
      readonly kind: 'tsa';
      readonly ocspUrl?: string;
      readonly caIssuersUrl?: string;
      readonly crlUrl?: string;
    };

export interface CertificateContent {
  /** Big endian, positive, at most 20 octets (RFC 5280 4.1.2.2). */
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly spki: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly profile: CertificateProfile;
  readonly issuerSpki: Uint8Array;
}

/** DER of a certificate whose to-be-signed octets went through `sign` (ECDSA values in DER). Throws PkiError `malformed`. */
export async function issueCertificate(
  content: CertificateContent,
  scheme: SignatureScheme,
  sign: (tbs: Uint8Array) => Promise<Uint8Array> | Uint8Array,
): Promise<Uint8Array> {
  const { serial } = content;
  if (serial.length > 20 || serial.every((byte) => byte === 0)) throw new PkiError('malformed', 'serial number');
  const algorithm = schemeToAlgorithmIdentifier(scheme);
  const tbs = sequence(
    explicit(0, integer(2)),
    integer(serial),
    algorithm,
    content.issuer,
    sequence(time(content.notBefore), time(content.notAfter)),
    content.subject,
    content.spki,
    explicit(3, sequence(...extensions(content))),
  );
  return sequence(tbs, algorithm, bitString(await sign(tbs)));
}

function extensions(content: CertificateContent): Uint8Array[] {
  const ids = [
    encodeExtension('2.5.29.14', false, octetString(keyId(content.spki))),
    encodeExtension('2.5.29.35', false, sequence(element(0x80, keyId(content.issuerSpki)))),
  ];
  return [...ids, ...ofProfile(content.profile)];
}

/** RFC 5280 4.2.1.2, method 1. */
export function keyId(spki: Uint8Array): Uint8Array {
  return new Uint8Array(
    createHash('sha1')
      .update(bits(child(decode(spki), 1)))
      .digest(),
  );
}

function ofProfile(profile: CertificateProfile): Uint8Array[] {
  if (profile.kind === 'root') return authority(sequence(boolean(true)));
  if (profile.kind === 'issuing') return [...authority(sequence(boolean(true), integer(0))), ...addresses(profile)];
  if (profile.kind === 'ocsp') {
    const responder = [
      encodeExtension('2.5.29.37', true, sequence(oid('1.3.6.1.5.5.7.3.9'))),
      encodeExtension('1.3.6.1.5.5.7.48.1.5', false, nil()),
    ];
    return [endEntity(), usage(7, 0x80), ...responder];
  }
  if (profile.kind === 'tsa') {
    const purpose = encodeExtension('2.5.29.37', true, sequence(oid('1.3.6.1.5.5.7.3.8')));
    return [endEntity(), usage(7, 0x80), purpose, ...addresses(profile)];
  }
  if (profile.kind === 'server') {
    const purpose = encodeExtension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1')));
    return [endEntity(), usage(7, 0x80), purpose, encodeExtension('2.5.29.17', false, sequence(...names(profile)))];
  }
  const policy = profile.policyOid
    ? [encodeExtension('2.5.29.32', false, sequence(sequence(oid(profile.policyOid))))]
    : [];
  const statements = profile.qcStatements ? [encodeQcStatements(profile.qcStatements)] : [];
  const assured = profile.shortTerm ? [encodeExtension('0.4.0.194121.2.1', false, nil())] : [];
  return [endEntity(), usage(6, 0x40), ...policy, ...addresses(profile), ...statements, ...assured];
}

function authority(basic: Uint8Array): Uint8Array[] {
  return [encodeExtension('2.5.29.19', true, basic), usage(1, 0x06)];
}

const endEntity = () => encodeExtension('2.5.29.19', true, sequence());
// nonRepudiation alone for signers and seals (EN 319 412-2, 4.3.2, type A; EN 319 412-3, 4.3.1).
const usage = (unused: number, octet: number) =>
  encodeExtension('2.5.29.15', true, bitString(Uint8Array.of(octet), unused));

function addresses(profile: {
  readonly ocspUrl?: string;
  readonly caIssuersUrl?: string;
  readonly crlUrl?: string;
}): Uint8Array[] {
  const access = [
    ...(profile.ocspUrl ? [sequence(oid('1.3.6.1.5.5.7.48.1'), uri(profile.ocspUrl))] : []),
    ...(profile.caIssuersUrl ? [sequence(oid('1.3.6.1.5.5.7.48.2'), uri(profile.caIssuersUrl))] : []),
  ];
  const points = profile.crlUrl
    ? [encodeExtension('2.5.29.31', false, sequence(sequence(explicit(0, explicit(0, uri(profile.crlUrl))))))]
    : [];
  return [...(access.length > 0 ? [encodeExtension('1.3.6.1.5.5.7.1.1', false, sequence(...access))] : []), ...points];
}

/** dNSName and iPAddress of RFC 5280 4.2.1.6. */
function names({ hosts, addresses }: Extract<CertificateProfile, { readonly kind: 'server' }>): Uint8Array[] {
  const dns = hosts.map((host) => element(0x82, new TextEncoder().encode(host)));
  return [...dns, ...addresses.map((octets) => element(0x87, octets))];
}

const uri = (address: string) => element(0x86, new TextEncoder().encode(address));
