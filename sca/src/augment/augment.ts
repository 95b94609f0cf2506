import type { CarriedEvidence } from '@chancery/ades';
import type { Certificate } from '@chancery/pki';
import { collectEvidence } from '../evidence/collect-evidence.ts';
import type { Evidence, EvidenceSources } from '../evidence/evidence.ts';
import { translated } from '../format-refusal.ts';
import { ScaError } from '../sca-error.ts';
import { honest } from './honest-stamp.ts';
import type { BaselineLevel, LevelSteps, Stamp } from './level.ts';
import { subjectsOf } from './subjects.ts';

export interface Augmentation {
  readonly level: Exclude<BaselineLevel, 'B-B'>;
  /** When a time-stamp or evidence is not to be had: refuse, or give back the level that was reached. */
  readonly whenUnavailable: 'fail' | 'lower';
  readonly stamp: Stamp;
  readonly sources: EvidenceSources;
  readonly anchors: readonly Certificate[];
  clock(): Date;
}

export interface Augmented {
  readonly document: Uint8Array;
  /** Less than asked for only where that was allowed; then `missing` says why. */
  readonly level: BaselineLevel;
  readonly missing?: ScaError;
}

/**
 * Signature augmentation (EN 319 102-1, 5.5 and 5.6): a time-stamp over the signature unless there is one, everything its
 * validation needs, an archive time-stamp over all of it. Repeated, it renews: fresh evidence for the archive time-stamp before,
 * then a new one. Throws ScaError `time-stamp-missing`, `evidence-missing`, `revoked`, and those of the formats.
 */
export async function augment(document: Uint8Array, steps: LevelSteps, asked: Augmentation): Promise<Augmented> {
  let reached: Augmented = { document, level: 'B-B' };
  try {
    for (const [level, step] of procedure) {
      reached = { document: await step(reached.document, steps, asked), level };
      if (level === asked.level) break;
    }
    return reached;
  } catch (error) {
    if (asked.whenUnavailable === 'lower' && isUnavailable(error)) return { ...reached, missing: error };
    throw error;
  }
}

type Step = (document: Uint8Array, steps: LevelSteps, asked: Augmentation) => Promise<Uint8Array>;

const procedure: readonly (readonly [Augmentation['level'], Step])[] = [
  ['B-T', proveTime],
  ['B-LT', addEvidence],
  ['B-LTA', archive],
];

function isUnavailable(error: unknown): error is ScaError {
  return error instanceof ScaError && (error.code === 'time-stamp-missing' || error.code === 'evidence-missing');
}

async function proveTime(document: Uint8Array, steps: LevelSteps, asked: Augmentation): Promise<Uint8Array> {
  const { timeStamps } = translated(() => steps.carried(document));
  if (timeStamps.some(({ kind }) => kind !== 'content')) return document;
  return steps.timeStampSignature(document, honest(asked.stamp));
}

async function addEvidence(document: Uint8Array, steps: LevelSteps, asked: Augmentation): Promise<Uint8Array> {
  const carried = translated(() => steps.carried(document));
  const evidence = await evidenceFor(carried, asked);
  return translated(() => steps.addEvidence(document, without(evidence, carried)));
}

/** All that the validation of a document's signatures needs, what it carries and still proves something included. Throws ScaError. */
export async function evidenceFor(
  carried: CarriedEvidence,
  { anchors, clock, sources }: Pick<Augmentation, 'anchors' | 'clock' | 'sources'>,
): Promise<Evidence> {
  if (carried.unnamed > 0) throw new ScaError('evidence-missing', 'a signature without a certificate that can be read');
  const wanted = { subjects: subjectsOf(carried), pool: [], anchors, known: carried, at: clock() };
  return collectEvidence(wanted, sources);
}

async function archive(document: Uint8Array, steps: LevelSteps, asked: Augmentation): Promise<Uint8Array> {
  return steps.archive(document, honest(asked.stamp));
}

function without(evidence: Evidence, carried: CarriedEvidence): Evidence {
  const fresh = (found: readonly Uint8Array[], there: readonly Uint8Array[]) =>
    found.filter((one) => !there.some((other) => Buffer.compare(one, other) === 0));
  return {
    certificates: fresh(evidence.certificates, carried.certificates),
    ocspResponses: fresh(evidence.ocspResponses, carried.ocspResponses),
    crls: fresh(evidence.crls, carried.crls),
  };
}
