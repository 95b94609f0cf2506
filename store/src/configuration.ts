/** What operators have made, as rows: read whole, changed and removed one by one. */
import type { Kysely, Selectable, Updateable } from 'kysely';
import type { Schema } from './schema.ts';

type Db = Kysely<Schema>;

const keys = {
  service_group: ['id'],
  service_provider: ['id'],
  client: ['client_id'],
  ca: ['id'],
  tsa: ['id'],
  idp: ['group_id', 'issuer'],
  webhook: ['id'],
} as const satisfies Partial<Record<keyof Schema, readonly string[]>>;

export type ConfigurationTable = keyof typeof keys;
export type ConfigurationRow<T extends ConfigurationTable> = Selectable<Schema[T]>;

/** The oldest first: ids begin with their time. */
export async function configurationRows<T extends ConfigurationTable>(
  db: Db,
  table: T,
): Promise<ConfigurationRow<T>[]> {
  const query = db
    .selectFrom(table as 'ca')
    .selectAll()
    .orderBy(keys[table][0] as 'id');
  return (await query.execute()) as unknown as ConfigurationRow<T>[];
}

/** False when it is gone. */
export async function changeConfigurationRow<T extends ConfigurationTable>(
  db: Db,
  table: T,
  row: ConfigurationRow<T>,
  change: Updateable<Schema[T]>,
): Promise<boolean> {
  let query = db.updateTable(table as 'ca').set(change as never);
  for (const key of keys[table]) query = query.where(key as 'id', '=', row[key as keyof typeof row] as string);
  return (await query.executeTakeFirst()).numUpdatedRows === 1n;
}

/** False when it was gone before. Something that belongs to it is SQLSTATE 23503. */
export async function removeConfigurationRow<T extends ConfigurationTable>(
  db: Db,
  table: T,
  row: ConfigurationRow<T>,
): Promise<boolean> {
  let query = db.deleteFrom(table as 'ca');
  for (const key of keys[table]) query = query.where(key as 'id', '=', row[key as keyof typeof row] as string);
  return (await query.executeTakeFirst()).numDeletedRows === 1n;
}
