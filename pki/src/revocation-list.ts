/**
 * Certificate revocation lists, RFC 5280 section 5: what stands in one. National lists reach 100 MB, so no object is made for an
 * entry: the list is walked once when it is read and again when a serial number is looked up. Judging is in `judge-crl.ts`.
 */
import { algorithmIdentifierToScheme, bits, type SignatureScheme } from './algorithms.ts';
import { decode, readInteger, readTime, sameBytes, type Tlv } from './der.ts';
import { type ListScope, readScope } from './distribution-point.ts';
import { PkiError } from './error.ts';
import { type Extension, findExtension, readExtensions } from './extensions.ts';
import { type Name, readName } from './name.ts';
import { checkEntries } from './revoked-entries.ts';
import { type Slice, sliceAt, slicesOf } from './slices.ts';

const crlNumber = '2.5.29.20';
const deltaIndicator = '2.5.29.27';
const issuingDistributionPoint = '2.5.29.28';
const authorityKeyIdentifier = '2.5.29.35';
const expiredCertsOnCrl = '2.5.29.60';
// freshestCRL tells where more is to be had; it changes nothing here.
const understood = [
  crlNumber,
  deltaIndicator,
  issuingDistributionPoint,
  authorityKeyIdentifier,
  expiredCertsOnCrl,
  '2.5.29.46',
];

export interface RevocationList {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
  readonly number?: bigint;
  /** Only what changed since the complete list of this number: a delta list. */
  readonly baseNumber?: bigint;
  readonly authorityKeyId?: Uint8Array;
  readonly scope?: ListScope;
  /** The scope as it stands, to compare two lists. */
  readonly scopeDer?: Uint8Array;
  /** Certificates that expired since then stay in the list (X.509 8.5.2.12). */
  readonly expiredSince?: Date;
  /** Critical extensions of the list or of an entry that nobody here understands: the list is of no use (5.2, 5.3). */
  readonly unknownCritical: readonly string[];
  /** The entries, one behind the other. */
  readonly entries: Uint8Array;
  readonly entryCount: number;
  /** Whether entries name another issuer than the list's. */
  readonly namesIssuers: boolean;
  /** Undefined for an algorithm outside our list, and for a list that names two. */
  readonly scheme: SignatureScheme | undefined;
  readonly signature: Uint8Array;
}

/** Throws PkiError `malformed` when the octets are no list in DER. */
export function parseRevocationList(der: Uint8Array): RevocationList {
  const whole = sliceAt(der);
  const [tbs, algorithm, signature, ...more] = whole.tag === 0x30 ? slicesOf(whole.value) : [];
  if (!tbs || !algorithm || !signature || more.length > 0 || whole.bytes.length < der.length) throw notAList();
  const fields = readFields(tbs);
  const issuer = decode(fields.issuer.bytes, 0x30);
  const extensions = readExtensions(fields.extensions && decode(fields.extensions.value));
  const entries = fields.entries?.value ?? new Uint8Array();
  const { unknownCritical, ...checked } = checkEntries(entries);
  return {
    der,
    tbs: tbs.bytes,
    issuer: readName(issuer),
    thisUpdate: readTime(decode(fields.thisUpdate.bytes)),
    ...(fields.nextUpdate ? { nextUpdate: readTime(decode(fields.nextUpdate.bytes)) } : {}),
    ...readListExtensions(extensions, issuer),
    unknownCritical: [...unknownIn(extensions), ...unknownCritical],
    entries,
    ...checked,
    scheme: sameBytes(fields.algorithm.bytes, algorithm.bytes) ? schemeOf(algorithm) : undefined,
    signature: bits(decode(signature.bytes, 0x03)),
  };
}

function notAList(): PkiError {
  return new PkiError('malformed', 'not a revocation list');
}

/** TBSCertList, 5.1: told apart by tag and place. */
function readFields(tbs: Slice) {
  const rest = tbs.tag === 0x30 ? slicesOf(tbs.value) : [];
  const next = (...tags: readonly number[]) => (tags.includes(rest[0]?.tag ?? 0) ? rest.shift() : undefined);
  next(0x02);
  const [algorithm, issuer, thisUpdate] = [next(0x30), next(0x30), next(0x17, 0x18)];
  const [nextUpdate, entries, extensions] = [next(0x17, 0x18), next(0x30), next(0xa0)];
  if (!algorithm || !issuer || !thisUpdate || rest.length > 0) throw notAList();
  return { algorithm, issuer, thisUpdate, nextUpdate, entries, extensions };
}

function readListExtensions(all: readonly Extension[], issuer: Tlv) {
  const number = findExtension(all, crlNumber);
  const base = findExtension(all, deltaIndicator);
  const scope = findExtension(all, issuingDistributionPoint);
  const keyId = findExtension(all, authorityKeyIdentifier)?.children.find((one) => one.tag === 0x80);
  const expired = findExtension(all, expiredCertsOnCrl);
  return {
    ...(number ? { number: readInteger(number) } : {}),
    ...(base ? { baseNumber: readInteger(base) } : {}),
    ...(scope ? { scope: readScope(scope, issuer), scopeDer: scope.bytes } : {}),
    ...(keyId ? { authorityKeyId: keyId.value } : {}),
    ...(expired ? { expiredSince: readTime(expired) } : {}),
  };
}

function unknownIn(extensions: readonly Extension[]): string[] {
  return extensions.filter(({ critical, id }) => critical && !understood.includes(id)).map(({ id }) => id);
}

function schemeOf(algorithm: Slice): SignatureScheme | undefined {
  try {
    return algorithmIdentifierToScheme(algorithm.bytes);
  } catch (error) {
    if (error instanceof PkiError) return undefined;
    throw error;
  }
}
