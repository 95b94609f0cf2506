/**
 * What is over goes: expired artifacts of the OAuth server, sessions, approvals that no token stands for any more, answers that
 * nobody may fetch, deliveries of a month ago, and counts of past minutes. Nobody finds any of it anyway; this only makes room.
 * Several nodes may do it at once: each takes rows that no other has, and a row that is being renewed is left alone. The clock is
 * the database's, and a minute is granted to those of the nodes, an hour where a token may be asked for that was good.
 */
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

/** Removes at most `limit` rows of each kind, in one short statement each, and returns how many went: 0 when nothing is over. */
export async function sweep(db: Db, limit: number): Promise<number> {
  let gone = 0;
  for (const statement of kinds) gone += Number((await statement(limit).execute(db)).numAffectedRows ?? 0n);
  return gone;
}

const aMinuteAgo = sql`now() - interval '1 minute'`;

/** As long, who brings a token that was good is told that it is over; afterwards it is unknown. */
const anHourAgo = sql`now() - interval '1 hour'`;

function overArtifacts(limit: number): RawBuilder<unknown> {
  return sql`with over as materialized (
      select model, id from oidc_artifact where expires_at < ${anHourAgo}
      order by expires_at limit ${limit} for update skip locked)
    delete from oidc_artifact using over where oidc_artifact.model = over.model and oidc_artifact.id = over.id`;
}

function overSessions(limit: number): RawBuilder<unknown> {
  return sql`with over as materialized (
      select token_hash from session where expires_at < ${aMinuteAgo}
      order by expires_at limit ${limit} for update skip locked)
    delete from session using over where session.token_hash = over.token_hash`;
}

/** Its interaction may still be answered, its SAD spent, or a token under its grant read its credential: then it lives. */
function overAuthorizations(limit: number): RawBuilder<unknown> {
  return sql`with over as materialized (
      select uid from credential_authorization as asked
      where created_at < ${aMinuteAgo} and (sad_expires_at is null or sad_expires_at < ${aMinuteAgo})
      and not exists (select from oidc_artifact where model = 'Interaction' and id = asked.uid and ${lives})
      and not exists (select from oidc_artifact where grant_id = asked.grant_id and ${lives})
      order by created_at limit ${limit} for update skip locked)
    delete from credential_authorization as asked using over where asked.uid = over.uid`;
}

function overRates(limit: number): RawBuilder<unknown> {
  return sql`with over as materialized (
      select bucket from rate where minute < floor(extract(epoch from ${aMinuteAgo}) / 60)::bigint
      order by minute limit ${limit} for update skip locked)
    delete from rate using over where rate.bucket = over.bucket`;
}

function overAnswers(limit: number): RawBuilder<unknown> {
  return sql`with over as materialized (
      select id from csc_answer where expires_at < ${aMinuteAgo}
      order by expires_at limit ${limit} for update skip locked)
    delete from csc_answer using over where csc_answer.id = over.id`;
}

/** Told, given up or never asked for: a month after it happened nobody is told any more. */
function overDeliveries(limit: number): RawBuilder<unknown> {
  return sql`with over as materialized (
      select webhook_id, event_id from delivery where at < now() - interval '30 days'
      order by at limit ${limit} for update skip locked)
    delete from delivery using over where delivery.webhook_id = over.webhook_id and delivery.event_id = over.event_id`;
}

const kinds = [overArtifacts, overSessions, overAuthorizations, overRates, overAnswers, overDeliveries];

const lives = sql`(expires_at is null or expires_at >= ${aMinuteAgo})`;
