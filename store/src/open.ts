/** Opening the database of the SSA: PostgreSQL, or the embedded one in a folder. The same SQL runs on both. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely';
import pg from 'pg';
import { StoreError } from './error.ts';
import { lockFolder } from './lock.ts';
import { preparing } from './prepared.ts';
import type { Schema } from './schema.ts';

export type Database = { readonly folder: string } | { readonly url: string };

export interface Store {
  readonly db: Kysely<Schema>;
  close(): Promise<void>;
}

const int8 = 20;

/**
 * Throws StoreError `in-use`, `damaged` or `unreachable`, and a statement `unreachable` or `text`. 64-bit integers arrive as numbers, bytea as
 * Uint8Array.
 */
export async function openStore(database: Database): Promise<Store> {
  return 'folder' in database ? openFolder(database.folder) : openServer(database.url);
}

async function openServer(url: string): Promise<Store> {
  const parser = (oid: number, format?: 'text' | 'binary') =>
    oid === int8 ? Number : pg.types.getTypeParser(oid, format);
  const types = { getTypeParser: parser as typeof pg.types.getTypeParser };
  const pool = new pg.Pool({ connectionString: url, max: 10, types });
  // Whoever waits for an answer of a connection that ends is told; without a listener the process would end as well.
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: mayVanish(pool) }) });
  await sql`select 1`.execute(db).catch(unusable);
  return { db, close: () => db.destroy() };
}

/** A server that goes away while it is used is told apart from one that refuses a statement. */
function mayVanish(pool: pg.Pool): PostgresPool {
  const outdated = new WeakSet<pg.PoolClient>();
  const ask = preparing((client) => outdated.add(client));
  const connect = async (): Promise<PostgresPoolClient> => {
    const client = await pool.connect().catch(lost);
    const query = (text: string, parameters: readonly unknown[]) =>
      ask(client, text, parameters).catch(refuseText).catch(lost);
    const release = (broken?: boolean) => client.release(broken === true || outdated.has(client));
    return { query: query as unknown as PostgresPoolClient['query'], release };
  };
  return { connect, end: () => pool.end(), options: pool.options };
}

/** SQLSTATE class 08, 53300 (too many connections) and 57P01 to 57P05 are of the connection; so is what has no SQLSTATE. */
function lost(cause: Error & { code?: string }): never {
  if (cause instanceof StoreError) throw cause;
  if (cause instanceof pg.DatabaseError && !/^(08|53300|57P)/.test(cause.code ?? '')) throw cause;
  return unusable(cause);
}

/**
 * U+0000 as text (SQLSTATE 22021) and in JSON (22P05), and half of a surrogate pair in JSON (22P02: what we send is JSON in all other
 * respects). Whoever gave the value is told, wherever it came in.
 */
function refuseText(cause: Error & { code?: string }): never {
  const { code = '', message } = cause;
  if (!/^(22021|22P05)$/.test(code) && !(code === '22P02' && /\bjson\b/.test(message))) throw cause;
  throw new StoreError('text', 'A text has a character that the database cannot keep.', { cause });
}

function unusable(cause: Error & { code?: string }): never {
  if (cause instanceof StoreError) throw cause;
  const why = cause.message || cause.code;
  throw new StoreError('unreachable', `The database of the SSA cannot be used: ${why}.`, { cause });
}

async function openFolder(folder: string): Promise<Store> {
  const release = lockFolder(folder);
  const dataDir = join(folder, 'pg');
  const old = forgetUnfinished(folder, dataDir);
  try {
    if (old) requireWhole(dataDir);
    const lite = await PGlite.create({ dataDir, parsers: { [int8]: Number } });
    rmSync(unfinished(folder), { force: true });
    const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: oneConnection(lite) }) });
    return { db, close: () => db.destroy().finally(release) };
  } catch (cause) {
    release();
    const advice = old ? 'Restore it from a backup, or move it away to begin anew.' : 'Is the disk full or read-only?';
    throw new StoreError('damaged', `The database in ${folder} cannot be opened. ${advice}`, { cause });
  }
}

/** Lies beside a database while it is being made: one whose making was interrupted has never held anything. */
const unfinished = (folder: string) => join(folder, 'unfinished');

/** Whether there is a database already. */
function forgetUnfinished(folder: string, dataDir: string): boolean {
  if (existsSync(unfinished(folder))) rmSync(dataDir, { recursive: true, force: true });
  const old = existsSync(dataDir);
  if (!old) writeFileSync(unfinished(folder), '');
  return old;
}

/** The files without which the embedded database would not even fail in order. */
function requireWhole(dataDir: string): void {
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (!/^\d+$/.test(version) || !existsSync(join(dataDir, 'global', 'pg_control'))) throw new Error('not a database');
}

/** The embedded database is one connection: whoever has it keeps it until released, so that transactions never mix. */
function oneConnection(lite: PGlite): PostgresPool {
  let last: Promise<void> = Promise.resolve();
  const connect = async (): Promise<PostgresPoolClient> => {
    const before = last;
    const { promise, resolve } = Promise.withResolvers<void>();
    last = promise;
    await before;
    return { query: queryOf(lite), release: () => resolve() };
  };
  return { connect, end: () => lite.close(), options: {} };
}

function queryOf(lite: PGlite): PostgresPoolClient['query'] {
  const query = async (sql: string, parameters: readonly unknown[]) => {
    const answer = await lite.query(sql, [...parameters]).catch(refuseText);
    return { rows: answer.rows, command: answer.command, rowCount: answer.affectedRows ?? answer.rows.length };
  };
  return query as unknown as PostgresPoolClient['query'];
}
