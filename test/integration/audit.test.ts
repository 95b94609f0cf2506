/** `chancery audit verify` as an auditor runs it, on a database that a SAM has left. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type RunningSam, type SamOptions, startSam } from '@chancery/sam/server';
import { PGlite } from '@electric-sql/pglite';
import { folderOfDatabase } from '../database-template.ts';
import { chancery } from './chancery-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-audit-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const silent = { error: () => undefined, info: () => undefined } as unknown as SamOptions['logger'];
const listen = { ssa: { socket: join(folder, 'ssa.sock') }, sic: { socket: join(folder, 'sic.sock') } };

const config = join(folder, 'sam.yaml');
before(async () => {
  await folderOfDatabase(join(folder, 'db'), 'sam');
  writeFileSync(config, JSON.stringify(configuration({ folder: 'db' })));
  for (let run = 0; run < 2; run++) await (await start()).close();
});

test('a whole log is told chain by chain, for people and as one JSON object', async () => {
  const told = await chancery('audit', 'verify', '--config', config);
  assert.equal(told.status, 0, told.stderr);
  assert.match(
    told.stdout,
    /^Audit log of sam:\/\/audited\n( {2}.{36} {2}\S+Z to \S+Z +\d+ records\n){2} {2}last checkpoint \d+, \S+Z\n {2}checkpoints signed by [\w-]{43}\n2 chains, \d+ records, \d+ checkpoints: whole\./,
  );
  const { stdout, stderr } = await chancery('audit', 'verify', '--config', config, '--json');
  const verdict = JSON.parse(stdout);
  assert.deepEqual([verdict.aud, verdict.ok, verdict.findings, stderr], ['sam://audited', true, [], '']);
  assert.equal(verdict.records, verdict.chains[0].records + verdict.chains[1].records);
  const second = await chancery('audit', 'verify', '--config', config, '--from', verdict.chains[1].to, '--json');
  assert.deepEqual(JSON.parse(second.stdout).chains, [verdict.chains[1]]);
});

test('an exported log is verified without its database, against what the auditor has kept', async () => {
  const out = join(folder, 'exported');
  const exported = await chancery('audit', 'export', '--config', config, '--out', out);
  assert.match(exported.stdout, /^The log of sam:\/\/audited as of \S+ is in .*exported\./, exported.stderr);
  const anchor = join(folder, 'last-checkpoint');
  const lines = readFileSync(join(out, 'checkpoints.jsonl'), 'utf8').trim().split('\n');
  const { jws } = JSON.parse(lines.at(-1) ?? '');
  writeFileSync(anchor, `${jws}\n`);
  const key = join(folder, 'checkpoint.jwk');
  const { jwk } = JSON.parse(Buffer.from(jws.split('.')[0], 'base64url').toString());
  writeFileSync(key, JSON.stringify({ keys: [jwk] }));
  const whole = await chancery('audit', 'verify', out, '--key', key, '--anchor', anchor);
  assert.equal(whole.status, 0, whole.stdout + whole.stderr);
  writeFileSync(join(out, 'checkpoints.jsonl'), `${lines.slice(0, -1).join('\n')}\n`);
  const cut = await chancery('audit', 'verify', out, '--anchor', anchor);
  assert.equal(cut.status, 2);
  assert.match(cut.stdout, /FINDING anchor: checkpoint \d+: somebody has kept it/);
  const foreign = await chancery('audit', 'verify', out, '--key', 'A'.repeat(43), '--json');
  assert.deepEqual([foreign.status, JSON.parse(foreign.stdout).findings[0]], [4, { cp: 1, finding: 'checkpoint-key' }]);
  const again = await chancery('audit', 'export', '--config', config, '--out', out);
  assert.deepEqual([again.status, again.stdout], [1, '']);
  const unknown = await chancery(
    'audit',
    'prove',
    '--config',
    config,
    '--signature',
    'c_x',
    '--out',
    join(folder, 'p'),
  );
  assert.deepEqual([unknown.status, unknown.stderr], [1, 'The log knows no signature c_x.\n']);
});

test('a SAM at work keeps its embedded database to itself: nothing is verified, and that is no verdict', async () => {
  const sam = await start();
  const told = await chancery('audit', 'verify', '--config', config);
  await sam.close();
  assert.deepEqual([told.status, told.stdout], [1, '']);
  assert.match(told.stderr, /^The data folder .* is in use/);
});

test('wrong use is told apart from findings, and makes nothing', async () => {
  const elsewhere = join(folder, 'elsewhere.yaml');
  writeFileSync(elsewhere, JSON.stringify(configuration({ folder: 'nowhere' })));
  const wrong = [
    ['--config', elsewhere],
    ['--config', join(folder, 'none.yaml')],
    [],
    [folder],
    ['--config', config, '--fast'],
    ['--config', config, '--from', 'yesterday'],
  ];
  const told = await Promise.all(wrong.map((args) => chancery('audit', 'verify', ...args)));
  assert.deepEqual(
    told.map(({ status, stdout }) => [status, stdout]),
    wrong.map(() => [1, '']),
  );
  assert.match(told[0]?.stderr ?? '', /^There is no database of a SAM in .*nowhere\.\n$/);
});

test('its help says the exit codes and gives an example', async () => {
  const { status, stdout } = await chancery('audit', 'verify', '--help');
  assert.equal(status, 0);
  assert.match(
    stdout,
    /Exit codes: 0 whole; 1 nothing was verified; .*\n[\s\S]*Examples:\n {2}chancery audit verify --config/,
  );
});

test('an edited record is named by its chain and number', async () => {
  const lite = await PGlite.create({ dataDir: join(folder, 'db', 'pg') });
  const edited =
    "update audit set record = replace(record, 'SAM_STOPPED', 'SAM_CRASHED') where record like '%SAM_STOPPED%'";
  const { rows } = await lite.query<{ chain: string; seq: number }>(`${edited} returning chain, seq`);
  await lite.close();
  const told = await chancery('audit', 'verify', '--config', config);
  assert.equal(told.status, 3);
  for (const { chain, seq } of rows)
    assert.match(told.stdout, new RegExp(`FINDING hash: chain ${chain}, record ${seq}: `));
  assert.match(told.stdout, /: 3 findings\.\n/);
});

function start(): Promise<RunningSam> {
  const { aud } = configuration({ folder: 'db' });
  const sic = { rpId: 'sic.localhost', rpName: 'Test', sicOrigin: 'http://sic.localhost:1' };
  const moduleFolder = join(folder, 'module');
  const samConfig = { aud, ...sic, trust: { idps: [] }, allowedReturnOrigins: [] };
  return startSam({
    database: { folder: join(folder, 'db') },
    moduleFolder,
    listen,
    config: samConfig,
    logger: silent,
  });
}

function configuration(database: object) {
  return {
    aud: 'sam://audited',
    database,
    module: { folder: 'module' },
    listen,
    sic: { origin: 'http://sic.localhost:1', rpId: 'sic.localhost', name: 'Test' },
    returnOrigins: [],
    idps: [],
  };
}
