import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { folderOfDatabase } from '../database-template.ts';
import { freePorts } from '../free-ports.ts';
import { byLauncher, launch, start } from './command.ts';
import { processesNaming, survivors } from './processes.ts';

const parent = mkdtempSync(join(tmpdir(), 'chancery damage é-'));
const data = join(parent, 'data');
const aside = join(parent, 'whole');
after(() => {
  for (const { pid } of processesNaming(parent)) process.kill(pid, 'SIGKILL');
  rmSync(parent, { recursive: true, force: true });
});

const inData = (...parts: string[]) => join(data, ...parts);
const halved = (file: string) => () => truncateSync(inData(file), 20);
const emptied = (file: string) => () => truncateSync(inData(file), 0);
const gone = (part: string) => () => rmSync(inData(part), { recursive: true });

/** What is done to a part of the data folder, and what the start then says. */
const damages: Record<string, { part: string; damage: (part: string) => () => void; sentence: RegExp }> = {
  'the control file of the ledger, cut': {
    part: 'sam-db/pg/global/pg_control',
    damage: halved,
    sentence: /^The database in .*sam-db cannot be opened\. Restore it/,
  },
  'the log of the ledger, gone': {
    part: 'sam-db/pg/pg_wal',
    damage: gone,
    sentence: /^The database in .*sam-db cannot be opened\. Restore it/,
  },
  'the version of the SSA’s database, gone': {
    part: 'ssa-db/pg/PG_VERSION',
    damage: gone,
    sentence: /^The database in .*ssa-db cannot be opened\. Restore it/,
  },
  'the tables of the SSA, gone': {
    part: 'ssa-db/pg/base',
    damage: gone,
    sentence: /^The database in .*ssa-db cannot be opened\. Restore it/,
  },
  'the database of the SAM, gone': {
    part: 'sam-db',
    damage: gone,
    sentence: /^The data folder .* is damaged \(sam-db\/pg is missing\)/,
  },
  'a key of the module, gone': {
    part: 'module/kek-2',
    damage: gone,
    sentence: /^The data folder .* is damaged \(module\/kek-2 is missing\)/,
  },
  'a key of the module, cut': {
    part: 'module/kek-2',
    damage: halved,
    sentence: /^The key .*module\/kek-2 of the software module is damaged/,
  },
  'an attestation key, cut': {
    part: 'module/attest-sad',
    damage: halved,
    sentence: /^The key .*module\/attest-sad of the software module is damaged/,
  },
  'a secret, cut': {
    part: 'secrets/admin-token',
    damage: halved,
    sentence: /^.*secrets\/admin-token is damaged/,
  },
  'a secret, emptied': {
    part: 'secrets/cookie-key',
    damage: emptied,
    sentence: /^.*secrets\/cookie-key is damaged/,
  },
  'the key of the tokens, cut': {
    part: 'secrets/oauth-signing-key.json',
    damage: halved,
    sentence: /^.*secrets\/oauth-signing-key\.json is damaged/,
  },
  'the client, cut': {
    part: 'installation.json',
    damage: halved,
    sentence: /^.*installation\.json is damaged/,
  },
  'the authority, cut': {
    part: 'ca/authorities.json',
    damage: halved,
    sentence: /^.*ca\/authorities\.json is damaged/,
  },
  'the identity provider, cut': {
    part: 'idp/openid-key.json',
    damage: halved,
    sentence: /^.*idp\/openid-key\.json is damaged/,
  },
  'the agreements of the bank, emptied': {
    part: 'demo/agreements.json',
    damage: emptied,
    sentence: /^.*demo\/agreements\.json is damaged/,
  },
};

test('a whole data folder starts, and is kept', async () => {
  await folderOfDatabase(inData('sam-db'), 'sam');
  await folderOfDatabase(inData('ssa-db'), 'ssa');
  const { pid } = await start(byLauncher, ['--data', data, '--port', String(await freePorts())]);
  process.kill(pid, 'SIGINT');
  assert.deepEqual(await survivors(data, 10_000), []);
  cpSync(data, aside, { recursive: true });
});

for (const [what, { part, damage, sentence }] of Object.entries(damages)) {
  test(`${what}: one sentence, exit code 1, nobody left`, (t) => {
    t.after(() => restore(part));
    damage(part)();
    refusedWith(sentence);
  });
}

test('a database this version does not know: one sentence', (t) => {
  t.after(() => restore('ssa-db'));
  rmSync(inData('ssa-db'), { recursive: true });
  cpSync(inData('sam-db'), inData('ssa-db'), { recursive: true });
  refusedWith(/^The database holds 0001-ledger, [^:]+: it was made by a newer version/);
});

function restore(part: string): void {
  rmSync(inData(part), { recursive: true, force: true });
  cpSync(join(aside, part), inData(part), { recursive: true });
}

/** What a process that is ready has logged may stand before it. */
function refusedWith(sentence: RegExp): void {
  const { status, stdout, stderr } = launch(['start', '--data', data]);
  const said = stderr
    .trim()
    .split('\n')
    .filter((line) => !/^(servers|sam|sic|ssa): /.test(line));
  assert.match(said[0] ?? '', sentence);
  assert.deepEqual(said.slice(1), []);
  assert.equal(stdout, '');
  assert.equal(status, 1);
  assert.deepEqual(processesNaming(data), []);
}

test('configurations are written anew: cut ones do no harm', async () => {
  for (const file of readdirSync(inData('config'))) writeFileSync(inData('config', file), '{');
  const { pid } = await start(byLauncher, ['--data', data]);
  process.kill(pid, 'SIGINT');
  assert.deepEqual(await survivors(data, 10_000), []);
});
