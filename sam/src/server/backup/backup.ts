import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { CryptoModule } from '@chancery/crypto-module';
import { type BackupMade, canonicalize, type Json } from '../../client/index.ts';
import { currentEpoch } from '../database/epoch.ts';
import { sealRow } from '../database/row-seal.ts';
import { takeOperation } from '../officers/approvers.ts';
import type { KnownOfficer } from '../officers/officer.ts';
import { requireRole } from '../officers/officer.ts';
import { refuse } from '../refusal.ts';
import type { Sam } from '../sam.ts';
import { encrypted } from './backup-cipher.ts';
import { type BackedUpRow, rowsOf, schemaOf } from './backup-rows.ts';

/** The first line of a backup, in the clear: what it is, and from what its key is derived. */
export type BackupHeader = {
  readonly chancery: 'sam-backup';
  readonly v: 1;
  readonly aud: string;
  readonly op: string;
  readonly epoch: number;
  readonly created: string;
  readonly schema: readonly string[];
  readonly salt: string;
};

/**
 * The key of one backup: a MAC over its whole first line that only the module makes, so no key has to be kept beside the module's own,
 * another line makes another key, and a backup is worth nothing without the module (EN 419 241-1 SRG_BK, G12).
 */
export function backupKey(module: CryptoModule, header: BackupHeader): Promise<Uint8Array> {
  return sealRow(module, 'backup', header as unknown as Json);
}

/**
 * Carries out an approved backup, once: all tables as they stand at one moment, compressed and encrypted, in the folder that the
 * configuration names. The file bears its name when it is whole.
 */
export async function backUp(sam: Sam, officer: KnownOfficer, { op }: { readonly op: string }): Promise<BackupMade> {
  requireRole(officer, 'operator', 'administrator');
  const { backupFolder } = sam.config;
  if (backupFolder === undefined) return refuse('policy', 'no folder for backups is configured');
  await takeOperation(sam, officer, op, 'backup');
  const header = await headerOf(sam, op);
  const file = join(backupFolder, `${header.created.replaceAll(':', '')}-${op}.backup`);
  const rows = await write(sam, header, `${file}.part`);
  renameSync(`${file}.part`, file);
  const made = { file, sha256: await sha256File(file), rows };
  await sam.audit.record({
    ev: 'BACKUP_MADE',
    outcome: 'ok',
    actor: 'officer',
    subject: officer.officer,
    object: op,
    detail: made,
  });
  return made;
}

async function headerOf(sam: Sam, op: string): Promise<BackupHeader> {
  return {
    chancery: 'sam-backup',
    v: 1,
    aud: sam.config.aud,
    op,
    epoch: await currentEpoch(sam.db),
    created: sam.clock().toISOString(),
    schema: await schemaOf(sam.db),
    salt: randomBytes(32).toString('base64url'),
  };
}

async function write(sam: Sam, header: BackupHeader, file: string): Promise<number> {
  const key = await backupKey(sam.module, header);
  const snapshot = sam.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only');
  return snapshot.execute(async (trx) => {
    const counted = { rows: 0 };
    const out = createWriteStream(file, { flags: 'wx', mode: 0o600, flush: true });
    out.write(`${canonicalize(header as unknown as Json)}\n`);
    await pipeline(Readable.from(lines(rowsOf(trx), counted)), createGzip(), (plain) => encrypted(key, plain), out);
    return counted.rows;
  });
}

/** One line for each row: its table, a space, the row. */
async function* lines(pages: AsyncIterable<readonly BackedUpRow[]>, counted: { rows: number }): AsyncGenerator<string> {
  for await (const page of pages) {
    counted.rows += page.length;
    yield page.map(({ table, row }) => `${table} ${row}\n`).join('');
  }
}

/** b64u. */
export async function sha256File(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('base64url');
}
