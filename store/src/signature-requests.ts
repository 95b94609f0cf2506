/** Requests for signatures and their documents. Every change of state is one statement that names the state it leaves. */
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { Choices, DocumentTable, FrozenDocument, Schema, SignatureRequestTable } from './schema.ts';

type Db = Kysely<Schema>;
export type SignatureRequest = Selectable<SignatureRequestTable>;
export type StoredDocument = Selectable<DocumentTable>;
type SetLater = 'state' | 'attempt' | 'chal' | 'lease' | 'failure' | 'choices';
export type NewRequest = Omit<Insertable<SignatureRequestTable>, SetLater>;
export type NewDocument = Omit<Insertable<DocumentTable>, 'request_id' | 'prepared' | 'level' | 'dropped'>;
type Ended = 'signed' | 'refused' | 'cancelled' | 'expired' | 'failed';

/** To be called in a transaction: request and documents come together or not at all. */
export async function createRequest(db: Db, request: NewRequest, documents: readonly NewDocument[]): Promise<void> {
  const fresh = { state: 'created', chal: null, lease: null, failure: null, choices: null } as const;
  await db
    .insertInto('signature_request')
    .values({ ...request, ...fresh })
    .execute();
  const rows = documents.map((document) => ({ ...document, request_id: request.id, prepared: null, level: null }));
  await db.insertInto('document').values(rows).execute();
}

/** Only a request of this client; somebody else's is as if there were none. */
export async function findRequest(db: Db, client: string, id: string): Promise<SignatureRequest | undefined> {
  const query = db.selectFrom('signature_request').selectAll().where('client_id', '=', client);
  return query.where('id', '=', id).executeTakeFirst();
}

export async function findRequestBy(
  db: Db,
  by: 'id' | 'token' | 'view_token',
  value: string,
): Promise<SignatureRequest | undefined> {
  return db.selectFrom('signature_request').selectAll().where(by, '=', value).executeTakeFirst();
}

/** The newest first. */
export async function listRequests(
  db: Db,
  client: string,
  search: { readonly state: SignatureRequest['state'] | undefined; readonly limit: number },
): Promise<SignatureRequest[]> {
  const query = db.selectFrom('signature_request').selectAll().where('client_id', '=', client);
  const chosen = search.state === undefined ? query : query.where('state', '=', search.state);
  return chosen.orderBy('created_at', 'desc').orderBy('id').limit(search.limit).execute();
}

/** Those that this credential was to sign, and has not begun to. */
export async function requestsWaitingFor(db: Db, credential: string): Promise<SignatureRequest[]> {
  const query = db.selectFrom('signature_request').selectAll().where('credential_id', '=', credential);
  return query.where('state', 'in', ['created', 'prepared']).execute();
}

export async function documentsOf(db: Db, request: string): Promise<StoredDocument[]> {
  return db.selectFrom('document').selectAll().where('request_id', '=', request).orderBy('position').execute();
}

/** Without those that the person left out. */
export async function keptDocumentsOf(db: Db, request: string): Promise<StoredDocument[]> {
  return (await documentsOf(db, request)).filter(({ dropped }) => !dropped);
}

/** One document of a request, without reading the others. */
export async function documentAt(db: Db, request: string, position: number): Promise<StoredDocument | undefined> {
  const query = db.selectFrom('document').selectAll().where('request_id', '=', request);
  return query.where('position', '=', position).executeTakeFirst();
}

/** The request now belongs to this person; true when it does, also if it did before. */
export async function claimRequest(db: Db, id: string, account: string): Promise<boolean> {
  const update = db.updateTable('signature_request').set({ account_id: account }).where('id', '=', id);
  const free = update.where((e) => e.or([e('account_id', 'is', null), e('account_id', '=', account)]));
  return (await free.executeTakeFirst()).numUpdatedRows === 1n;
}

/**
 * What the person chose, before anything is frozen; in a transaction. True for the one call that counts: of two windows the second reads what
 * the first chose. Only what is optional is left out.
 */
export async function choose(db: Db, id: string, choices: Choices, dropped: readonly number[]): Promise<boolean> {
  const update = db.updateTable('signature_request').set({ choices: JSON.stringify(choices) });
  const open = update.where('id', '=', id).where('state', '=', 'created').where('choices', 'is', null);
  if ((await open.executeTakeFirst()).numUpdatedRows !== 1n) return false;
  if (dropped.length === 0) return true;
  const leave = db.updateTable('document').set({ dropped: true }).where('request_id', '=', id);
  await leave.where('position', 'in', dropped).where('optional', '=', true).execute();
  return true;
}

/** What was prepared of a document, by its position. */
export interface Freezing {
  readonly position: number;
  readonly state: FrozenDocument;
}

/** Freezes what will be signed; in a transaction. True for the one call that did; whoever comes second reads what the first froze. */
export async function freezeRequest(
  db: Db,
  id: string,
  credential: string,
  prepared: readonly Freezing[],
): Promise<boolean> {
  const update = db.updateTable('signature_request').set({ state: 'prepared', credential_id: credential });
  const result = await update.where('id', '=', id).where('state', '=', 'created').executeTakeFirst();
  if (result.numUpdatedRows !== 1n) return false;
  await sql`update document set prepared = frozen.each->'state'
    from jsonb_array_elements(${JSON.stringify(prepared)}::jsonb) as frozen (each)
    where request_id = ${id} and position = (frozen.each->>'position')::integer`.execute(db);
  return true;
}

/**
 * A new challenge in place of `before` is a new attempt with a call id of its own. Undefined when another call was faster
 * or the request is not waiting for an approval.
 */
export async function beginAttempt(
  db: Db,
  id: string,
  before: string | null,
  chal: string,
): Promise<number | undefined> {
  const update = db.updateTable('signature_request').set({ chal, attempt: sql`attempt + 1` });
  const waiting = update.where('id', '=', id).where('state', '=', 'prepared');
  const row = await waiting.where('chal', 'is not distinct from', before).returning('attempt').executeTakeFirst();
  return row?.attempt;
}

/**
 * From here on a signature may have been asked for. True for the one call that may ask now: it holds the lease, and if it
 * dies another one goes on with the same call id after `until`.
 */
export async function takeLease(db: Db, id: string, chal: string, now: Date, until: Date): Promise<boolean> {
  const update = db.updateTable('signature_request').set({ state: 'signing', lease: until });
  const own = update.where('id', '=', id).where('chal', '=', chal);
  const free = own.where((e) =>
    e.or([
      e('state', '=', 'prepared'),
      e.and([e('state', '=', 'signing'), e.or([e('lease', 'is', null), e('lease', '<=', now)])]),
    ]),
  );
  return (await free.executeTakeFirst()).numUpdatedRows === 1n;
}

/** The holder's lease, which ends at `held`, now ends at `until`. False when it is not the holder's any more. */
export async function renewLease(db: Db, id: string, held: Date, until: Date): Promise<boolean> {
  return changeHeld(db, id, held, { lease: until });
}

/** Gives the lease back unused, so that the next visit goes on at once. False when it is not the holder's any more. */
export async function dropLease(db: Db, id: string, held: Date): Promise<boolean> {
  return changeHeld(db, id, held, { lease: null });
}

/** The approval brought no signature and never will: the signer must be asked again. False when another one holds the lease. */
export async function loseApproval(db: Db, id: string, held: Date): Promise<boolean> {
  return changeHeld(db, id, held, { state: 'prepared', chal: null, lease: null });
}

async function changeHeld(db: Db, id: string, held: Date, change: Held): Promise<boolean> {
  const update = db.updateTable('signature_request').set(change).where('id', '=', id).where('state', '=', 'signing');
  return (await update.where('lease', '=', held).executeTakeFirst()).numUpdatedRows === 1n;
}

type Held = Partial<Pick<SignatureRequest, 'state' | 'chal' | 'lease'>>;

const before: Readonly<Record<Ended, readonly SignatureRequest['state'][]>> = {
  signed: ['signing'],
  failed: ['created', 'prepared', 'signing'],
  refused: ['created', 'prepared'],
  cancelled: ['created', 'prepared'],
  expired: ['created', 'prepared'],
};

/** True for the one call that ends it. What is being signed can neither be withdrawn nor expire. */
export async function endRequest(db: Db, id: string, state: Ended, failure: string | null = null): Promise<boolean> {
  const update = db.updateTable('signature_request').set({ state, failure, lease: null });
  const result = await update.where('id', '=', id).where('state', 'in', before[state]).executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Requests past their time whose documents are still kept. */
export async function forgettableRequests(db: Db, now: Date, limit: number): Promise<SignatureRequest[]> {
  const query = db.selectFrom('signature_request').selectAll().where('expires_at', '<=', now);
  return query.where(sql`length(document_key)`, '>', 0).limit(limit).execute();
}

/** Without the key, every copy of the documents anywhere is noise. */
export async function forgetDocumentKey(db: Db, id: string): Promise<void> {
  const update = db.updateTable('signature_request').set({ document_key: new Uint8Array(0) });
  await update.where('id', '=', id).execute();
}

/** The level that the signature of a document has now. */
export async function setLevel(db: Db, request: string, position: number, level: string): Promise<void> {
  const update = db.updateTable('document').set({ level }).where('request_id', '=', request);
  await update.where('position', '=', position).execute();
}
