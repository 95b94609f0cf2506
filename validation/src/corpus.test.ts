import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { SignatureReport } from './report.ts';
import { validatePdf } from './validate.ts';

const root = join(import.meta.dirname, '../..');
const corpus = process.env['CHANCERY_CORPUS'] ?? join(root, '../shared/corpus');
const index = join(corpus, 'index.csv');

/** Files whose signatures others call cryptographically whole and we do not judge whole, each for its reason. */
const notWhole: Readonly<Record<string, string>> = {
  'pades/BadEncodedCMS.pdf': 'SHA-1',
  'pades/DSS-1683.pdf': 'SHA-1',
  'pades/DSS-2155.pdf': 'something else than zeros follows the CMS',
  'pades/Test.pdf': 'SHA-1',
  'pades/one-byterange.pdf': 'one range of bytes instead of two',
  'pades/pades-spoofing-replaced-reason.pdf': 'the dictionary was replaced',
  'pades/pdf-spoofing-attack.pdf': 'says that it is encrypted',
  'pades/pkcs7_sha1.pdf': 'SHA-1',
  'pades/sig-no-signed-attrs.pdf': 'no signed attributes',
  'pades/tail-uncovered.pdf': 'covers no whole revision',
};

/** Files others call broken although every signature in them is whole: what is wrong is not the cryptography. */
const wholeHere: Readonly<Record<string, string>> = {
  'pades/Signature-P-SK-1__HASH_FAILURE_.pdf': 'pyHanko finds all five whole, too',
};

/** Files of the index with what its source asserts: `yes` all signatures are whole, `no` at least one is not. */
function assertions(): Map<string, string> {
  const rows = readFileSync(index, 'utf8').split(/\r?\n/).map(cells);
  const column = rows[0]!.indexOf('crypto_valid');
  const pades = rows.filter(([file]) => file?.startsWith('pades/'));
  return new Map(pades.map((row) => [row[0]!, row[column] ?? '']));
}

function cells(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((match) => match[1]!);
}

test('the corpus is there', (t) => {
  if (existsSync(index)) return;
  assert.ok(process.env['CI'] === undefined, 'CHANCERY_CORPUS names no corpus');
  t.skip('CHANCERY_CORPUS names no corpus');
});

for (const [file, asserted] of existsSync(index) ? assertions() : []) {
  test(`${file} is judged as its source asserts (${asserted || 'nothing'})`, () => {
    const { signatures } = judged(file);
    const whole = signatures.length > 0 && signatures.filter(isJudged).every((one) => one.intact);
    if (asserted === 'yes' && notWhole[file] === undefined) assert.ok(whole, explain(signatures));
    if (asserted === 'no' && wholeHere[file] === undefined) assert.ok(!whole, explain(signatures));
    if (notWhole[file] !== undefined) assert.ok(!whole, 'a stale exception');
  });
}

/** Without a trusted root nothing may pass, and nothing may take long. */
function judged(file: string) {
  const start = process.cpuUsage();
  const report = validatePdf(readFileSync(join(corpus, file)), { roots: [], at: new Date('2025-06-01T00:00:00Z') });
  assert.ok(process.cpuUsage(start).user < 1_000_000, 'slower than a second');
  assert.ok(report.signatures.every((one) => one.indication !== 'TOTAL-PASSED'));
  assert.ok(report.signatures.every((one) => one.errors.length > 0 && one.subIndication !== undefined));
  return report;
}

/** Time-stamps are listed, not judged. */
function isJudged({ subFilter }: SignatureReport): boolean {
  return subFilter !== 'ETSI.RFC3161';
}

function explain(signatures: readonly SignatureReport[]): string {
  return signatures.map((one) => `${one.fieldName}: ${one.subIndication}, ${one.errors.join(', ')}`).join('; ');
}
