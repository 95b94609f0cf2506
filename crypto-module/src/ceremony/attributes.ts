/** Attributes of PKCS#11 keys by name: what a key of the ceremony must have, to make it and to judge it. */
import type { CeremonyKeyKind } from './ceremony-key.ts';
import type { KekProfile } from './kek-maker.ts';

/** The boolean attributes that are set and read back; PKCS#11 2.40, 4.4 to 4.10 and appendix B. */
export const flagNumbers = {
  token: 0x1,
  private: 0x2,
  trusted: 0x86,
  sensitive: 0x103,
  encrypt: 0x104,
  decrypt: 0x105,
  wrap: 0x106,
  unwrap: 0x107,
  sign: 0x108,
  verify: 0x10a,
  derive: 0x10c,
  extractable: 0x162,
  local: 0x163,
  neverExtractable: 0x164,
  alwaysSensitive: 0x165,
  modifiable: 0x170,
} as const;
export type FlagName = keyof typeof flagNumbers;
export type Flags = { readonly [name in FlagName]?: boolean };

const kept = { token: true, sensitive: true, extractable: false, modifiable: false } as const;
const secretOnly = { encrypt: false, decrypt: false, derive: false } as const;

/** What must be read back from a key of this kind: nothing that it does not need. */
const required: Readonly<Record<Exclude<CeremonyKeyKind, 'key-encryption'>, Flags>> = {
  mac: { ...kept, ...secretOnly, private: true, sign: true, verify: true, wrap: false, unwrap: false },
  attestation: { ...kept, private: true, sign: true, decrypt: false, unwrap: false, derive: false },
  agreement: { ...kept, private: true, derive: true, sign: false, decrypt: false, unwrap: false },
};

/** A trusted key made by a security officer who sees no private objects is public, so `private` is not asked of it. */
export function requiredFlags(kind: CeremonyKeyKind, profile: KekProfile): Flags {
  if (kind !== 'key-encryption') return required[kind];
  return { ...kept, ...secretOnly, wrap: true, unwrap: true, sign: false, verify: false, trusted: profile === 'T' };
}
