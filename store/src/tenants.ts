/** Who asks for signatures: groups of service providers, providers, their clients, and what a group uses. */
import { createHash } from 'node:crypto';
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { Schema, StoredBranding } from './schema.ts';

type Db = Kysely<Schema>;

export interface Client {
  readonly clientId: string;
  readonly provider: string;
  readonly providerName: string;
  readonly group: string;
  /** `client_secret`, where there is one, is the `secretDigest` of the secret. */
  readonly metadata: Record<string, unknown>;
}

export async function createGroup(db: Db, group: Insertable<Schema['service_group']>): Promise<void> {
  await db.insertInto('service_group').values(group).execute();
}

/** How the pages of a group look, without the logo; undefined where they look as those of the installation. */
export async function findBranding(db: Db, group: string): Promise<StoredBranding | undefined> {
  const row = await db.selectFrom('service_group').select('branding').where('id', '=', group).executeTakeFirst();
  return row?.branding ?? undefined;
}

export async function findLogo(db: Db, group: string): Promise<Uint8Array | undefined> {
  const row = await db.selectFrom('service_group').select('logo').where('id', '=', group).executeTakeFirst();
  return row?.logo ?? undefined;
}

export async function createProvider(db: Db, provider: Insertable<Schema['service_provider']>): Promise<void> {
  await db.insertInto('service_provider').values(provider).execute();
}

/** `metadata` by the names of RFC 7591, 2. A `client_secret` in it is kept as its digest only. */
export async function createClient(
  db: Db,
  clientId: string,
  provider: string,
  metadata: Record<string, unknown>,
): Promise<void> {
  const { client_secret: secret } = metadata;
  const kept = typeof secret === 'string' ? { ...metadata, client_secret: secretDigest(secret) } : metadata;
  await db
    .insertInto('client')
    .values({ client_id: clientId, provider_id: provider, metadata: JSON.stringify(kept) })
    .execute();
}

/** SHA-256 in base64url. Enough for a random secret; it is also the key of a CSC `account_token` (CSC API v2.0.0.2, 8.5). */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

export async function findClient(db: Db, clientId: string): Promise<Client | undefined> {
  return (await findClients(db, [clientId])).get(clientId);
}

/** Many at once, by their ids. */
export async function findClients(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Client>> {
  const rows = await db
    .selectFrom('client')
    .innerJoin('service_provider', 'service_provider.id', 'client.provider_id')
    .select(['client_id', 'metadata', 'service_provider.id', 'service_provider.name', 'group_id'])
    .where(sql<boolean>`client_id = any(${ids}::text[])`)
    .execute();
  return new Map(
    rows.map(({ client_id: clientId, id: provider, name: providerName, group_id: group, metadata }) => [
      clientId,
      { clientId, provider, providerName, group, metadata },
    ]),
  );
}

/** `acr`: the authentication class that is asked of it and demanded of its answers, if any. */
export async function createIdp(
  db: Db,
  idp: Omit<Schema['idp'], 'acr'> & { readonly acr?: string | null },
): Promise<void> {
  await db
    .insertInto('idp')
    .values({ ...idp, acr: idp.acr ?? null })
    .execute();
}

/** The identity provider of a group; the first one when several are registered or no group is named. */
export async function findIdp(db: Db, group?: string): Promise<Schema['idp'] | undefined> {
  const query = db.selectFrom('idp').selectAll().orderBy('issuer');
  return (group ? query.where('group_id', '=', group) : query).executeTakeFirst();
}

export async function createCa(db: Db, ca: Schema['ca']): Promise<void> {
  await db.insertInto('ca').values(ca).execute();
}

export async function findCa(db: Db, group: string): Promise<Schema['ca'] | undefined> {
  return db.selectFrom('ca').selectAll().where('group_id', '=', group).orderBy('id').executeTakeFirst();
}

export interface Tsa extends Omit<Selectable<Schema['tsa']>, 'roots'> {
  /** DER in base64. */
  readonly roots: readonly string[];
}

export async function createTsa(db: Db, tsa: Tsa): Promise<void> {
  await db
    .insertInto('tsa')
    .values({ ...tsa, roots: JSON.stringify(tsa.roots) })
    .execute();
}

/** In the order they were connected in. */
export async function findTsas(db: Db, group: string): Promise<Tsa[]> {
  return db.selectFrom('tsa').selectAll().where('group_id', '=', group).orderBy('id').execute();
}

/** The group that has authorities, where there is one alone. */
export async function onlyGroupWithTsas(db: Db): Promise<string | undefined> {
  const [only, ...others] = await db.selectFrom('tsa').select('group_id').distinct().limit(2).execute();
  return others.length === 0 ? only?.group_id : undefined;
}

/** Whether the database answers. */
export async function ping(db: Db): Promise<void> {
  await sql`select 1`.execute(db);
}
