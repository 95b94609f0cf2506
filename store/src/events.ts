/** What happened, written in the transaction of the change it reports, with what is owed to webhooks. Never a secret, never a document's content. */
import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Schema } from './schema.ts';
import { oweDeliveries, toldStates } from './webhooks.ts';

type Db = Kysely<Schema>;

export interface Event {
  readonly kind:
    | 'account.created'
    | 'account.login'
    | 'account.status'
    | 'enrolment.created'
    | 'enrolment.ended'
    | 'identity.created'
    | 'identity.ended'
    | 'deletion.created'
    | 'deletion.ended'
    | 'factor-change.created'
    | 'factor-change.ended'
    | 'phone.revoked'
    | 'request.created'
    | 'request.bound'
    | 'request.chosen'
    | 'request.prepared'
    | 'request.approval-asked'
    | 'request.signing'
    | 'request.approval-lost'
    | 'request.ended'
    | 'admin.created'
    | 'csc.asked'
    | 'admin.changed'
    | 'admin.removed'
    | 'csc.authorized'
    | 'csc.created'
    | 'csc.deleted'
    | 'csc.extended'
    | 'csc.otp-sent'
    | 'csc.signed'
    | 'csc.stamped'
    | 'webhook.created'
    | 'webhook.changed'
    | 'webhook.removed'
    | 'data.decided';
  readonly at: Date;
  readonly client?: string;
  readonly account?: string;
  /** The id of the row it is about. */
  readonly object?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export async function recordEvent(db: Db, { kind, at, client, account, object, detail }: Event): Promise<void> {
  const about = { client_id: client ?? null, account_id: account ?? null, object: object ?? null };
  const row = { id: eventId(at), at, kind, ...about, detail: JSON.stringify(detail ?? {}) };
  await db.insertInto('event').values(row).execute();
  if (kind === 'request.ended' || kind in toldStates) await oweDeliveries(db, row.id);
}

/** What happened to a row, in the order of time. */
export interface PastEvent extends Required<Pick<Event, 'at' | 'detail'>> {
  readonly id: string;
  readonly kind: string;
}

export async function eventsOf(db: Db, object: string): Promise<PastEvent[]> {
  const query = db.selectFrom('event').select(['id', 'kind', 'at', 'detail']).where('object', '=', object);
  return query.orderBy('id').execute();
}

// UUIDv7 (RFC 9562, 5.7): rows lie in the order of time.
function eventId(at: Date): string {
  const random = randomBytes(10);
  random.writeUInt16BE((random.readUInt16BE(0) & 0x0fff) | 0x7000, 0);
  random.writeUInt16BE((random.readUInt16BE(2) & 0x3fff) | 0x8000, 2);
  const hex = at.getTime().toString(16).padStart(12, '0') + random.toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
