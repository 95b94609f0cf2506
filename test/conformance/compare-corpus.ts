/**
 * Our verdict beside DSS's on every signed PDF of the corpus, without trust and judged now: prints where the two differ on whether
 * a signature has failed. `node test/conformance/compare-corpus.ts [part of a file's name]`; a report for people, no test.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SignatureReport, ValidationError, validatePdf } from '@chancery/validation';
import { type DssSignature, type Judge, openJudge } from './dss.ts';

const corpus = process.env['CHANCERY_CORPUS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'corpus');

interface Compared {
  readonly field: string;
  readonly ours: string;
  readonly theirs: string;
}

async function compare(judge: Judge, file: string): Promise<Compared[]> {
  const path = join(corpus, file);
  const ours = oursOf(path);
  const theirs = await theirsOf(judge, path);
  if (typeof ours === 'string' || typeof theirs === 'string') {
    return [{ field: '', ours: wordsOf(ours), theirs: wordsOf(theirs) }];
  }
  const fields = new Set([...ours.keys(), ...theirs.keys()]);
  return [...fields].map((field) => ({ field, ours: ours.get(field) ?? 'none', theirs: theirs.get(field) ?? 'none' }));
}

/** Verdicts by field, or why there are none. */
type Verdicts = ReadonlyMap<string, string> | string;

function oursOf(path: string): Verdicts {
  try {
    const { signatures, errors } = validatePdf(readFileSync(path), { roots: [], at: new Date() });
    if (errors.length > 0) return errors.join('; ');
    const judged = signatures.filter(({ subFilter }) => subFilter !== 'ETSI.RFC3161');
    return new Map(judged.map((one) => [one.fieldName, ourWords(one)]));
  } catch (error) {
    if (error instanceof ValidationError) return error.message;
    throw error;
  }
}

async function theirsOf(judge: Judge, path: string): Promise<Verdicts> {
  try {
    const { signatures } = await judge.validate({ path }, { roots: [] });
    return new Map(signatures.flatMap((one) => one.fields.map((field) => [field, theirWords(one)] as const)));
  } catch (error) {
    return String(error);
  }
}

function ourWords({ indication, subIndication, errors }: SignatureReport): string {
  return `${indication} ${subIndication ?? ''} (${errors.join('; ')})`;
}

function theirWords({ indication, subIndication, errors }: DssSignature): string {
  return `${indication.replace('_', '-')} ${subIndication ?? ''} (${errors.join(' ')})`;
}

function wordsOf(verdicts: Verdicts): string {
  return typeof verdicts === 'string' ? verdicts : `${verdicts.size} signatures`;
}

const failed = (words: string) => words.startsWith('TOTAL-FAILED');

const [part = ''] = process.argv.slice(2);
const files = globSync('pades/*.pdf', { cwd: corpus }).filter((file) => file.includes(part));
const judge = await openJudge();
let [same, different] = [0, 0];
for (const file of files.sort()) {
  for (const { field, ours, theirs } of await compare(judge, file)) {
    const agreed = failed(ours) === failed(theirs) && ours !== 'none' && theirs !== 'none';
    if (agreed) same++;
    else different++;
    if (!agreed || part !== '') process.stdout.write(`${file} ${field}\n  we  ${ours}\n  DSS ${theirs}\n`);
  }
}
await judge.close();
process.stdout.write(`${same} verdicts agree, ${different} differ\n`);
