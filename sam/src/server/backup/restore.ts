import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { CryptoModule } from '@chancery/crypto-module';
import type { Kysely, Transaction } from 'kysely';
import { canonicalize, type Json, type RestoreRequest } from '../../client/index.ts';
import { Audit, type Audited } from '../audit/audit.ts';
import { chainHeads } from '../audit/chain.ts';
import { openDatabase, type SamDatabase } from '../database/database.ts';
import { raiseEpoch } from '../database/epoch.ts';
import type { Ledger } from '../database/ledger.ts';
import { migrateLedger, requireMigrated } from '../database/migrate.ts';
import { type ModuleOptions, openModule } from '../keys/open-module.ts';
import { requireRestoreApproved } from '../officers/restore-approval.ts';
import { SamStartError } from '../start-error.ts';
import { type BackupHeader, backupKey, sha256File } from './backup.ts';
import { decrypted } from './backup-cipher.ts';
import { insertRows, isEmpty, schemaOf, tablesOf } from './backup-rows.ts';

export type RestoreOptions = ModuleOptions & {
  readonly aud: string;
  /** Empty, or not there yet. */
  readonly database: SamDatabase;
  readonly file: string;
  readonly request: RestoreRequest;
  readonly now: Date;
};

export type Restored = { readonly rows: number; readonly epoch: number; readonly approvers: readonly string[] };

/**
 * Restores a backup into an empty database, all of it or nothing (EN 419 241-1 SRG_BK, G12): approved by two security officers of the list
 * that it holds, and in a new epoch, so that no SAD, slot or approval of the time before it is worth anything. Throws SamStartError
 * or SamError; nothing was written then.
 */
export async function restoreSam(options: RestoreOptions): Promise<Restored> {
  const module = await openModule(options, []);
  try {
    const open = await openDatabase(options.database);
    try {
      await ('folder' in options.database ? migrateLedger(open.db) : requireMigrated(open.db));
      return await restoreInto(open.db, module, options);
    } finally {
      await open.close();
    }
  } finally {
    await module.close();
  }
}

async function restoreInto(db: Kysely<Ledger>, module: CryptoModule, options: RestoreOptions): Promise<Restored> {
  const { file, request, now, aud } = options;
  const { header, length } = await readHeader(file);
  if (header.aud !== aud) throw refused(`it is of ${header.aud}, and this is ${aud}`);
  if ((await sha256File(file)) !== request.params.backupSha256) throw refused('another file was approved');
  await requireSchema(db, header);
  const key = await backupKey(module, header);
  return new Audit(db, () => now).commit(async (trx): Promise<Audited<Restored>> => {
    if (!(await isEmpty(trx))) throw refused('the database is not empty');
    const rows = await load(trx, decrypted(key, createReadStream(file, { start: length })));
    const approvers = await requireRestoreApproved(trx, module, aud, request, now);
    const heads = await chainHeads(trx);
    const epoch = await raiseEpoch(trx, module);
    const detail = { heads, epoch, ...request.params, requestedBy: request.requestedBy, approvers: [...approvers] };
    const event = { ev: 'RESTORED', outcome: 'ok', actor: 'sam', object: request.op, detail } as const;
    return { value: { rows, epoch, approvers }, events: [event] };
  });
}

function refused(why: string): SamStartError {
  return new SamStartError('restored', `Nothing was restored: ${why}.`);
}

async function readHeader(file: string): Promise<{ readonly header: BackupHeader; readonly length: number }> {
  const reader = createInterface(createReadStream(file, { end: 64 * 1024 }));
  for await (const line of reader) {
    const header = parsed(line);
    if (header?.chancery !== 'sam-backup' || header.v !== 1) break;
    if (canonicalize(header as unknown as Json) !== line) break;
    return { header, length: Buffer.byteLength(line) + 1 };
  }
  throw refused(`${file} is no backup of a SAM`);
}

function parsed(line: string): BackupHeader | undefined {
  try {
    return JSON.parse(line) as BackupHeader;
  } catch {
    return undefined;
  }
}

/** A backup goes back into the schema it comes from; newer versions migrate it then. */
async function requireSchema(db: Kysely<Ledger>, { schema }: BackupHeader): Promise<void> {
  if (schema.join() !== (await schemaOf(db)).join())
    throw refused('it was made by another version: restore with that one, then migrate');
}

const together = 500;

async function load(trx: Transaction<Ledger>, plain: AsyncIterable<Buffer>): Promise<number> {
  const tables = new Set(await tablesOf(trx));
  let waiting: { table: string; rows: string[] } = { table: '', rows: [] };
  let count = 0;
  const flush = async () => {
    if (waiting.rows.length > 0) await insertRows(trx, waiting.table, waiting.rows);
    count += waiting.rows.length;
  };
  for await (const line of createInterface(Readable.from(plain).compose(createGunzip()) as Readable)) {
    const space = line.indexOf(' ');
    const table = line.slice(0, space);
    if (!tables.has(table)) throw refused(`it holds a table ${table}`);
    if (table !== waiting.table || waiting.rows.length === together) {
      await flush();
      waiting = { table, rows: [] };
    }
    waiting.rows.push(line.slice(space + 1));
  }
  await flush();
  return count;
}
