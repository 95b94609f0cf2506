/** API keys of applications: a bearer token that lasts until it is removed. Of the key only the digest is kept. */
import { type Kysely, sql } from 'kysely';
import { saveArtifact } from './artifacts.ts';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

/** The kind of artifact that they are. */
export const apiKeys = 'ApiKey';

export interface StoredApiKey {
  readonly uid: string;
  readonly clientId: string;
  readonly label: string;
  readonly scope: 'service';
  readonly at: string;
}

export function saveApiKey(db: Db, digest: string, key: StoredApiKey): Promise<void> {
  return saveArtifact(db, apiKeys, digest, { ...key }, undefined);
}

export async function apiKeysOf(db: Db, client: string): Promise<StoredApiKey[]> {
  const query = db.selectFrom('oidc_artifact').select('payload').where('model', '=', apiKeys);
  const rows = await query.where(sql<boolean>`payload ->> 'clientId' = ${client}`).orderBy('uid').execute();
  return rows.map(({ payload }) => payload as unknown as StoredApiKey);
}

/** False when there is none of that id. */
export async function removeApiKey(db: Db, client: string, uid: string): Promise<boolean> {
  const removal = db.deleteFrom('oidc_artifact').where('model', '=', apiKeys).where('uid', '=', uid);
  const { numDeletedRows } = await removal.where(sql<boolean>`payload ->> 'clientId' = ${client}`).executeTakeFirst();
  return numDeletedRows === 1n;
}
