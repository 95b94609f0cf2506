/** The matrix as a page: the same results give the same octets. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Algorithm, digests } from './algorithm.ts';
import type { Row } from './row.ts';

export interface Judged {
  readonly row: Row;
  readonly complaints: readonly string[];
}

const schemeNames: Readonly<Record<Algorithm['kind'], string>> = {
  'rsa-pkcs1': 'PKCS#1 v1.5',
  'rsa-pss': 'PSS',
  ecdsa: 'ECDSA',
  ed25519: 'EdDSA',
  'ml-dsa-44': 'ML-DSA',
  'ml-dsa-65': 'ML-DSA',
  'ml-dsa-87': 'ML-DSA',
};

/** Markdown. A cell says what its judges said; `–` is a combination that is not offered. */
export function writeTable(judged: readonly Judged[]): string {
  const formats = Map.groupBy(judged, ({ row }) => row.format);
  const sections = [...formats].map(([format, rows]) => section(format, rows));
  return [preface(), ...sections].join('\n\n').concat('\n');
}

function preface(): string {
  return `# What DSS says of our signatures

Made by \`npm run conformance\`, which fails when a cell fails or when this page differs from the run. Every signature is made against the
sandbox's authority and judged at once by the EU's DSS ${dssVersion()} under \`test/conformance/dss/policy.xml\`, with certificate status asked
from the authority's OCSP responder and lists. **passed** means \`TOTAL_PASSED\` without a warning, at exactly the level and with exactly the
algorithm named. Where other judges are named, all of them agree.`;
}

function section(format: string, judged: readonly Judged[]): string {
  const lines = Map.groupBy(judged, ({ row }) => lineKey(row).join('\0'));
  const head = ['packaging', 'level', 'key', 'scheme', ...digests.map(digestName), 'judges'];
  const body = [...lines.values()].map(line);
  return [`## ${format}`, '', cells(head), cells(head.map(() => '---')), ...body].join('\n');
}

function lineKey({ packaging, level, algorithm, judges }: Row): string[] {
  const names = judges.map(({ name }) => name).join(', ');
  return [packaging, level, algorithm.key, schemeNames[algorithm.kind], names];
}

function line(judged: readonly Judged[]): string {
  const [packaging, level, key, scheme, names] = lineKey(judged[0]!.row) as [string, string, string, string, string];
  const results = digests.map((digest) => result(judged.find(({ row }) => row.algorithm.digest === digest)));
  return cells([packaging, level, key, scheme, ...results, names]);
}

function result(judged: Judged | undefined): string {
  if (judged === undefined) return '–';
  return judged.complaints.length === 0 ? 'passed' : '**failed**';
}

function cells(values: readonly string[]): string {
  return `| ${values.join(' | ')} |`;
}

function digestName(digest: string): string {
  return digest.replace('sha', 'SHA-');
}

function dssVersion(): string {
  const pom = readFileSync(join(import.meta.dirname, '..', 'dss', 'pom.xml'), 'utf8');
  return /<dss\.version>(.*)<\/dss\.version>/.exec(pom)?.[1] ?? '';
}
