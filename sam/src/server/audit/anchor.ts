import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Kysely } from 'kysely';
import type { Ledger } from '../database/ledger.ts';
import { SamStartError } from '../start-error.ts';
import { type ReadCheckpoint, readCheckpoint } from './checkpoint.ts';
import { lastCheckpoint } from './write-checkpoint.ts';

/**
 * The anchor is the last checkpoint that a SAM has seen, in a file beside the database and not in it: a database put back to an earlier
 * day does not put the file back. Throws SamStartError `damaged` for a file that holds no checkpoint.
 */
export function readAnchor(file: string): ReadCheckpoint | undefined {
  const jws = contentOf(file);
  if (jws === undefined) return undefined;
  const anchor = readCheckpoint(jws.trim());
  if (anchor?.signed) return anchor;
  throw new SamStartError(
    'damaged',
    `The file ${file} should hold the last checkpoint of the audit log, and holds none.`,
  );
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all. */
export function writeAnchor(file: string, jws: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${jws}\n`, { mode: 0o600, flush: true });
  renameSync(draft, file);
}

/**
 * Restore safety: the log must reach at least to its own last checkpoint and to the anchor. A database that was restored deliberately has
 * a later epoch, under which nothing that was approved before lives on. Returns the anchor that such a database has left behind.
 * Throws SamStartError `restored`.
 */
export async function requireNotBehind(
  db: Kysely<Ledger>,
  epoch: number,
  anchor: ReadCheckpoint | undefined,
): Promise<ReadCheckpoint | undefined> {
  const last = readCheckpoint((await lastCheckpoint(db))?.jws ?? '');
  if (last !== undefined && !(await reaches(db, last))) behind(last);
  if (anchor === undefined || ((await holdsCheckpoint(db, anchor)) && (await reaches(db, anchor)))) return undefined;
  return epoch > anchor.epoch ? anchor : behind(anchor);
}

function behind({ cp, ts }: ReadCheckpoint): never {
  throw new SamStartError(
    'restored',
    `The database of the SAM is older than checkpoint ${cp} of its audit log, made ${ts}: it was restored from a backup, or the log was cut. ` +
      'Nothing was started, because what was used up since could be used again. Use the database as it was last, or declare the restore, which begins a new epoch.',
  );
}

/** Whether the database has this very checkpoint. */
export async function holdsCheckpoint(
  db: Kysely<Ledger>,
  { cp, jws }: Pick<ReadCheckpoint, 'cp' | 'jws'>,
): Promise<boolean> {
  const query = db.selectFrom('checkpoint').select('cp').where('cp', '=', cp).where('jws', '=', jws);
  return (await query.executeTakeFirst()) !== undefined;
}

async function reaches(db: Kysely<Ledger>, { heads }: ReadCheckpoint): Promise<boolean> {
  for (const { chain, seq, h } of heads) {
    const query = db.selectFrom('audit').select('seq').where('chain', '=', chain).where('seq', '=', seq);
    const there = await query.where('h', '=', Buffer.from(h, 'base64url')).executeTakeFirst();
    if (there === undefined) return false;
  }
  return true;
}
