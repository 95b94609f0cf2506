/** What the OAuth server keeps: codes, tokens, grants, interactions. Single use is one conditional statement. */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

export interface Artifact {
  readonly payload: Record<string, unknown>;
  readonly consumedAt: Date | null;
}

export async function saveArtifact(
  db: Db,
  model: string,
  id: string,
  payload: Record<string, unknown>,
  lifetime: number | undefined,
): Promise<void> {
  const expires_at = lifetime === undefined ? null : new Date(Date.now() + lifetime * 1000);
  const [grant_id, uid] = [payload['grantId'], payload['uid']].map((value) =>
    typeof value === 'string' ? value : null,
  );
  const row = { payload: JSON.stringify(payload), grant_id: grant_id ?? null, uid: uid ?? null, expires_at };
  await db
    .insertInto('oidc_artifact')
    .values({ model, id, consumed_at: null, ...row })
    .onConflict((conflict) => conflict.columns(['model', 'id']).doUpdateSet(row))
    .execute();
}

/** What is saved of new artifacts: their ids are random, so that none is there already. */
export interface NewArtifact {
  readonly model: string;
  readonly id: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Seconds. */
  readonly lifetime: number;
}

/** Many in one statement. */
export async function saveNewArtifacts(db: Db, artifacts: readonly NewArtifact[]): Promise<void> {
  const rows = artifacts.map(({ model, id, payload, lifetime }) => ({
    ...{ model, id, payload, grant_id: payload['grantId'], uid: payload['uid'] },
    expires_at: new Date(Date.now() + lifetime * 1000).toISOString(),
  }));
  await sql`
    insert into oidc_artifact (model, id, payload, grant_id, uid, expires_at)
    select model, id, payload, grant_id, uid, expires_at from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as added (model text, id text, payload jsonb, grant_id text, uid text, expires_at timestamptz)`.execute(db);
}

export async function findArtifact(
  db: Db,
  model: string,
  by: 'id' | 'uid',
  value: string,
): Promise<Artifact | undefined> {
  return artifact(await living(db, model).where(by, '=', value).executeTakeFirst());
}

/** A token lives no longer than its grant, whoever ended that: one statement, since it stands before each call. */
export async function findTokenOfGrant(db: Db, model: string, id: string): Promise<Artifact | undefined> {
  const grant = sql<boolean>`exists (select from oidc_artifact g where g.model = 'Grant' and g.id = oidc_artifact.grant_id
    and (g.expires_at is null or g.expires_at > now()))`;
  return artifact(await living(db, model).where('id', '=', id).where(grant).executeTakeFirst());
}

function living(db: Db, model: string) {
  return db
    .selectFrom('oidc_artifact')
    .select(['payload', 'consumed_at'])
    .where('model', '=', model)
    .where((e) => e.or([e('expires_at', 'is', null), e('expires_at', '>', sql<Date>`now()`)]));
}

type Row = { readonly payload: Record<string, unknown>; readonly consumed_at: Date | null };

function artifact(row: Row | undefined): Artifact | undefined {
  return row && { payload: row.payload, consumedAt: row.consumed_at };
}

/** Who logged in with a token of that kind, while his account is active. One statement: it stands before each call. */
export async function findLogin(
  db: Db,
  model: string,
  id: string,
): Promise<{ readonly account: string; readonly grantId: string } | undefined> {
  const row = await db
    .selectFrom('oidc_artifact')
    .innerJoin('account', (join) => join.on(sql<boolean>`account.id = oidc_artifact.payload ->> 'account'`))
    .select(['account.id as account', 'oidc_artifact.grant_id as grantId'])
    .where('oidc_artifact.model', '=', model)
    .where('oidc_artifact.id', '=', id)
    .where((e) => e.or([e('expires_at', 'is', null), e('expires_at', '>', sql<Date>`now()`)]))
    .where('account.status', '=', 'active')
    .executeTakeFirst();
  return row?.grantId == null ? undefined : { account: row.account, grantId: row.grantId };
}

/** True for exactly one caller, however many there are at once. */
export async function consumeArtifact(db: Db, model: string, id: string): Promise<boolean> {
  const result = await db
    .updateTable('oidc_artifact')
    .set({ consumed_at: sql`now()` })
    .where('model', '=', model)
    .where('id', '=', id)
    .where('consumed_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Takes note of something that comes once, for `lifetime` seconds; false for every call but the first. */
export async function spendArtifact(db: Db, model: string, id: string, lifetime: number): Promise<boolean> {
  const row = { model, id, payload: '{}', grant_id: null, uid: null, consumed_at: null };
  const insert = db.insertInto('oidc_artifact').values({ ...row, expires_at: new Date(Date.now() + lifetime * 1000) });
  const result = await insert
    .onConflict((conflict) => conflict.columns(['model', 'id']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export function destroyArtifact(db: Db, model: string, id: string): Promise<void> {
  return end(db, sql<boolean>`model = ${model} and id = ${id}`);
}

export function revokeGrant(db: Db, grant: string): Promise<void> {
  return end(db, sql<boolean>`grant_id = ${grant}`);
}

/** Ends the grant itself, and with it all its tokens: also those that somebody is about to be given. */
export function endGrant(db: Db, grant: string): Promise<void> {
  return end(db, sql<boolean>`grant_id = ${grant} or (model = 'Grant' and id = ${grant})`);
}

/** All that an account was given for its name and password. */
export function endPasswordTokens(db: Db, account: string): Promise<void> {
  return end(
    db,
    sql<boolean>`model in ('PasswordToken', 'PasswordRefreshToken') and payload ->> 'account' = ${account}`,
  );
}

/** Of a token stays that there was one, and when it ended, as of one past its time: until the sweep takes them. */
async function end(db: Db, which: RawBuilder<boolean>): Promise<void> {
  await sql`with ended as (
      update oidc_artifact set payload = '{}', expires_at = least(expires_at, now())
      where (${which}) and model in (${remembered}))
    delete from oidc_artifact where (${which}) and model not in (${remembered})`.execute(db);
}

const remembered = sql.raw("'AccessToken', 'ClientCredentials', 'PasswordToken'");

/** The same for whose grant this code or token is. */
export async function endGrantOf(db: Db, model: string, id: string): Promise<void> {
  const query = db.selectFrom('oidc_artifact').select('grant_id').where('model', '=', model).where('id', '=', id);
  const grant = (await query.executeTakeFirst())?.grant_id;
  if (grant) await endGrant(db, grant);
}
