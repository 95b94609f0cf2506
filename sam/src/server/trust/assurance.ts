import type { AssuranceLevel } from '../../client/index.ts';
import type { Proof } from './policy.ts';

/**
 * Levels of assurance. Inside there is one scale, that of (EU) 2015/1502; the others are read into it and told beside it. They do
 * not map one to one: NIST SP 800-63 has scales for identity and for authentication, of which the second is meant here.
 */
const scale: readonly AssuranceLevel[] = ['low', 'substantial', 'high'];

/** How a level is called on each scale: (EU) 2015/1502, NIST SP 800-63B, ISO/IEC 29115. */
export type LevelNames = { readonly eidas: AssuranceLevel; readonly nist: string; readonly iso29115: string };

const names: Readonly<Record<AssuranceLevel, LevelNames>> = {
  low: { eidas: 'low', nist: 'AAL1', iso29115: 'LoA2' },
  substantial: { eidas: 'substantial', nist: 'AAL2', iso29115: 'LoA3' },
  high: { eidas: 'high', nist: 'AAL3', iso29115: 'LoA4' },
};

export function namesOf(level: AssuranceLevel): LevelNames {
  return names[level];
}

/** A level by its name on any of the scales; undefined for another word. LoA1 of ISO/IEC 29115 is less than any of ours. */
export function levelNamed(name: string): AssuranceLevel | undefined {
  return scale.find((level) => Object.values(names[level]).includes(name));
}

export function lower(...levels: readonly [AssuranceLevel, ...AssuranceLevel[]]): AssuranceLevel {
  return scale.find((level) => levels.includes(level)) ?? 'low';
}

/**
 * What the proofs of one act are worth. Less than two categories are low ((EU) 2015/1502, annex 2.2.1); two are substantial, or what the
 * best of them is said to be.
 */
export function authenticationLevel(proofs: readonly Proof[]): AssuranceLevel {
  const categories = new Set(proofs.flatMap((proof) => proof.categories));
  if (categories.size < 2) return 'low';
  return proofs.some(({ level }) => level === 'high') ? 'high' : 'substantial';
}
