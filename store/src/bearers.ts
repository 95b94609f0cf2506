/** Who stands behind a token: its client with provider and group, its account, what was approved. One statement for many: it stands before each call. */
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

export interface FoundBearer {
  readonly model: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly client: string | null;
  readonly provider: string | null;
  readonly provider_name: string | null;
  readonly group_id: string | null;
  /** The most of each operation in a day. */
  readonly quota: Readonly<Record<string, number>> | null;
  /** Of the client. */
  readonly compatibility: boolean;
  /** What the client was registered to want of logins. */
  readonly demanded: Readonly<Record<string, unknown>>;
  /** Null where the token names none, or one that is not active. */
  readonly account: string | null;
  /** Of an approval under the same grant. */
  readonly credential_id: string | null;
}

/** The tokens of these kinds that live, by what is kept of them; an access token lives no longer than its grant. */
export async function findBearers(
  db: Kysely<Schema>,
  models: readonly string[],
  ids: readonly string[],
): Promise<ReadonlyMap<string, FoundBearer>> {
  const { rows } = await sql<FoundBearer & { readonly id: string }>`
    select token.id, token.model, token.payload, client.client_id as client, provider.id as provider,
      provider.name as provider_name, provider.group_id, provider.quota, account.id as account, approval.credential_id,
      coalesce((client.metadata ->> 'compatibility')::boolean, false) as compatibility,
      jsonb_build_object('required_acr_values', client.metadata -> 'required_acr_values',
        'required_max_age', client.metadata -> 'required_max_age') as demanded
    from oidc_artifact as token
    left join client on client.client_id = token.payload ->> 'clientId'
    left join service_provider as provider on provider.id = client.provider_id
    left join account on account.id = coalesce(token.payload ->> 'accountId', token.payload ->> 'account')
      and account.status = 'active'
    left join credential_authorization as approval on approval.grant_id = token.grant_id
    where token.model = any(${models}::text[]) and token.id = any(${ids}::text[])
      and (token.expires_at is null or token.expires_at > now())
      and (token.model <> 'AccessToken' or exists (select from oidc_artifact as given where given.model = 'Grant'
        and given.id = token.grant_id and (given.expires_at is null or given.expires_at > now())))`.execute(db);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whether a token of these kinds is over: past its time, revoked, or without its grant. False for one that lives, or of which nothing is left. */
export async function isTokenOver(db: Kysely<Schema>, models: readonly string[], id: string): Promise<boolean> {
  const { rows } = await sql`
    select from oidc_artifact as token where token.model = any(${models}::text[]) and token.id = ${id}
      and (token.expires_at <= now() or (token.model = 'AccessToken' and not exists (select from oidc_artifact as given
        where given.model = 'Grant' and given.id = token.grant_id and (given.expires_at is null or given.expires_at > now()))))`.execute(
    db,
  );
  return rows.length > 0;
}
