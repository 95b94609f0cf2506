/** `chancery migrate`, and what the servers say about a database it has not been at. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { postgresPrograms, startPostgres, type TestPostgres } from '../postgres.ts';
import { chancery, type Told } from './chancery-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-migrate-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const halves = ['ssa', 'sam'] as const;
type Half = (typeof halves)[number];

describe('a database on a server', { skip: postgresPrograms() ? false : 'PostgreSQL is not installed' }, () => {
  let server: TestPostgres;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  for (const of of halves) {
    test(`of the ${of} is migrated by one of three at once, and a second time is no change`, async () => {
      const { migrate } = configurations(of, server.url(of));
      const all = await Promise.all(Array.from({ length: 3 }, () => chancery('migrate', '--config', migrate)));
      assert.ok(
        all.every(({ status }) => status === 0),
        all.map(({ stderr }) => stderr).join(),
      );
      const added = all.filter(({ stdout }) => stdout.startsWith('Added: 0001-'));
      assert.equal(added.length, 1);
      const others = all.filter((one) => !added.includes(one)).map(({ stdout }) => stdout);
      assert.deepEqual(new Set(others), new Set(['The database is up to date.\n']));
      assert.equal((await chancery('migrate', '--config', migrate)).stdout, 'The database is up to date.\n');
    });

    test(`that is not migrated stops the ${of} with one sentence; so do an older and a newer one`, async () => {
      const url = server.url(of);
      const { migrate, serve } = configurations(of, url);
      refuses(await chancery(of, '--config', serve), /not at the present schema\. Run `chancery migrate` first\.$/);
      await chancery('migrate', '--config', migrate);
      await query(url, 'delete from kysely_migration where name = (select max(name) from kysely_migration)');
      refuses(await chancery(of, '--config', serve), /not at the present schema\. Run `chancery migrate` first\.$/);
      await query(url, "insert into kysely_migration values ('9999-future', '2030-01-01')");
      const newer = await Promise.all([chancery(of, '--config', serve), chancery('migrate', '--config', migrate)]);
      for (const told of newer) refuses(told, /9999-future.*newer version/);
    });

    test(`that cannot be reached stops the ${of} with one sentence, without its password`, async () => {
      const { serve } = configurations(of, 'postgres://somebody:hush@127.0.0.1:1/none');
      const told = await chancery(of, '--config', serve);
      refuses(told, /cannot be used: .*ECONNREFUSED/);
      assert.doesNotMatch(told.stderr, /hush/);
    });
  }

  test('of one half is refused as the database of the other', async () => {
    const url = server.url('sam');
    await chancery('migrate', '--config', configurations('sam', url).migrate);
    const tables = "select table_name from information_schema.tables where table_schema = 'public' order by 1";
    const before = await query(url, tables);
    refuses(await chancery('migrate', '--config', configurations('ssa', url).migrate), /0001-ledger.*not the SSA’s/);
    assert.deepEqual(await query(url, tables), before);
  });
});

test('an embedded database is migrated once, and a second time is no change', async () => {
  const { migrate } = configurations('ssa');
  const told = await chancery('migrate', '--config', migrate);
  assert.match(told.stdout, /^Added: 0001-/, told.stderr);
  assert.equal((await chancery('migrate', '--config', migrate)).stdout, 'The database is up to date.\n');
});

function refuses({ status, stderr }: Told, sentence: RegExp): void {
  assert.equal(status, 1, stderr);
  assert.match(stderr.trim(), sentence);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
}

let made = 0;

/** The files of `chancery migrate` and of the server, for a database on a server or in a folder of its own. */
function configurations(of: Half, url?: string): { readonly migrate: string; readonly serve: string } {
  const at = join(folder, String(++made));
  mkdirSync(at);
  if (url !== undefined) writeFileSync(join(at, 'url'), url);
  const database = url === undefined ? { folder: 'data' } : { urlFile: 'url' };
  const write = (name: string, content: object) => {
    writeFileSync(join(at, name), JSON.stringify(content));
    return join(at, name);
  };
  const serve = write('serve.yaml', { ...(of === 'ssa' ? ssa : sam), database });
  return { migrate: write('migrate.yaml', { database, of }), serve };
}

const ssa = {
  listen: { host: '127.0.0.1', port: 0 },
  origin: 'http://localhost:1',
  sicOrigin: 'http://sic.localhost:1',
  name: 'Test',
  sam: { socket: 'sam.sock' },
  documents: 'documents',
  adminTokenFile: 'none',
  cookieKeyFile: 'none',
  signingKeyFile: 'none',
  rootFiles: [],
  insecureHttp: true,
};
const sam = {
  aud: 'sam://test',
  module: { folder: 'module' },
  listen: { ssa: { socket: 'ssa.sock' }, sic: { socket: 'sic.sock' } },
  sic: { origin: 'http://sic.localhost:1', rpId: 'sic.localhost', name: 'Test' },
  returnOrigins: [],
  idps: [],
};

async function query(url: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return (await client.query(sql).finally(() => client.end())).rows;
}
