import { createHash } from 'node:crypto';
import { readHeader } from '@chancery/crypto-module';
import { type Certificate, parseCertificate } from '@chancery/pki';
import { type Kysely, sql, type Transaction } from 'kysely';
import { canonicalize, type Json } from '../../client/index.ts';
import type { Ledger } from '../database/ledger.ts';
import type { AuditEvent } from './audit.ts';
import type { RecordFinding } from './audit-finding.ts';

/** A record as it was written; the shape of `detail` follows from `ev`. */
export type AuditContent = Omit<AuditEvent, 'detail'> & {
  readonly chain: string;
  readonly seq: number;
  readonly prev: string;
  readonly ts: string;
  readonly detail?: Readonly<Record<string, unknown>>;
};

/** Undefined for what no SAM has written: who edits a record may write its hash as well. */
export function readContent(record: string): AuditContent | undefined {
  try {
    return JSON.parse(record) as AuditContent;
  } catch {
    return undefined;
  }
}

type Shown = (trx: Transaction<Ledger>, record: AuditContent) => Promise<boolean>;

/**
 * What the log says was done must still stand in the ledger. A row put back to an older state is authentic by its MAC and
 * sound by itself; only the log beside it tells (design: the roll-back of a row is found by verification).
 */
const shown: Readonly<Record<string, Shown>> = {
  CHALLENGE_ACTIVATED: isActivated,
  SAD_EXTENDED: isExtended,
  CERT_BOUND: isBound,
  KEY_CLAIMED: isTaken,
  KEY_DESTROYED: isDestroyed,
  SIGNER_ALARM: isFrozen,
  SIGNER_RECOVERED: isResting,
  SIGN_STARTED: isSpent,
  TRUST_SET: isTrusted,
  TRUST_REMOVED: isTrusted,
  OFFICER_SET: isOfficer,
  OFFICER_REMOVED: isOfficer,
};

export async function rolledBack(
  trx: Transaction<Ledger>,
  records: readonly AuditContent[],
): Promise<readonly RecordFinding[]> {
  const findings: RecordFinding[] = [];
  for (const record of records) {
    const stands = (await shown[record.ev]?.(trx, record)) ?? true;
    if (!stands) findings.push({ chain: record.chain, seq: record.seq, finding: 'rolled-back' });
  }
  return findings;
}

/** An older row would undo a withdrawn key, a stopped organisation or a stricter policy: the last word of the log on each must stand. */
async function isTrusted(trx: Transaction<Ledger>, record: AuditContent): Promise<boolean> {
  const { ev, object = '', detail } = record;
  const kind = detail?.['kind'];
  const query = trx.selectFrom('trust').select(['kind', 'data']).where('id', '=', object);
  const row = (await query.execute()).find((one) => one.kind === kind);
  const stands = ev === 'TRUST_REMOVED' ? row === undefined : row?.data === canonicalize(detail?.['data'] as Json);
  return stands || isOverruled(trx, record);
}

/** The time-stamping authorities that officers have ever trusted. */
export async function authoritiesInLog(db: Kysely<Ledger>): Promise<readonly Certificate[]> {
  const query = db.selectFrom('audit').select('record').where('record', 'like', '%"ev":"TRUST\\_SET"%');
  const words = (await query.execute()).map(({ record }) => readContent(record)?.detail);
  return words.filter((detail) => detail?.['kind'] === 'tsa').flatMap((detail) => certificateOf(detail?.['data']));
}

// An edited record is found where its hash is; it must not stop the verification.
function certificateOf(data: unknown): readonly Certificate[] {
  try {
    return [parseCertificate(Buffer.from((data as { certificate: string }).certificate, 'base64url'))];
  } catch {
    return [];
  }
}

/** An older row would bring back an officer who was removed, or a role that was taken. */
async function isOfficer(trx: Transaction<Ledger>, record: AuditContent): Promise<boolean> {
  if (await isOverruled(trx, record)) return true;
  const query = trx
    .selectFrom('officer')
    .select(['state', 'roles'])
    .where('officer', '=', record.object ?? '');
  const row = await query.executeTakeFirst();
  const state = record.ev === 'OFFICER_SET' ? 'active' : 'removed';
  return row?.state === state && row.roles === canonicalize(record.detail?.['roles'] as Json);
}

/** Whether the log speaks of the same once more, later. */
async function isOverruled(trx: Transaction<Ledger>, record: AuditContent): Promise<boolean> {
  const [about = ''] = record.ev.split('_');
  const query = trx.selectFrom('audit').select('record').where('record', 'like', `%"ev":"${about}\\_%`);
  const words = await query.execute();
  return words.some((word) => {
    const { object, detail, chain, seq, ts } = readContent(word.record) ?? {};
    const same = object === record.object && detail?.['kind'] === record.detail?.['kind'];
    const later = chain === record.chain ? Number(seq) > record.seq : Date.parse(ts ?? '') > Date.parse(record.ts);
    return same && later;
  });
}

async function isActivated(trx: Transaction<Ledger>, { object = '' }: AuditContent): Promise<boolean> {
  const query = trx.selectFrom('challenge').select('state').where('chal', '=', object);
  return (await query.executeTakeFirst())?.state === 'activated';
}

/** An older row would let a SAD live again in whose place there is another. */
async function isExtended(trx: Transaction<Ledger>, { object = '', detail }: AuditContent): Promise<boolean> {
  const [from, exp] = [detail?.['from'], String(detail?.['exp'])];
  const named = typeof from === 'string' ? [object, from] : [object];
  const query = trx.selectFrom('challenge').select(['chal', 'sad_hash', 'sad_exp']).where('chal', 'in', named);
  const rows = await query.execute();
  const [now, before] = named.map((chal) => rows.find((row) => row.chal === chal));
  const dead = from === undefined || before?.sad_hash === null;
  return dead && now?.sad_exp != null && now.sad_exp.toISOString() >= exp;
}

async function isBound(trx: Transaction<Ledger>, { object = '', detail }: AuditContent): Promise<boolean> {
  const row = await trx.selectFrom('key').select('chain').where('key', '=', object).executeTakeFirst();
  // The first of a JSON list of DER in base64url, read so that no edit of the row can stop the verification.
  const [, certificate = ''] = /^\["([\w-]+)"/.exec(row?.chain ?? '') ?? [];
  const hash = createHash('sha256').update(Buffer.from(certificate, 'base64url')).digest('base64url');
  return hash === detail?.['certSha256'];
}

/** A tombstone put back to the key that was would sign again. */
async function isDestroyed(trx: Transaction<Ledger>, { object = '' }: AuditContent): Promise<boolean> {
  const row = await trx.selectFrom('key').select('blob').where('key', '=', object).executeTakeFirst();
  return row !== undefined && row.blob === null;
}

/** What was taken out of the pool and put back would be given to another; no two keys have its public key. */
async function isTaken(trx: Transaction<Ledger>, { object = '', detail, outcome }: AuditContent): Promise<boolean> {
  if (outcome !== 'ok') return true;
  const back = trx.selectFrom('pooled_key').select('id').where('id', '=', object);
  if ((await back.executeTakeFirst()) !== undefined) return false;
  const svd = Buffer.from(String(detail?.['svd']), 'base64url');
  const owners = trx.selectFrom('key').select('key').where(sql<boolean>`sha256(spki) = ${svd}`);
  return (await owners.execute()).length <= 1;
}

/** An older row would end the rest of her keys, and bring back what was asked before. */
async function isResting(trx: Transaction<Ledger>, record: AuditContent): Promise<boolean> {
  const query = trx
    .selectFrom('signer')
    .select('rests_until')
    .where('signer', '=', record.subject ?? '');
  const until = (await query.executeTakeFirst())?.rests_until?.toISOString();
  return until === record.detail?.['restsUntil'] || (await hasFollowed(trx, record, 'SIGNER\\_RECOVERED'));
}

/** A key that its owner's alarm froze works again by the officers' word alone. */
async function isFrozen(trx: Transaction<Ledger>, record: AuditContent): Promise<boolean> {
  const frozen = record.detail?.['frozen'] as readonly string[] | undefined;
  if (frozen === undefined || frozen.length === 0) return true;
  const rows = await trx
    .selectFrom('key')
    .select('header')
    .where('key', 'in', [...frozen])
    .execute();
  return (
    rows.every(({ header }) => stateIn(header) !== 'active') || (await hasFollowed(trx, record, 'SIGNER\\_RELEASED'))
  );
}

// Of a header that is none nothing signs.
function stateIn(header: Uint8Array): string {
  try {
    return readHeader(header).state;
  } catch {
    return 'damaged';
  }
}

/** Whether the log says that of the same signer, later. */
async function hasFollowed(
  trx: Transaction<Ledger>,
  { subject, ts, chain, seq }: AuditContent,
  ev: string,
): Promise<boolean> {
  const query = trx.selectFrom('audit').select('record').where('record', 'like', `%"ev":"${ev}"%`);
  const said = (await query.execute()).map(({ record }) => readContent(record));
  return said.some((one) => {
    if (one?.subject !== subject) return false;
    return one?.chain === chain ? one.seq > seq : Date.parse(one?.ts ?? '') >= Date.parse(ts);
  });
}

async function isSpent(trx: Transaction<Ledger>, record: AuditContent): Promise<boolean> {
  const { subject = '', object = '', detail } = record;
  const query = trx.selectFrom('slot').select('i').where('signer', '=', subject).where('chal', '=', object);
  const spent = await query.where('state', '=', 'spent').where('call_id', '=', String(detail?.['callId'])).execute();
  return spent.length === detail?.['n'];
}
