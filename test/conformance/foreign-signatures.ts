/**
 * Signatures made by others are extended offline: with the evidence they carry, a sandbox authority's time-stamps and nothing else.
 * DSS must not think worse of them afterwards, must find the time-stamps we added whole, and earlier octets must stand as they stood.
 * `node test/conformance/foreign-signatures.ts [part of a file's name]`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AdesError } from '@chancery/ades';
import { parseCertificate } from '@chancery/pki';
import { type Augmented, augment, type EvidenceSources, ScaError } from '@chancery/sca';
import { type DssReport, type Judge, openJudge } from './dss.ts';
import { type ForeignFile, foreignFiles, topsOf } from './foreign/foreign-file.ts';
import { type RunningAuthority, startAuthority } from './matrix/sandbox-pki.ts';
import { stampAt, statedSources } from './matrix/time-and-status.ts';
import type { Tally } from './matrix.ts';
import { withoutExpiry } from './thirty-years.ts';

const corpus = process.env['CHANCERY_CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');

/** What cannot be read, or not without content that is nowhere, or that no more can be added to. */
const refused: ReadonlySet<string> = new Set([
  'pades/pades-5-signatures-and-1-document-timestamp.pdf',
  'pades/pdf-signed-corrupted.pdf',
  'pades/signed-encrypted-pubkey-with-catalog-ref.pdf',
  'cades/NexU-CAdES-B-B-Detached-Sha512.p7m',
  'cades/cades-duplicated-signed-attrs.p7m',
  'xades/Signature-X-PT-4.xml',
  'xades/TEST_ESTEID2018_XAdES_B_detached.xml',
  'xades/TEST_ESTEID2018_XAdES_T_detached.xml',
  'xades/XSW-enveloped-fake-content-two-same-id.xml',
  'xades/detached_cts.xml',
  'xades/sigPolicyWithBrokenTransforms.xml',
  'xades/sigPolicyWithTransforms.xml',
  'xades/xades-extended-xl.xml',
]);

/** Of the corpus, how many must grow, and how many of them up to an archive time-stamp: who gives up too early changes nothing. */
const least = { grown: 72, archived: 30 };

/** Without a corpus there is nothing to judge, which fails where everything must be there. */
export async function foreignSignaturesExtended(part = ''): Promise<Tally> {
  if (!existsSync(corpus)) {
    process.stdout.write('No signatures of others: CHANCERY_CORPUS names no corpus.\n');
    return { passed: 0, failed: process.env['CI'] === undefined ? 0 : 1 };
  }
  const dss = await openJudge();
  const authority = await startAuthority();
  const tally = { passed: 0, failed: 0, whole: 0, grown: 0, archived: 0 };
  try {
    for (const file of foreignFiles(corpus).filter(({ name }) => name.includes(part))) {
      const { complaints, whole, grown, archived } = await judgeFile(file, dss, authority);
      for (const complaint of complaints) process.stdout.write(`${file.name}: ${complaint}\n`);
      if (complaints.length === 0) tally.passed++;
      else tally.failed++;
      if (whole) tally.whole++;
      if (grown) tally.grown++;
      if (archived) tally.archived++;
    }
  } finally {
    await dss.close();
    await authority.close();
  }
  const { passed, whole, grown, archived } = tally;
  process.stdout.write(
    `Signatures of others: ${passed} files judged, ${whole} of them whole before; ${grown} grew, ${archived} of them to B-LTA.\n`,
  );
  if (part !== '' || (grown >= least.grown && archived >= least.archived)) return tally;
  process.stdout.write(`At least ${least.grown} must grow, ${least.archived} of them to B-LTA.\n`);
  return { ...tally, failed: tally.failed + 1 };
}

interface Verdict {
  readonly complaints: readonly string[];
  /** DSS had nothing against it before. */
  readonly whole?: boolean;
  /** We added something; an archive time-stamp among it. */
  readonly grown?: boolean;
  readonly archived?: boolean;
}

async function judgeFile(file: ForeignFile, dss: Judge, authority: RunningAuthority): Promise<Verdict> {
  const since = new Date(Date.now() - 1000);
  const extended = await extend(file, authority).catch(refusal);
  if (typeof extended === 'string') return { complaints: refused.has(file.name) ? [] : [`refused: ${extended}`] };
  if (refused.has(file.name)) return { complaints: ['is no longer refused'] };
  // The authority answers.
  if (extended.level === 'B-B') return { complaints: ['is not proven in time'] };
  if (!file.kept(extended.document)) return { complaints: ['earlier octets have changed'] };
  const added = { grown: !file.bytes.equals(extended.document), archived: extended.level === 'B-LTA' };
  const roots = [...topsOf(file), authority.root];
  const grounds = { roots, fetch: true, policy: withoutExpiry, detached: file.detached };
  const name = file.name.split('/').at(-1)!;
  const before = await judged(dss.validate({ bytes: file.bytes, name }, grounds));
  // What was broken stays so, and what DSS cannot read it cannot compare.
  if (before === undefined || before.signatures.every(({ indication }) => indication === 'TOTAL_FAILED'))
    return { complaints: [], ...added };
  const after = await judged(dss.validate({ bytes: extended.document, name }, grounds));
  const whole = before.signatures.every(({ indication }) => indication === 'TOTAL_PASSED');
  const complaints = after ? compare(before, after, extended, since) : ['DSS cannot read it any more'];
  return { complaints, whole, ...added };
}

/** Undefined: DSS cannot read it. */
function judged(report: Promise<DssReport>): Promise<DssReport | undefined> {
  return report.catch(() => undefined);
}

function refusal(error: unknown): string {
  if (error instanceof AdesError || error instanceof ScaError) return error.message;
  throw error;
}

async function extend(file: ForeignFile, { origin, root, timeStamps }: RunningAuthority): Promise<Augmented> {
  return augment(file.bytes, file.steps, {
    level: 'B-LTA',
    whenUnavailable: 'lower',
    stamp: stampAt(timeStamps),
    sources: onlyOf(origin),
    anchors: [...topsOf(file), root].map(parseCertificate),
    clock: () => new Date(),
  });
}

/** The sandbox answers about its own; of others nothing is fetched. */
function onlyOf(origin: string): EvidenceSources {
  const own = (urls: readonly string[]) => urls.some((url) => url.startsWith(origin));
  return {
    issuersOf: async (one) => (own(one.caIssuerUrls) ? statedSources.issuersOf(one) : []),
    ocspOf: async (one, issuer) => (own(one.ocspUrls) ? statedSources.ocspOf(one, issuer) : undefined),
    crlOf: async (one, issuer) => (own(one.crlUrls) ? statedSources.crlOf(one, issuer) : undefined),
  };
}

const indications = ['TOTAL_FAILED', 'INDETERMINATE', 'TOTAL_PASSED'];
const levels = ['B', 'T', 'LT', 'LTA'];

function compare(before: DssReport, after: DssReport, { level }: Augmented, since: Date): string[] {
  const complaints: string[] = [];
  for (const [index, one] of before.signatures.entries()) {
    const other = after.signatures[index];
    const worse = indications.indexOf(other?.indication ?? '') < indications.indexOf(one.indication);
    if (worse) complaints.push(`${one.indication} became ${other?.indication} ${other?.errors.join(' ')}`);
    if (lower(other?.level ?? '', one.level)) complaints.push(`level ${one.level} became ${other?.level}`);
  }
  const fresh = after.timestamps.filter(({ time }) => new Date(time) >= since);
  for (const { type, indication, errors } of fresh)
    if (indication !== 'PASSED') complaints.push(`our ${type} is ${indication} ${errors.join(' ')}`);
  const archives = fresh.filter(({ type }) => type !== 'SIGNATURE_TIMESTAMP').length;
  if (level === 'B-LTA' && archives === 0) complaints.push('DSS finds no archive time-stamp of ours');
  return complaints;
}

/** By the last part of names that DSS gives, where they are those of baseline levels. */
function lower(now: string, before: string): boolean {
  const [one, other] = [now, before].map((level) => levels.indexOf(level.split('-').at(-1)!)) as [number, number];
  return one >= 0 && other >= 0 && one < other;
}

if (import.meta.main) {
  const { passed, failed } = await foreignSignaturesExtended(process.argv[2]);
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
