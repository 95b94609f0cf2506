/**
 * Every combination of format, packaging, level and algorithm, made and judged. Fails when one fails, and when
 * docs/conformance/dss-matrix.md says something else. `node test/conformance/matrix.ts [--write] [part of a row's name]`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openJudge } from './dss.ts';
import { asicRows } from './matrix/asic.ts';
import { cadesRows } from './matrix/cades.ts';
import { jadesRows } from './matrix/jades.ts';
import { padesRows } from './matrix/pades.ts';
import type { Court, Row } from './matrix/row.ts';
import { openSandboxPki } from './matrix/sandbox-pki.ts';
import { type Judged, writeTable } from './matrix/table.ts';
import { xadesRows } from './matrix/xades.ts';
import { pythonWith } from './python.ts';

const page = join(import.meta.dirname, '..', '..', 'docs', 'conformance', 'dss-matrix.md');
const rows: readonly Row[] = [...cadesRows, ...padesRows, ...xadesRows, ...asicRows, ...jadesRows];

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** Judges all rows and compares the page, which counts as one more case; what is wrong is printed. */
export async function judgeMatrix(): Promise<Tally> {
  const judged = await judgeRows(rows);
  const current = readFileSync(page, 'utf8') === writeTable(judged);
  if (!current)
    process.stdout.write('docs/conformance/dss-matrix.md differs: node test/conformance/matrix.ts --write\n');
  const failed = judged.filter(({ complaints }) => complaints.length > 0).length;
  return { passed: judged.length - failed + Number(current), failed: failed + Number(!current) };
}

async function judgeRows(chosen: readonly Row[]): Promise<Judged[]> {
  // Building stops this process, and with it the authority: no judge may need it before all are built.
  pythonWith('pyhanko');
  const dss = await openJudge();
  const pki = await openSandboxPki();
  const judged: Judged[] = [];
  try {
    for (const row of chosen) judged.push({ row, complaints: await complaintsOn(row, { dss, pki }) });
  } finally {
    await dss.close();
    await pki.close();
  }
  for (const one of judged) report(one);
  return judged;
}

/** What cannot be made or judged has failed, in the words of whoever could not. */
async function complaintsOn(row: Row, court: Court): Promise<string[]> {
  try {
    const made = await row.make(court.pki);
    const complaints = await Promise.all(
      row.judges.map(async (judge) =>
        (await judge.complaints(made, row, court)).map((complaint) => `${judge.name}: ${complaint}`),
      ),
    );
    return complaints.flat();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function report({ row, complaints }: Judged): void {
  for (const complaint of complaints) process.stdout.write(`${nameOf(row)}: ${complaint}\n`);
}

function nameOf({ packaging, level, algorithm: { key, kind, digest } }: Row): string {
  return `${level} ${packaging} ${key} ${kind} ${digest}`;
}

if (import.meta.main) {
  const [part = ''] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const judged = await judgeRows(rows.filter((row) => nameOf(row).includes(part)));
  if (process.argv.includes('--write') && part === '') writeFileSync(page, writeTable(judged));
  const failed = judged.filter(({ complaints }) => complaints.length > 0).length;
  process.stdout.write(`${judged.length - failed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
