/**
 * What differs between makers of modules, as data. Only `softhsm2` is run by the suites; the others are written from their makers'
 * documents, and the self-test at start decides.
 */
import type { EcAlgorithm, RsaAlgorithm } from '../key-algorithm.ts';
import { CKM_RSA_PKCS_KEY_PAIR_GEN } from './numbers.ts';

/** Keys that can be wrapped, unwrapped and sign a digest. */
export type ModuleAlgorithm = RsaAlgorithm | EcAlgorithm;

export interface ProviderProfile {
  /** The mechanism of RFC 5649. Its number differs: 0x210A was it before PKCS#11 3.0 gave it 0x210B. */
  readonly wrapMechanism: number;
  /** The mechanism that makes RSA keys: FIPS modules know the one of FIPS 186 alone. */
  readonly rsaGeneration: number;
  /** What the module can make and wrap. */
  readonly algorithms: readonly ModuleAlgorithm[];
}

/** CKM_AES_KEY_WRAP_PAD of PKCS#11 2.40, CKM_AES_KEY_WRAP_KWP of 3.0 */
const wrapPad = 0x210a;
const wrapKwp = 0x210b;
/** CKM_RSA_X9_31_KEY_PAIR_GEN */
const rsaX931 = 0xa;
/** CKM_CLOUDHSM_AES_KEY_WRAP_ZERO_PAD, which its maker says is RFC 5649. */
const cloudHsmZeroPad = 0x8000_216f;

const common: readonly ModuleAlgorithm[] = [
  { kind: 'ec', curve: 'P-256' },
  { kind: 'ec', curve: 'P-384' },
  { kind: 'rsa', bits: 2048 },
  { kind: 'rsa', bits: 3072 },
  { kind: 'rsa', bits: 4096 },
];

const ordinary: ProviderProfile = {
  wrapMechanism: wrapKwp,
  rsaGeneration: CKM_RSA_PKCS_KEY_PAIR_GEN,
  algorithms: common,
};

const profiles = {
  softhsm2: { ...ordinary, wrapMechanism: wrapPad },
  luna: { ...ordinary, rsaGeneration: rsaX931 },
  nshield: ordinary,
  utimaco: ordinary,
  cloudhsm: { ...ordinary, wrapMechanism: cloudHsmZeroPad, rsaGeneration: rsaX931 },
} as const satisfies Record<string, ProviderProfile>;

export type Provider = keyof typeof profiles;

export function providerProfile(provider: Provider): ProviderProfile {
  return profiles[provider];
}
