/** The signatures that an unwrapped key makes. What is padded, and how, is decided here: the token never takes a block of others. */
import type { DigestName, DigestScheme, LegacyScheme, SignatureScheme } from '@chancery/pki/notation';
import { der, isMessageScheme } from '@chancery/pki/notation';
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { CryptoModuleError } from '../crypto-module-error.ts';
import { digestInfo, requireDigest, requireSaltFits } from '../digest-info.ts';
import { requireFit } from '../key-algorithm.ts';
import type { OpenKey } from '../token.ts';
import type { Cryptoki, Handle, Mechanism } from './cryptoki.ts';
import * as p11 from './numbers.ts';
import type { ModuleAlgorithm } from './provider-profile.ts';
import { rsaSpki } from './public-key.ts';
import type { Session } from './session.ts';

export function signingKey(cryptoki: Cryptoki, session: Session, key: Handle, algorithm: ModuleAlgorithm): OpenKey {
  const sign: OpenKey['sign'] = (scheme, digest) => {
    requireFit(algorithm, scheme);
    requireDigest(scheme.digest, digest);
    const { mechanism, data } = operation(algorithm, scheme, digest);
    const value = signRaw(cryptoki, session, mechanism, key, data);
    return algorithm.kind === 'ec' ? ecdsaValue(value) : value;
  };
  return {
    // SoftHSM does not tell the point of an unwrapped EC key.
    spki: () => (algorithm.kind === 'rsa' ? rsaSpki(session, key) : undefined),
    sign,
    signMessage: (scheme, message) => sign(...digested(scheme, message)),
  };
}

export function signRaw(
  cryptoki: Cryptoki,
  session: Session,
  mechanism: Mechanism,
  key: Handle,
  data: Uint8Array,
): Buffer {
  cryptoki.C_SignInit(session.handle, mechanism, key);
  return Buffer.from(cryptoki.C_Sign(session.handle, asBuffer(data), room));
}

/** Of any value made here; copied out at once. */
const room = Buffer.alloc(1024);

export function asBuffer(octets: Uint8Array): Buffer {
  return Buffer.isBuffer(octets) ? octets : Buffer.from(octets.buffer, octets.byteOffset, octets.length);
}

export const ecdsa: Mechanism = { mechanism: p11.CKM_ECDSA, parameter: null };
const rsaPkcs: Mechanism = { mechanism: p11.CKM_RSA_PKCS, parameter: null };

function operation(algorithm: ModuleAlgorithm, scheme: DigestScheme | LegacyScheme, digest: Uint8Array) {
  if (algorithm.kind === 'ec') return { mechanism: ecdsa, data: digest.subarray(0, orderOctets(algorithm)) };
  if (scheme.kind !== 'rsa-pss') return { mechanism: rsaPkcs, data: digestInfo(scheme.digest, digest) };
  requireSaltFits(scheme.digest, scheme.saltLength, algorithm.bits - 1);
  return { mechanism: pss(scheme.digest, scheme.saltLength), data: digest };
}

/** FIPS 186-5, 6.4.1: of a digest longer than the order, the leftmost bits. */
function orderOctets({ curve }: ModuleAlgorithm & { kind: 'ec' }): number {
  return curve === 'P-256' ? 32 : 48;
}

/** RFC 8017, 9.1, with MGF1 over the same digest; the token draws the salt. */
function pss(digest: DigestName, saltLen: number): Mechanism {
  const { hashAlg, mgf } = pssDigests[digest];
  return { mechanism: p11.CKM_RSA_PKCS_PSS, parameter: { type: 5, hashAlg, mgf, saltLen } };
}

const pssDigests: Readonly<Record<DigestName, { readonly hashAlg: number; readonly mgf: number }>> = {
  sha256: { hashAlg: p11.CKM_SHA256, mgf: p11.CKG_MGF1_SHA256 },
  sha384: { hashAlg: p11.CKM_SHA384, mgf: p11.CKG_MGF1_SHA384 },
  sha512: { hashAlg: p11.CKM_SHA512, mgf: p11.CKG_MGF1_SHA512 },
};

/** From r || s to DER (RFC 3279, 2.2.3) */
function ecdsaValue(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  return der.sequence(der.integer(raw.subarray(0, half)), der.integer(raw.subarray(half)));
}

const hashes = { sha256, sha384, sha512 };

function digested(scheme: SignatureScheme, message: Uint8Array): [DigestScheme, Uint8Array] {
  if (!isMessageScheme(scheme)) return [scheme as DigestScheme, hashes[scheme.digest](message)];
  throw new CryptoModuleError('algorithm', `this module wraps no key of kind ${scheme.kind}`);
}
