import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { AuditTable } from '../database/ledger.ts';
import { readContent } from './audit-ledger.ts';
import type { AuditSource, CheckpointRow } from './audit-source.ts';

/**
 * An exported log: JSON Lines, one file a chain, in which each record stands octet for octet as it was hashed; one file of checkpoints
 * with their time-stamps. It ends with a checkpoint, whose signature covers every octet before it: through the trees the records, through
 * `prev` the other checkpoints.
 */
export type ExportedLog = {
  readonly type: 'chancery-audit-export';
  readonly v: 1;
  readonly aud: string;
  readonly exported: string;
};

const about = 'audit.json';
const checkpointsFile = 'checkpoints.jsonl';
const chainsFolder = 'chains';

/** Undefined where a folder holds no exported log. */
export function exportedLog(folder: string): ExportedLog | undefined {
  if (!existsSync(join(folder, about))) return undefined;
  const read = JSON.parse(readFileSync(join(folder, about), 'utf8')) as Partial<ExportedLog>;
  return read.type === 'chancery-audit-export' && read.v === 1 ? (read as ExportedLog) : undefined;
}

/** Writes what the source has, each chain no further than the last checkpoint covers it. */
export async function writeLog(
  folder: string,
  log: ExportedLog,
  source: AuditSource,
  coveredTo: (chain: string) => number,
): Promise<void> {
  mkdirSync(join(folder, chainsFolder), { recursive: true });
  writeFileSync(join(folder, about), `${JSON.stringify(log, null, 2)}\n`, { flag: 'wx' });
  await writeLines(join(folder, checkpointsFile), source.checkpoints(), checkpointLine);
  for (const chain of await source.chains()) {
    const covered = (row: AuditTable) => (row.seq <= coveredTo(chain) ? recordLine(row) : undefined);
    await writeLines(join(folder, chainsFolder, `${chain}.jsonl`), source.records(chain), covered);
  }
}

async function writeLines<R>(
  path: string,
  pages: AsyncIterable<readonly R[]>,
  lineOf: (row: R) => string | undefined,
): Promise<void> {
  const file = await open(path, 'wx');
  try {
    for await (const page of pages)
      await file.write(
        page
          .map(lineOf)
          .filter((line) => line !== undefined)
          .join(''),
      );
  } finally {
    await file.close();
  }
}

function checkpointLine({ cp, jws, token }: CheckpointRow): string {
  const stamp = token === null ? {} : { token: Buffer.from(token).toString('base64') };
  return `${JSON.stringify({ cp, jws, ...stamp })}\n`;
}

function recordLine({ record, h }: AuditTable): string {
  return `{"h":"${Buffer.from(h).toString('base64url')}","record":${record}}\n`;
}

const recordForm = /^\{"h":"([\w-]{43})","record":(.*)\}$/s;

/** The log of such a folder. A line that is no record stands where it stands, and is judged as one. */
export function auditInFolder(folder: string): AuditSource {
  return {
    chains: async () => readdirSync(join(folder, chainsFolder)).map((name) => name.replace(/\.jsonl$/, '')),
    records: (chain) =>
      pages(join(folder, chainsFolder, `${chain}.jsonl`), (line, place) => recordIn(chain, line, place)),
    checkpoints: () => pages(join(folder, checkpointsFile), checkpointIn),
    rolledBack: async () => [],
    factorsDiffering: async () => [],
  };
}

const pageSize = 1000;

async function* pages<R>(path: string, read: (line: string, place: number) => R): AsyncGenerator<readonly R[]> {
  let page: R[] = [];
  let place = 0;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    page.push(read(line, ++place));
    if (page.length === pageSize) {
      yield page;
      page = [];
    }
  }
  yield page;
}

function recordIn(chain: string, line: string, place: number): AuditTable {
  const [, h = '', record = line] = recordForm.exec(line) ?? [];
  return { chain, seq: readContent(record)?.seq ?? place, record, h: Buffer.from(h, 'base64url') };
}

function checkpointIn(line: string): CheckpointRow {
  const { cp, jws, token } = parsed(line) as { cp?: unknown; jws?: unknown; token?: unknown };
  return {
    cp: Number(cp ?? 0),
    jws: String(jws ?? ''),
    token: token === undefined ? null : Buffer.from(String(token), 'base64'),
  };
}

function parsed(line: string): object {
  try {
    return (JSON.parse(line) as object | null) ?? {};
  } catch {
    return {};
  }
}
