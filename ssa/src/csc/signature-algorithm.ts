import {
  type DigestKeyKind,
  type DigestName,
  type DigestScheme,
  digestLength,
  isLegacyDigest,
  type LegacyDigest,
  type LegacyScheme,
  parsePssParams,
  type SignedDigest,
  signedDigestName,
} from '@chancery/pki';
import { CscError } from './csc-error.ts';
import { decodeHash } from './hash-values.ts';
import type { Parameters } from './parameters.ts';

const rsaEncryption = '1.2.840.113549.1.1.1';
const rsassaPss = '1.2.840.113549.1.1.10';
const ecPublicKey = '1.2.840.10045.2.1';

/** Signature OIDs that imply their digest (RFC 8017, appendix C; RFC 5758, 3.2) */
const implied: Readonly<Record<string, Exclude<DigestScheme, { kind: 'rsa-pss' }> | LegacyScheme>> = {
  '1.2.840.113549.1.1.5': { kind: 'rsa-pkcs1', digest: 'sha1' },
  '1.2.840.113549.1.1.14': { kind: 'rsa-pkcs1', digest: 'sha224' },
  '1.2.840.113549.1.1.11': { kind: 'rsa-pkcs1', digest: 'sha256' },
  '1.2.840.113549.1.1.12': { kind: 'rsa-pkcs1', digest: 'sha384' },
  '1.2.840.113549.1.1.13': { kind: 'rsa-pkcs1', digest: 'sha512' },
  '1.2.840.10045.4.3.2': { kind: 'ecdsa', digest: 'sha256' },
  '1.2.840.10045.4.3.3': { kind: 'ecdsa', digest: 'sha384' },
  '1.2.840.10045.4.3.4': { kind: 'ecdsa', digest: 'sha512' },
};

/** The key of a credential, and the digests of old that it signs. */
export interface OfferedKey {
  readonly key: DigestKeyKind;
  readonly legacy: readonly LegacyDigest[];
}

/** `key.algo`, the generic OIDs among the specific ones: clients look for exactly the one they will use. */
export function keyAlgorithms({ key, legacy }: OfferedKey): string[] {
  if (key.kind === 'ec') return [ecdsaFor[key.curve], ecPublicKey];
  const offered = Object.entries(implied).filter(
    ([, { kind, digest }]) => kind === 'rsa-pkcs1' && (!isLegacyDigest(digest) || legacy.includes(digest)),
  );
  return [rsaEncryption, ...offered.map(([oid]) => oid), rsassaPss];
}

/** What keys of all kinds sign with here, by the OIDs that say everything: `signAlgorithms` of v2. */
export function offeredAlgorithms(): string[] {
  const specific = Object.entries(implied).filter(([, { digest }]) => !isLegacyDigest(digest));
  return [...specific.map(([oid]) => oid), rsassaPss];
}

const ecdsaFor = {
  'P-256': '1.2.840.10045.4.3.2',
  'P-384': '1.2.840.10045.4.3.3',
  'P-521': '1.2.840.10045.4.3.4',
} as const;

/** RFC 5480, 2.1.1.1 */
export const curveOids = { 'P-256': '1.2.840.10045.3.1.7', 'P-384': '1.3.132.0.34', 'P-521': '1.3.132.0.35' } as const;
export const curveBits = { 'P-256': 256, 'P-384': 384, 'P-521': 521 } as const;

/** The scheme signHash asks for by `signAlgo`, `signAlgoParams` and `hashAlgo`, for this key. @throws CscError */
export function readScheme(parameters: Parameters, offered: OfferedKey): DigestScheme | LegacyScheme {
  const signAlgo = parameters.string('signAlgo', 'missingSignAlgo');
  const scheme = schemeOf(signAlgo, parameters, offered);
  if (!keyAlgorithms(offered).includes(signAlgo)) throw new CscError('invalidSignAlgo');
  if (scheme.kind === 'rsa-pss') requireSaltFits(scheme, offered.key);
  return scheme;
}

/** Whether `signAlgo`, with its parameters, names the digest: then nobody has to. */
export function saysItsDigest(parameters: Parameters): boolean {
  const signAlgo = parameters.string('signAlgo', 'missingSignAlgo');
  if (signAlgo === rsassaPss) return parameters.value('signAlgoParams') !== undefined;
  return signAlgo !== rsaEncryption && signAlgo !== ecPublicKey;
}

function schemeOf(signAlgo: string, parameters: Parameters, { legacy }: OfferedKey): DigestScheme | LegacyScheme {
  if (signAlgo === rsassaPss) return pssScheme(parameters);
  if (signAlgo === rsaEncryption) {
    const named = hashAlgo(parameters);
    const old = legacy.find((digest) => digest === named);
    return { kind: 'rsa-pkcs1', digest: old ?? requireHashAlgo(parameters) };
  }
  if (signAlgo === ecPublicKey) return { kind: 'ecdsa', digest: requireHashAlgo(parameters) };
  const scheme = Object.hasOwn(implied, signAlgo) ? implied[signAlgo] : undefined;
  if (scheme === undefined) throw new CscError('invalidSignAlgo');
  requireAgreement(parameters, scheme.digest);
  return scheme;
}

/** The salt length is the client's, never assumed; without parameters it is the digest's length and MGF1 follows it. */
function pssScheme(parameters: Parameters): DigestScheme {
  const encoded = parameters.optionalString('signAlgoParams', 'missingSignAlgoParams');
  if (encoded === undefined) {
    if (parameters.value('hashAlgo') === undefined) throw new CscError('missingSignAlgoParams');
    const digest = requireHashAlgo(parameters);
    return { kind: 'rsa-pss', digest, saltLength: digestLength(digest) };
  }
  const { digest, mgfDigest, saltLength } = pssParams(encoded);
  if (mgfDigest !== digest) throw new CscError('invalidSignAlgoParams');
  requireAgreement(parameters, digest);
  return { kind: 'rsa-pss', digest, saltLength };
}

function pssParams(encoded: string): ReturnType<typeof parsePssParams> {
  try {
    return parsePssParams(decodeHash(encoded));
  } catch (cause) {
    throw new CscError('invalidSignAlgoParams', { cause });
  }
}

/** RFC 8017, 9.1.1, step 3 */
function requireSaltFits(scheme: Extract<DigestScheme, { kind: 'rsa-pss' }>, key: DigestKeyKind): void {
  const length = key.kind === 'rsa' ? Math.ceil((key.bits - 1) / 8) : 0;
  if (length < digestLength(scheme.digest) + scheme.saltLength + 2) throw new CscError('invalidSignAlgoParams');
}

function requireHashAlgo(parameters: Parameters): DigestName {
  const digest = hashAlgo(parameters);
  if (digest === undefined || isLegacyDigest(digest)) throw new CscError('invalidHashAlgo');
  return digest;
}

function hashAlgo(parameters: Parameters): SignedDigest | undefined {
  return signedDigestName(parameters.string('hashAlgo', 'missingHashAlgo'));
}

function requireAgreement(parameters: Parameters, digest: SignedDigest): void {
  if (parameters.value('hashAlgo') === undefined || hashAlgo(parameters) === digest) return;
  throw new CscError('hashAlgoContradicts');
}
