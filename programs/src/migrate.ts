/** `chancery migrate`: brings a database to the present schema; safe to run again and beside a running engine. */
import { migrateSam } from '@chancery/sam/server';
import { migrate, openStore } from '@chancery/store';
import Type from 'typebox';
import { closed, Database, database, readConfiguration } from './configuration.ts';

const Configuration = Type.Object(
  { database: Database, of: Type.Union([Type.Literal('ssa'), Type.Literal('sam')]) },
  closed,
);

export async function runMigrate(options: { config: string; check?: boolean }): Promise<void> {
  const configuration = readConfiguration(options.config, Configuration);
  if (options.check) return;
  const target = database(options.config, configuration.database);
  const added = configuration.of === 'sam' ? await migrateSam(target) : await migrateSsa(target);
  process.stdout.write(added.length > 0 ? `Added: ${added.join(', ')}\n` : 'The database is up to date.\n');
}

async function migrateSsa(target: { folder: string } | { url: string }): Promise<readonly string[]> {
  const store = await openStore(target);
  return migrate(store).finally(() => store.close());
}
