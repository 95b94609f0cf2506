import type { CarriedEvidence } from '@chancery/ades';
import type { DigestName } from '@chancery/pki';
import type { Evidence } from '../evidence/evidence.ts';

/** Baseline levels (EN 319 102-1, 4.3; EN 319 122-1, 142-1 and 132-1, clause 6), each on top of the one before. */
export const baselineLevels = ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const;
export type BaselineLevel = (typeof baselineLevels)[number];

/** A token over the digest, from an authority that answers now; judged already. */
export type Stamp = (imprint: Uint8Array, digest: DigestName) => Promise<Uint8Array>;

/** The steps from level to level in one format. A document comes in whole and goes out whole, its earlier octets kept. */
export interface LevelSteps {
  carried(document: Uint8Array): CarriedEvidence;
  timeStampSignature(document: Uint8Array, stamp: Stamp): Promise<Uint8Array>;
  addEvidence(document: Uint8Array, evidence: Evidence): Uint8Array;
  archive(document: Uint8Array, stamp: Stamp): Promise<Uint8Array>;
}
