/** Digests and signature schemes by their object identifiers (RFC 8017, RFC 5758, RFC 4055). */
import {
  child,
  decode,
  explicit,
  integer,
  nil,
  octets,
  oid,
  readInteger,
  readOid,
  sequence,
  type Tlv,
  tagged,
} from './der.ts';
import { PkiError } from './error.ts';
import {
  foreignMessageScheme,
  isMessageScheme,
  type MessageScheme,
  messageKeyKind,
  messageKeyOid,
} from './message-scheme.ts';

export type DigestName = 'sha256' | 'sha384' | 'sha512';

/** How a digest becomes a signature. `saltLength` in octets, as given, never assumed. */
export type DigestScheme =
  | { readonly kind: 'rsa-pkcs1'; readonly digest: DigestName }
  | { readonly kind: 'rsa-pss'; readonly digest: DigestName; readonly saltLength: number }
  | { readonly kind: 'ecdsa'; readonly digest: DigestName };

export type SignatureScheme = DigestScheme | MessageScheme;

/**
 * RSA PKCS#1 v1.5 over SHA-1, for readers that know nothing newer. It proves little: two documents of one SHA-1 value can be
 * made. A type of its own, so that it reaches only what names it: no signature of others is read as one.
 */
export type InsecureScheme = { readonly kind: 'rsa-pkcs1'; readonly digest: 'sha1' };

/** A digest as it is written; `sha1` belongs to an {@link InsecureScheme} alone. */
export type WrittenDigest = DigestName | InsecureScheme['digest'];

/** The digests that RSA signs for readers of old, each behind a switch of its own; SHA-224 stands in no document of ours. */
export type LegacyDigest = 'sha1' | 'sha224';

export type LegacyScheme = { readonly kind: 'rsa-pkcs1'; readonly digest: LegacyDigest };

export type SignedDigest = DigestName | LegacyDigest;

interface DigestRow<Name> {
  readonly name: Name;
  readonly oid: string;
  readonly length: number;
  readonly rsa: string;
}

const legacyDigests: ReadonlyArray<DigestRow<LegacyDigest>> = [
  { name: 'sha1', oid: '1.3.14.3.2.26', length: 20, rsa: '1.2.840.113549.1.1.5' },
  { name: 'sha224', oid: '2.16.840.1.101.3.4.2.4', length: 28, rsa: '1.2.840.113549.1.1.14' },
];
const digests: ReadonlyArray<DigestRow<DigestName> & { readonly ecdsa: string }> = [
  {
    name: 'sha256',
    oid: '2.16.840.1.101.3.4.2.1',
    length: 32,
    rsa: '1.2.840.113549.1.1.11',
    ecdsa: '1.2.840.10045.4.3.2',
  },
  {
    name: 'sha384',
    oid: '2.16.840.1.101.3.4.2.2',
    length: 48,
    rsa: '1.2.840.113549.1.1.12',
    ecdsa: '1.2.840.10045.4.3.3',
  },
  {
    name: 'sha512',
    oid: '2.16.840.1.101.3.4.2.3',
    length: 64,
    rsa: '1.2.840.113549.1.1.13',
    ecdsa: '1.2.840.10045.4.3.4',
  },
];
const rsaEncryption = '1.2.840.113549.1.1.1';
const rsaPss = '1.2.840.113549.1.1.10';
const ecPublicKey = '1.2.840.10045.2.1';
const mgf1 = '1.2.840.113549.1.1.8';

function row(name: DigestName) {
  return digests.find((one) => one.name === name) as (typeof digests)[number];
}

function signed(name: SignedDigest): DigestRow<SignedDigest> {
  return legacyDigests.find((one) => one.name === name) ?? row(name as DigestName);
}

export function digestOid(name: SignedDigest): string {
  return signed(name).oid;
}

export function digestLength(name: SignedDigest): number {
  return signed(name).length;
}

/** The digest an object identifier names; undefined for those we do not take (SHA-1 among them). */
export function digestName(dotted: string): DigestName | undefined {
  return digests.find((one) => one.oid === dotted)?.name;
}

/** The same, those of old included: for who judges by itself where they may stand. */
export function signedDigestName(dotted: string): SignedDigest | undefined {
  return legacyDigests.find((one) => one.oid === dotted)?.name ?? digestName(dotted);
}

export const legacyDigestNames: readonly LegacyDigest[] = legacyDigests.map(({ name }) => name);

export function isLegacyDigest(name: SignedDigest): name is LegacyDigest {
  return legacyDigestNames.some((one) => one === name);
}

export function digestAlgorithm(name: WrittenDigest): Uint8Array {
  return sequence(oid(digestOid(name)));
}

/** What names the algorithm of a scheme, without its parameters. */
export function signatureOid(scheme: SignatureScheme | LegacyScheme): string {
  if (isMessageScheme(scheme)) return messageKeyOid(scheme.kind);
  if (scheme.kind === 'rsa-pss') return rsaPss;
  return scheme.kind === 'ecdsa' ? row(scheme.digest).ecdsa : signed(scheme.digest).rsa;
}

export function schemeToAlgorithmIdentifier(scheme: SignatureScheme | InsecureScheme): Uint8Array {
  const name = oid(signatureOid(scheme));
  // RFC 8410, 3, RFC 9881, 2 and RFC 5758, 3.2: no parameters.
  if (isMessageScheme(scheme) || scheme.kind === 'ecdsa') return sequence(name);
  if (scheme.kind === 'rsa-pkcs1') return sequence(name, nil());
  const hash = sequence(oid(digestOid(scheme.digest)), nil());
  const params = sequence(
    explicit(0, hash),
    explicit(1, sequence(oid(mgf1), hash)),
    explicit(2, integer(scheme.saltLength)),
  );
  return sequence(name, params);
}

/**
 * Reads an AlgorithmIdentifier. One that names only the kind of key (rsaEncryption, RFC 3370 3.2; id-ecPublicKey, seen in
 * signatures of others) takes its digest from `digest`. Throws PkiError.
 */
export function algorithmIdentifierToScheme(der: Uint8Array, digest?: DigestName): SignatureScheme {
  const algorithm = decode(der, 0x30);
  const dotted = readOid(child(algorithm, 0));
  if (dotted === rsaPss) return readPss(algorithm);
  const kind = messageKeyKind(dotted);
  if (kind && algorithm.children.length === 1) return foreignMessageScheme(kind, digest);
  if (dotted === rsaEncryption && digest) return { kind: 'rsa-pkcs1', digest };
  if (dotted === ecPublicKey && digest) return { kind: 'ecdsa', digest };
  const rsa = digests.find((one) => one.rsa === dotted);
  if (rsa) return { kind: 'rsa-pkcs1', digest: rsa.name };
  const ec = digests.find((one) => one.ecdsa === dotted);
  if (ec) return { kind: 'ecdsa', digest: ec.name };
  throw new PkiError('unsupported', `signature algorithm ${dotted}`);
}

function readPss(algorithm: Tlv): SignatureScheme {
  const params = algorithm.children[1];
  if (!params) throw new PkiError('unsupported', 'RSASSA-PSS with SHA-1');
  const { digest, mgfDigest, saltLength } = parsePssParams(params.bytes);
  if (mgfDigest !== digest) throw new PkiError('unsupported', 'RSASSA-PSS with two digests');
  return { kind: 'rsa-pss', digest, saltLength };
}

/** RSASSA-PSS-params (RFC 4055 3.1). Absent members are their defaults, so an absent digest is SHA-1: `unsupported`. */
export function parsePssParams(der: Uint8Array): { digest: DigestName; mgfDigest: DigestName; saltLength: number } {
  const params = decode(der, 0x30);
  const [hash, mask, salt, trailer] = [0xa0, 0xa1, 0xa2, 0xa3].map((tag) => tagged(params, tag));
  if (trailer && readInteger(child(trailer, 0)) !== 1n) throw new PkiError('unsupported', 'trailer field');
  if (!hash || !mask) throw new PkiError('unsupported', 'RSASSA-PSS with SHA-1');
  const generator = child(mask, 0);
  if (readOid(child(generator, 0)) !== mgf1) throw new PkiError('unsupported', 'mask generation function');
  const saltLength = salt ? Number(readInteger(child(salt, 0))) : 20;
  if (saltLength < 0 || saltLength > 512) throw new PkiError('malformed', 'salt length');
  return { digest: requireDigest(child(hash, 0)), mgfDigest: requireDigest(child(generator, 1)), saltLength };
}

function requireDigest(algorithm: Tlv): DigestName {
  const dotted = readOid(child(algorithm, 0));
  const name = digestName(dotted);
  if (!name) throw new PkiError('unsupported', `digest algorithm ${dotted}`);
  return name;
}

/** The octets inside a BIT STRING without unused bits. */
export function bits(tlv: Tlv): Uint8Array {
  const value = octets(tlv);
  if (tlv.tag !== 0x03 || value[0] !== 0) throw new PkiError('malformed', 'not a bit string of whole octets');
  return value.subarray(1);
}
