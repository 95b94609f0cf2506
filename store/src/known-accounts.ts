/** Which accounts an application may know of: personal data is for whoever has to do with the person. */
import { type Kysely, sql } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * Whether this client may: `accounts` of its registration says `all`, those `of its group` (the default: made or asked to sign by an
 * application of the group, or at home at one of its identity providers), or its `own` (made or asked to sign by its provider). One
 * statement, the same for an account that is not there.
 */
export async function mayKnow(db: Kysely<Schema>, client: string, account: string): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    with asking as (
      select provider.id as provider, provider.group_id, coalesce(client.metadata ->> 'accounts', 'group') as reach
      from client join service_provider as provider on provider.id = client.provider_id where client.client_id = ${client}),
    near as (
      select client.client_id from asking join service_provider as provider
        on provider.id = asking.provider or (asking.reach = 'group' and provider.group_id = asking.group_id)
      join client on client.provider_id = provider.id)
    select reach = 'all'
      or exists (select from event where object = ${account} and kind = 'account.created'
        and client_id in (select client_id from near))
      or exists (select from signature_request where account_id = ${account}
        and client_id in (select client_id from near))
      or (reach = 'group' and exists (select from federated_identity as person
        join idp on idp.issuer = person.issuer and idp.group_id = asking.group_id
        where person.account_id = ${account})) as known
    from asking`.execute(db);
  return rows[0]?.known ?? false;
}
