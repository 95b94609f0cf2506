/**
 * Migrations only add; code runs before and after each. A name is its number and its subject: 0001 to 0009 belong to
 * tenants, accounts and authorization, 0010 and later to credentials, requests and what follows.
 */

import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { StoreError } from './error.ts';
import * as first from './migrations/0001-first.ts';
import * as credentialAuthorization from './migrations/0002-credential-authorization.ts';
import * as timeStamping from './migrations/0003-time-stamping.ts';
import * as organizations from './migrations/0004-organizations.ts';
import * as tokenTypeAndEnds from './migrations/0005-token-type-and-ends.ts';
import * as signing from './migrations/0010-signing.ts';
import * as levels from './migrations/0011-levels.ts';
import * as uploads from './migrations/0012-uploads.ts';
import * as oneTimeKeys from './migrations/0013-one-time-keys.ts';
import * as deletionAndFactors from './migrations/0014-deletion-and-factors.ts';
import * as revocation from './migrations/0016-revocation.ts';
import * as usageAndLimits from './migrations/0017-usage-and-limits.ts';
import * as cscAnswers from './migrations/0018-csc-answers.ts';
import * as knownAccounts from './migrations/0019-known-accounts.ts';
import * as branding from './migrations/0020-branding.ts';
import * as webhooks from './migrations/0021-webhooks.ts';
import * as choices from './migrations/0022-choices.ts';
import * as keyGrants from './migrations/0030-key-grants.ts';
import * as dataRelease from './migrations/0050-data-release.ts';
import type { Store } from './open.ts';

export const migrations = {
  '0001-first': first,
  '0002-credential-authorization': credentialAuthorization,
  '0003-time-stamping': timeStamping,
  '0004-organizations': organizations,
  '0005-token-type-and-ends': tokenTypeAndEnds,
  '0010-signing': signing,
  '0011-levels': levels,
  '0012-uploads': uploads,
  '0013-one-time-keys': oneTimeKeys,
  '0014-deletion-and-factors': deletionAndFactors,
  '0016-revocation': revocation,
  '0017-usage-and-limits': usageAndLimits,
  '0018-csc-answers': cscAnswers,
  '0019-known-accounts': knownAccounts,
  '0020-branding': branding,
  '0021-webhooks': webhooks,
  '0022-choices': choices,
  '0030-key-grants': keyGrants,
  '0050-data-release': dataRelease,
};

/** Brings the database to the present schema, all or nothing, and returns the names of what was added. Throws StoreError `newer`. */
export async function migrate(store: Store): Promise<string[]> {
  if (isPresent(await applied(store))) return [];
  const { error, results } = await migratorOf(store).migrateToLatest();
  if (error) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/** For a program that must not change the schema itself. Throws StoreError `not-migrated` or `newer`. */
export async function requireMigrated(store: Store): Promise<void> {
  if (isPresent(await applied(store))) return;
  throw new StoreError(
    'not-migrated',
    'The database of the SSA is not at the present schema. Run `chancery migrate` first.',
  );
}

function migratorOf({ db }: Store): Migrator {
  return new Migrator({ db, provider: { getMigrations: async () => migrations }, allowUnorderedMigrations: true });
}

function isPresent(names: readonly string[]): boolean {
  return Object.keys(migrations).every((name) => names.includes(name));
}

/** The names of the migrations this database has had: two questions, where the migrator would read the whole catalogue. */
async function applied({ db }: Store): Promise<readonly string[]> {
  const found = await sql<{ there: boolean }>`select to_regclass('kysely_migration') is not null as there`.execute(db);
  if (!found.rows[0]?.there) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const names = rows.map((row) => row.name);
  refuseNewer(names.filter((name) => !(name in migrations)));
  return names;
}

function refuseNewer(strange: readonly string[]): void {
  if (strange.length === 0) return;
  throw new StoreError(
    'newer',
    `The database holds ${strange.join(', ')}: it was made by a newer version, or it is not the SSA’s. Nothing was changed.`,
  );
}
