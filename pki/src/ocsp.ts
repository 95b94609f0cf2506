/** Online certificate status, RFC 6960 (nonce: RFC 9654): requests and answers as octets, and whether an answer may be believed. */
import { createHash } from 'node:crypto';
import {
  algorithmIdentifierToScheme,
  bits,
  type DigestName,
  digestName,
  digestOid,
  type SignatureScheme,
  schemeToAlgorithmIdentifier,
} from './algorithms.ts';
import { type Certificate, readableCertificates } from './certificate.ts';
import {
  bitString,
  child,
  decode,
  element,
  enumerated,
  explicit,
  generalizedTime,
  integer,
  nil,
  octetString,
  octets,
  oid,
  readOid,
  readTime,
  sameBytes,
  sequence,
  type Tlv,
  tagged,
} from './der.ts';
import { type RevocationReason, revocationReason, revocationReasons } from './distribution-point.ts';
import { PkiError } from './error.ts';
import { keyId } from './issuance.ts';
import { serialHex } from './serial.ts';

const sha1Oid = '1.3.14.3.2.26';
const basicResponse = '1.3.6.1.5.5.7.48.1.1';
const nonceOid = '1.3.6.1.5.5.7.48.1.2';

/** SHA-1 is what every responder knows; here a hash only identifies. */
export type CertificateIdHash = 'sha1' | DigestName;

/** Which certificate is meant (RFC 6960, 4.1.1): hashes of the issuer's name and key, and the serial number in upper hex. */
export interface CertificateId {
  readonly hash: CertificateIdHash;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serialHex: string;
}

export type CertificateStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly at: Date; readonly reason?: RevocationReason }
  | { readonly kind: 'unknown' };

export function certificateId(
  certificate: Certificate,
  issuer: Certificate,
  hash: CertificateIdHash = 'sha1',
): CertificateId {
  const hashed = (octets: Uint8Array) => new Uint8Array(createHash(hash).update(octets).digest());
  const issuerKeyHash = hashed(bits(child(decode(issuer.spki), 1)));
  return { hash, issuerNameHash: hashed(certificate.issuer.der), issuerKeyHash, serialHex: certificate.serialHex };
}

/** Whether `id` means this certificate of this issuer, whatever hash it uses. */
export function isCertificateId(id: CertificateId, certificate: Certificate, issuer: Certificate): boolean {
  return sameBytes(encodeId(id), encodeId(certificateId(certificate, issuer, id.hash)));
}

function encodeId(id: CertificateId): Uint8Array {
  const algorithm = sequence(oid(id.hash === 'sha1' ? sha1Oid : digestOid(id.hash)), nil());
  const serial = integer(new Uint8Array(Buffer.from(id.serialHex, 'hex')));
  return sequence(algorithm, octetString(id.issuerNameHash), octetString(id.issuerKeyHash), serial);
}

function readId(tlv: Tlv): CertificateId {
  const dotted = readOid(child(child(tlv, 0), 0));
  const hash = dotted === sha1Oid ? 'sha1' : digestName(dotted);
  if (!hash) throw new PkiError('unsupported', `certificate identifier with digest ${dotted}`);
  const [issuerNameHash, issuerKeyHash] = [octets(child(tlv, 1, 0x04)), octets(child(tlv, 2, 0x04))];
  return { hash, issuerNameHash, issuerKeyHash, serialHex: serialHex(child(tlv, 3)) };
}

const nonceExtension = (nonce: Uint8Array) => sequence(sequence(oid(nonceOid), octetString(octetString(nonce))));

export function buildOcspRequest({
  certificate,
  issuer,
  nonce,
}: {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly nonce?: Uint8Array;
}): Uint8Array {
  const list = sequence(sequence(encodeId(certificateId(certificate, issuer))));
  return sequence(sequence(list, ...(nonce ? [explicit(2, nonceExtension(nonce))] : [])));
}

/** The certificate asked for, and the nonce. Throws PkiError: `unsupported` when several are asked for at once. */
export function parseOcspRequest(der: Uint8Array): { id: CertificateId; nonce?: Uint8Array } {
  const tbs = child(decode(der, 0x30), 0, 0x30);
  const list = tbs.children.find((one) => one.tag === 0x30);
  if (!list) throw new PkiError('malformed', 'no request');
  if (list.children.length > 1) throw new PkiError('unsupported', 'several certificates in one request');
  const nonce = readNonce(tagged(tbs, 0xa2));
  return { id: readId(child(child(list, 0), 0)), ...(nonce ? { nonce } : {}) };
}

/** RFC 9654 2.1: an OCTET STRING of at most 128 octets inside the extension's own. */
function readNonce(holder: Tlv | undefined): Uint8Array | undefined {
  const found = holder?.children[0]?.children.find((extension) => readOid(child(extension, 0)) === nonceOid);
  if (!found) return undefined;
  const inner = decode(octets(child(found, found.children.length - 1, 0x04)));
  if (inner.tag !== 0x04 || inner.value.length === 0 || inner.value.length > 128)
    throw new PkiError('malformed', 'not a nonce');
  return inner.value;
}

export interface OcspAnswer {
  readonly id: CertificateId;
  readonly status: CertificateStatus;
  readonly producedAt: Date;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly nonce?: Uint8Array;
  readonly responder: Certificate;
  readonly certificates: readonly Uint8Array[];
}

export async function buildOcspResponse(
  answer: OcspAnswer,
  scheme: SignatureScheme,
  sign: (data: Uint8Array) => Promise<Uint8Array> | Uint8Array,
): Promise<Uint8Array> {
  const single = sequence(
    encodeId(answer.id),
    encodeStatus(answer.status),
    generalizedTime(answer.thisUpdate),
    explicit(0, generalizedTime(answer.nextUpdate)),
  );
  const nonce = answer.nonce ? [explicit(1, nonceExtension(answer.nonce))] : [];
  const data = sequence(
    explicit(2, octetString(keyId(answer.responder.spki))),
    generalizedTime(answer.producedAt),
    sequence(single),
    ...nonce,
  );
  const certificates = explicit(0, sequence(...answer.certificates));
  const basic = sequence(data, schemeToAlgorithmIdentifier(scheme), bitString(await sign(data)), certificates);
  return sequence(enumerated(0), explicit(0, sequence(oid(basicResponse), octetString(basic))));
}

function encodeStatus(status: CertificateStatus): Uint8Array {
  if (status.kind === 'good') return element(0x80);
  if (status.kind === 'unknown') return element(0x82);
  const { at, reason } = status;
  const why = reason ? [explicit(0, enumerated(revocationReasons[reason]))] : [];
  return element(0xa1, generalizedTime(at), ...why);
}

/** The answer that carries no certificate status: 1 malformedRequest, 2 internalError, 6 unauthorized. */
export function ocspRefusal(status: 1 | 2 | 6): Uint8Array {
  return sequence(enumerated(status));
}

export interface OcspResponse {
  readonly data: Uint8Array;
  readonly producedAt: Date;
  readonly singles: ReadonlyArray<{
    readonly id: CertificateId;
    readonly status: CertificateStatus;
    readonly thisUpdate: Date;
    readonly nextUpdate?: Date;
  }>;
  readonly nonce?: Uint8Array;
  readonly scheme: SignatureScheme;
  readonly signature: Uint8Array;
  readonly certificates: readonly Certificate[];
}

/** Throws PkiError `malformed`, and `unsupported` for an answer that is no basic response (errors of the responder too). */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  const whole = decode(der, 0x30);
  const status = child(whole, 0, 0x0a).value[0] ?? 255;
  if (status !== 0) throw new PkiError('unsupported', `the responder answered with status ${status}`);
  const typed = child(child(whole, 1, 0xa0), 0);
  if (readOid(child(typed, 0)) !== basicResponse) throw new PkiError('unsupported', 'not a basic response');
  return readBasic(decode(octets(child(typed, 1, 0x04)), 0x30));
}

function readBasic(basic: Tlv): OcspResponse {
  const data = child(basic, 0, 0x30);
  const [, produced, list, extensions] = data.children[0]?.tag === 0xa0 ? data.children.slice(1) : data.children;
  if (produced?.tag !== 0x18 || list?.tag !== 0x30) throw new PkiError('malformed', 'not response data');
  const nonce = readNonce(extensions?.tag === 0xa1 ? extensions : undefined);
  const certificates = tagged(basic, 0xa0)?.children[0]?.children ?? [];
  return {
    data: data.bytes,
    producedAt: readTime(produced),
    singles: list.children.map(readSingle),
    ...(nonce ? { nonce } : {}),
    scheme: algorithmIdentifierToScheme(child(basic, 1).bytes),
    signature: bits(child(basic, 2, 0x03)),
    certificates: readableCertificates(certificates.map((one) => one.bytes)),
  };
}

function readSingle(single: Tlv) {
  const next = tagged(single, 0xa0);
  return {
    id: readId(child(single, 0)),
    status: readStatus(child(single, 1)),
    thisUpdate: readTime(child(single, 2, 0x18)),
    ...(next ? { nextUpdate: readTime(child(next, 0)) } : {}),
  };
}

function readStatus(status: Tlv): CertificateStatus {
  if (status.tag === 0x80) return { kind: 'good' };
  if (status.tag === 0x82) return { kind: 'unknown' };
  if (status.tag !== 0xa1) throw new PkiError('malformed', 'not a certificate status');
  const code = tagged(status, 0xa0);
  const reason = code && revocationReason(child(code, 0, 0x0a).value[0] ?? 0);
  return { kind: 'revoked', at: readTime(child(status, 0)), ...(reason ? { reason } : {}) };
}
