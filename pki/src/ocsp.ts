/** Online certificate status, RFC 6960 (nonce: RFC 9654): requests and answers as octets, and whether an answer may be believed. */
import { createHash } from 'node:crypto';
import {
  algorithmIdentifierToScheme,
  bits,
  type SignatureScheme,
  schemeToAlgorithmIdentifier,
  verifySignature,
} from './algorithms.ts';
import { type Certificate, parseCertificate, serialHex } from './certificate.ts';
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
import { PkiError } from './error.ts';
import { keyId } from './issuance.ts';

const sha1Oid = '1.3.14.3.2.26';
const basicResponse = '1.3.6.1.5.5.7.48.1.1';
const nonceOid = '1.3.6.1.5.5.7.48.1.2';

/** Which certificate is meant: SHA-1 hashes of the issuer's name and key (an identifier, not a security property) and the serial. */
export interface CertificateId {
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serialHex: string;
}

export type CertificateStatus =
  | { readonly kind: 'good' }
  | { readonly kind: 'revoked'; readonly at: Date }
  | { readonly kind: 'unknown' };

export function certificateId(certificate: Certificate, issuer: Certificate): CertificateId {
  const issuerNameHash = new Uint8Array(createHash('sha1').update(certificate.issuer.der).digest());
  return { issuerNameHash, issuerKeyHash: keyId(issuer.spki), serialHex: certificate.serialHex };
}

function encodeId(id: CertificateId): Uint8Array {
  const serial = integer(new Uint8Array(Buffer.from(id.serialHex, 'hex')));
  return sequence(sequence(oid(sha1Oid), nil()), octetString(id.issuerNameHash), octetString(id.issuerKeyHash), serial);
}

function readId(tlv: Tlv): CertificateId {
  if (readOid(child(child(tlv, 0), 0)) !== sha1Oid)
    throw new PkiError('unsupported', 'certificate identifier with another digest');
  return {
    issuerNameHash: octets(child(tlv, 1)),
    issuerKeyHash: octets(child(tlv, 2)),
    serialHex: serialHex(child(tlv, 3)),
  };
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

/** The first certificate asked for, and the nonce. Throws PkiError. */
export function parseOcspRequest(der: Uint8Array): { id: CertificateId; nonce?: Uint8Array } {
  const tbs = child(decode(der), 0, 0x30);
  const list = tbs.children.find((one) => one.tag === 0x30);
  if (!list) throw new PkiError('malformed', 'no request');
  const nonce = readNonce(tagged(tbs, 0xa2));
  return { id: readId(child(child(list, 0), 0)), ...(nonce ? { nonce } : {}) };
}

function readNonce(holder: Tlv | undefined): Uint8Array | undefined {
  const found = holder?.children[0]?.children.find((extension) => readOid(child(extension, 0)) === nonceOid);
  return found && octets(decode(octets(child(found, found.children.length - 1))));
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
  return element(0xa1, generalizedTime(status.at));
}

/** The answer that carries no certificate status: 1 malformedRequest, 2 internalError, 6 unauthorized. */
export function ocspRefusal(status: 1 | 2 | 6): Uint8Array {
  return sequence(enumerated(status));
}

export interface OcspResponse {
  readonly status: number;
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
  const whole = decode(der);
  const status = child(whole, 0, 0x0a).value[0] ?? 255;
  if (status !== 0) throw new PkiError('unsupported', `the responder answered with status ${status}`);
  const typed = child(child(whole, 1, 0xa0), 0);
  if (readOid(child(typed, 0)) !== basicResponse) throw new PkiError('unsupported', 'not a basic response');
  return readBasic(decode(octets(child(typed, 1))));
}

function readBasic(basic: Tlv): OcspResponse {
  const data = child(basic, 0, 0x30);
  const [, , list] = data.children[0]?.tag === 0xa0 ? data.children.slice(1) : data.children;
  const produced = data.children.find((one) => one.tag === 0x18);
  if (!list || !produced) throw new PkiError('malformed', 'not response data');
  const nonce = list === data.children.at(-1) ? undefined : readNonce(data.children.at(-1));
  return {
    status: 0,
    data: data.bytes,
    producedAt: readTime(produced),
    singles: list.children.map(readSingle),
    ...(nonce ? { nonce } : {}),
    scheme: algorithmIdentifierToScheme(child(basic, 1).bytes),
    signature: bits(child(basic, 2, 0x03)),
    certificates: (tagged(basic, 0xa0)?.children[0]?.children ?? []).map((one) => parseCertificate(one.bytes)),
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
  return status.tag === 0xa1 ? { kind: 'revoked', at: readTime(child(status, 0)) } : { kind: 'unknown' };
}

/**
 * Whether the answer is signed by the issuer of the certificate or by a responder that the issuer delegated
 * (RFC 6960, 4.2.2.2: issued by it, extended key usage OCSPSigning, valid at the time).
 */
export function verifyOcspResponse(response: OcspResponse, issuer: Certificate, at: Date): boolean {
  const signedBy = (one: Certificate) => verifySignature(one.spki, response.scheme, response.data, response.signature);
  return signedBy(issuer) || response.certificates.some((one) => delegated(one, issuer, at) && signedBy(one));
}

function delegated(responder: Certificate, issuer: Certificate, at: Date): boolean {
  return (
    sameBytes(responder.issuer.der, issuer.subject.der) &&
    responder.extendedKeyUsage.includes('1.3.6.1.5.5.7.3.9') &&
    responder.notBefore <= at &&
    at <= responder.notAfter &&
    responder.scheme !== undefined &&
    verifySignature(issuer.spki, responder.scheme, responder.tbs, responder.signature)
  );
}
