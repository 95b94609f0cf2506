import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import { SamStartError } from '../start-error.ts';
import { lockFolder } from './folder-lock.ts';
import type { Ledger } from './ledger.ts';
import { preparing } from './prepared.ts';

/** The SAM's own database: a folder for the embedded one, or a PostgreSQL connection URL. Never the SSA's. */
export type SamDatabase = { readonly folder: string } | { readonly url: string };

export type OpenDatabase = { readonly db: Kysely<Ledger>; close(): Promise<void> };

/**
 * Opens it; the same SQL runs on both. int8 arrives as number (counters and sequence numbers), bytea as Uint8Array.
 * Throws SamStartError `in-use`, `damaged` or `unreachable`.
 */
export async function openDatabase(database: SamDatabase): Promise<OpenDatabase> {
  return 'folder' in database ? openFolder(database.folder) : openServer(database.url);
}

/** The same without making a folder that is not there. Throws SamStartError, `missing` too. */
export async function openExisting(database: SamDatabase): Promise<OpenDatabase> {
  if ('folder' in database && !existsSync(join(database.folder, 'pg')))
    throw new SamStartError('missing', `There is no database of a SAM in ${database.folder}.`);
  return openDatabase(database);
}

const int8 = 20;

/** Milliseconds that an act waits for a connection, less than its caller does: while commits are not confirmed, the rest is told so. */
const turn = 20_000;

async function openServer(url: string): Promise<OpenDatabase> {
  const types: pg.CustomTypesConfig = {
    getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
      oid === int8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
  };
  const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: turn, types });
  // Whoever waits for an answer of a connection that ends is told; without a listener the process would end as well.
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Ledger>({ dialect: new PostgresDialect({ pool: preparing(pool) }) });
  await sql`select 1`.execute(db).catch((cause: Error & { code?: string }) => {
    const why = cause.message || cause.code;
    throw new SamStartError('unreachable', `The database of the SAM cannot be used: ${why}.`, { cause });
  });
  return { db, close: () => db.destroy() };
}

async function openFolder(folder: string): Promise<OpenDatabase> {
  const lock = await lockFolder(folder);
  const dataDir = join(folder, 'pg');
  const old = forgetUnfinished(folder, dataDir);
  try {
    if (old) requireWhole(dataDir);
    const lite = await PGlite.create({ dataDir, parsers: { [int8]: Number } });
    rmSync(join(folder, unfinished), { force: true });
    const db = new Kysely<Ledger>({ dialect: new PostgresDialect({ pool: poolOfOne(lite) }) });
    return { db, close: () => db.destroy().finally(() => lock.release()) };
  } catch (cause) {
    lock.release();
    const advice = old ? 'Restore it from a backup, or move it away to begin anew.' : 'Is the disk full or read-only?';
    throw new SamStartError('damaged', `The database in ${folder} cannot be opened. ${advice}`, { cause });
  }
}

/** Lies beside a database while it is being made: one whose making was interrupted has never held anything. */
const unfinished = 'unfinished';

function forgetUnfinished(folder: string, dataDir: string): boolean {
  if (existsSync(join(folder, unfinished))) rmSync(dataDir, { recursive: true, force: true });
  const old = existsSync(dataDir);
  if (!old) writeFileSync(join(folder, unfinished), '');
  return old;
}

// Without these PGlite would make a new, empty database in the place of the old one.
function requireWhole(dataDir: string): void {
  for (const part of ['PG_VERSION', 'global/pg_control', 'base']) statSync(join(dataDir, part));
}

/**
 * PGlite is one connection. Whoever holds it holds it alone until release, so transactions never mix; kysely's own PGlite
 * driver hands the same connection to everybody.
 */
function poolOfOne(lite: PGlite): PostgresPool {
  let tail: Promise<void> = Promise.resolve();
  const connect = async (): Promise<PostgresPoolClient> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const turn = tail;
    tail = tail.then(() => promise);
    await turn;
    return { query: query(lite), release: () => resolve() };
  };
  return { connect, end: () => lite.close(), options: {} };
}

function query(lite: PGlite): PostgresPoolClient['query'] {
  const run = async (sql: string, parameters: readonly unknown[]) => {
    const { rows, affectedRows, command } = await lite.query(sql, [...parameters]);
    return { rows, command, rowCount: affectedRows ?? rows.length };
  };
  return run as unknown as PostgresPoolClient['query'];
}
