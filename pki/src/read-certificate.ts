/** Reading a certificate, field by field (RFC 5280 4.1 and 4.2). */
import { algorithmIdentifierToScheme, bits, type SignatureScheme } from './algorithms.ts';
import type { Certificate, PublicKeyKind } from './certificate.ts';
import { child, decode, readInteger, readOid, readText, readTime, sameBytes, type Tlv, tagged } from './der.ts';
import { readDistributionPoints } from './distribution-point.ts';
import { PkiError } from './error.ts';
import { type Extension, findExtension, readExtensions } from './extensions.ts';
import { messageKeyKind } from './message-scheme.ts';
import { readName } from './name.ts';
import { readQcStatements } from './qc-statements.ts';
import { serialHex } from './serial.ts';

const usages = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];
// id-pkix-ocsp-nocheck; validity assured, short term (ETSI EN 319 412-1, 5.2.2); noRevAvail (RFC 9608).
const withoutStatus = ['1.3.6.1.5.5.7.48.1.5', '0.4.0.194121.2.1', '2.5.29.56'];
const curves: Record<string, 'P-256' | 'P-384' | 'P-521'> = {
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
};
// Understood, or of no weight for the decisions taken here (policy mapping and name constraints are not: they stay unknown).
const understood = new Set([
  '2.5.29.14',
  '2.5.29.15',
  '2.5.29.17',
  '2.5.29.18',
  '2.5.29.19',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.35',
  '2.5.29.37',
  '1.3.6.1.5.5.7.1.1',
  '1.3.6.1.5.5.7.1.3',
  '1.3.6.1.5.5.7.48.1.5',
]);

/** Throws PkiError `malformed` when the octets are no certificate. */
export function readCertificate(der: Uint8Array): Certificate {
  const whole = decode(der, 0x30);
  const tbs = child(whole, 0, 0x30);
  const fields = tbs.children[0]?.tag === 0xa0 ? tbs.children.slice(1) : tbs.children;
  const [serial, algorithm, issuer, validity, subject, spki] = fields;
  if (whole.children.length !== 3 || !serial || !algorithm || !issuer || !validity || !subject || !spki)
    throw new PkiError('malformed', 'not a certificate');
  const extensions = readExtensions(tagged(tbs, 0xa3)?.children[0]);
  const critical = extensions.filter((one) => one.critical).map((one) => one.id);
  return {
    der: whole.bytes,
    tbs: tbs.bytes,
    serial: serial.bytes,
    serialHex: serialHex(serial),
    subject: readName(subject),
    issuer: readName(issuer),
    spki: spki.bytes,
    notBefore: readTime(child(validity, 0)),
    notAfter: readTime(child(validity, 1)),
    ...readConstraints(extensions),
    ...readAddresses(extensions, issuer),
    ...readKeyIds(extensions),
    ...readStatements(extensions),
    critical,
    unknownCritical: critical.filter((id) => !understood.has(id)),
    publicKey: publicKeyKind(spki),
    // RFC 5280 4.1.1.2: the algorithm outside is the signed one inside.
    scheme: sameBytes(algorithm.bytes, child(whole, 1).bytes) ? schemeOf(algorithm) : undefined,
    signature: bits(child(whole, 2, 0x03)),
  };
}

function readConstraints(all: readonly Extension[]) {
  const basic = findExtension(all, '2.5.29.19');
  const usage = findExtension(all, '2.5.29.15');
  const length = basic?.children.find((one) => one.tag === 0x02);
  return {
    isCa: basic?.children[0]?.tag === 0x01 && basic.children[0].value[0] !== 0,
    ...(length ? { pathLength: Number(readInteger(length)) } : {}),
    keyUsage: usage ? readUsage(usage) : [],
    extendedKeyUsage: findExtension(all, '2.5.29.37')?.children.map(readOid) ?? [],
    policies: findExtension(all, '2.5.29.32')?.children.map((policy) => readOid(child(policy, 0))) ?? [],
    withoutStatus: all.some(({ id }) => withoutStatus.includes(id)),
  };
}

function readUsage(usage: Tlv): string[] {
  const named = usages.filter((_, bit) => ((usage.value[1 + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1);
  // 4.2.1.3: at least one; nothing at all must not read like no restriction.
  if (named.length === 0) throw new PkiError('malformed', 'a key usage without any');
  return named;
}

function readAddresses(all: readonly Extension[], issuer: Tlv) {
  const access = findExtension(all, '1.3.6.1.5.5.7.1.1')?.children ?? [];
  const of = (method: string) =>
    access
      .filter((one) => readOid(child(one, 0)) === method && one.children[1]?.tag === 0x86)
      .map((one) => readText(child(one, 1)));
  const distributionPoints = readDistributionPoints(findExtension(all, '2.5.29.31')?.children ?? [], issuer);
  const names = distributionPoints.flatMap((point) => point.names.map((name) => decode(name)));
  return {
    ocspUrls: of('1.3.6.1.5.5.7.48.1'),
    caIssuerUrls: of('1.3.6.1.5.5.7.48.2'),
    crlUrls: names.filter((name) => name.tag === 0x86).map(readText),
    distributionPoints,
  };
}

function readKeyIds(all: readonly Extension[]) {
  const subject = findExtension(all, '2.5.29.14');
  const authority = findExtension(all, '2.5.29.35')?.children.find((one) => one.tag === 0x80);
  return {
    ...(subject ? { subjectKeyId: subject.value } : {}),
    ...(authority ? { authorityKeyId: authority.value } : {}),
  };
}

function readStatements(all: readonly Extension[]) {
  const qcStatements = readQcStatements(all);
  return qcStatements ? { qcStatements } : {};
}

function schemeOf(algorithm: Tlv): SignatureScheme | undefined {
  try {
    return algorithmIdentifierToScheme(algorithm.bytes);
  } catch {
    return undefined;
  }
}

/** The kind of a SubjectPublicKeyInfo, or undefined for those we do not use. */
function publicKeyKind(spki: Tlv): PublicKeyKind | undefined {
  const algorithm = child(spki, 0);
  const type = readOid(child(algorithm, 0));
  if (type === '1.2.840.113549.1.1.1' || type === '1.2.840.113549.1.1.10') return { kind: 'rsa', bits: rsaBits(spki) };
  const kind = messageKeyKind(type);
  if (kind) return { kind };
  const curve =
    type === '1.2.840.10045.2.1' && algorithm.children[1]?.tag === 0x06
      ? curves[readOid(child(algorithm, 1))]
      : undefined;
  return curve ? { kind: 'ec', curve } : undefined;
}

function rsaBits(spki: Tlv): number {
  return readInteger(child(decode(bits(child(spki, 1))), 0)).toString(2).length;
}
