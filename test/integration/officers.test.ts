/** What officers do with a SAM, as they do it: by commands, against its process. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type Child, startChild } from '../../programs/src/children.ts';
import { folderOfDatabase } from '../database-template.ts';
import { freePorts } from '../free-ports.ts';
import { chancery } from './chancery-command.ts';
import { OfficersWorld } from './officers-world.ts';

const world = new OfficersWorld();
const port = await freePorts();
let sam: Child;
before(async () => {
  await folderOfDatabase(world.path('db'), 'sam');
  sam = startChild('sam', ['sam', '--config', world.write('sam.yaml', world.configuration(port))]);
  await sam.ready;
});
after(async () => {
  await sam.stop();
  world.remove();
});

const by = (name: string) => ['--as', world.path(`${name}.yaml`), '--json'] as const;
const officer = (...args: readonly string[]) => chancery('sam', 'officer', ...args);

test('the list is told to an officer, for people and as one JSON object', async () => {
  const told = await officer('list', '--as', world.path('ada.yaml'));
  assert.equal(told.status, 0, told.stderr);
  assert.match(told.stdout, /^ada {2}Officer ada {2}security-officer\n[\s\S]*olga {2}Officer olga {2}operator\n$/);
  const { officers } = JSON.parse((await officer('list', ...by('olga'))).stdout);
  assert.deepEqual(officers.length, 4);
});

test('a kill switch: asked for by the operator, approved by two with what they read, one of them with a program for his card', async () => {
  const params = world.write('stop.json', { id: 'o_engines' });
  const ask = ['request', '--type', 'organization.stop', '--params', params, '--reason', 'Key lost'];
  const asked = JSON.parse((await officer(...ask, ...by('olga'))).stdout);
  const unread = await chancery('sam', 'approve', asked.op, '--sha256', 'something', ...by('ada'));
  assert.deepEqual([unread.status, unread.stdout], [2, '']);
  assert.match(unread.stderr, /Read them first/);
  const approve = (name: string) => chancery('sam', 'approve', asked.op, '--sha256', asked.paramsSha256, ...by(name));
  const first = await approve('ada');
  assert.deepEqual([first.status, JSON.parse(first.stdout).state], [0, 'open'], first.stderr);
  writeCardSettings('berta');
  const second = await approve('card');
  assert.deepEqual([second.status, JSON.parse(second.stdout).state], [0, 'executed'], second.stderr);
  const shown = await officer('show', asked.op, '--as', world.path('carl.yaml'));
  assert.match(
    shown.stdout,
    /organization\.stop {2}executed\nasked for by olga: Key lost\napproved by 2 of 2 \(ada, berta\)/,
  );
  const late = await approve('carl');
  assert.equal(late.status, 1);
  assert.match(late.stderr, /^The SAM refuses: the operation is not open any more\. Its log says more under \S+\n$/);
});

test('refused, unreachable and wrong use are told apart, and no secret is an argument', async () => {
  const params = world.write('none.json', { id: 'o_nobody' });
  const refused = await officer(
    'request',
    '--type',
    'organization.stop',
    '--params',
    params,
    '--reason',
    'x',
    ...by('olga'),
  );
  assert.equal(refused.status, 1);
  const away = {
    ...(world.configuration(port) as { listen: { officer: object } }).listen.officer,
    socket: 'nowhere.sock',
  };
  world.write('away.yaml', { sam: away, secondFactor: { keyFile: 'ada.second.key' } });
  assert.equal((await officer('list', ...by('away'))).status, 3);
  const wrong = [
    ['list'],
    ['list', '--as', world.path('none.yaml')],
    ['request', '--type', 'sign', ...by('ada')],
    ['dance'],
  ];
  for (const args of wrong) assert.equal((await officer(...args)).status, 2, args.join(' '));
  assert.equal((await chancery('sam')).status, 2);
  const help = await chancery('sam', 'approve', '--help');
  assert.equal(help.status, 0);
  assert.match(help.stdout, /Exit codes: 0 done, 1 .*\n[\s\S]*Example:\n {2}chancery sam approve/);
});

test('status says that it signs and who decides, and what stops it: a host whose clock is not synchronised', async () => {
  const config = world.path('sam.yaml');
  const told = await chancery('sam', 'status', '--config', config);
  assert.deepEqual([told.status, told.stderr], [0, ''], told.stdout);
  assert.match(
    told.stdout,
    /^sam:\/\/officers: signs\n[\s\S]* {2}clock +works\n[\s\S]*decided by two officers\nthe program is not verified: no manifest is configured\n$/,
  );
  rmSync(world.path('synchronised'));
  const stopped = await chancery('sam', 'status', '--config', config, '--json');
  assert.equal(stopped.status, 1);
  const clock = JSON.parse(stopped.stdout).checks.find(({ name }: { name: string }) => name === 'clock');
  assert.deepEqual([clock.ok, clock.reason], [false, 'the host does not say that its clock is synchronised']);
  world.synchronise();
  assert.equal((await chancery('sam', 'status', '--config', config)).status, 0);
  const nowhere = world.write('nowhere.yaml', world.configuration(1));
  assert.equal((await chancery('sam', 'status', '--config', nowhere)).status, 3);
});

test('a backup, approved and carried out, is restored by two into an empty database, and by nobody else', async () => {
  const params = world.write('none.json', {});
  const ask = ['request', '--type', 'backup', '--params', params, '--reason', 'Every night'];
  const { op, paramsSha256 } = JSON.parse((await officer(...ask, ...by('olga'))).stdout);
  const early = await chancery('sam', 'backup', op, ...by('olga'));
  assert.deepEqual([early.status, early.stdout], [1, '']);
  for (const name of ['ada', 'carl'])
    assert.equal((await chancery('sam', 'approve', op, '--sha256', paramsSha256, ...by(name))).status, 0);
  const { file } = JSON.parse((await chancery('sam', 'backup', op, ...by('olga'))).stdout);
  const there = { ...world.configuration(port), database: { folder: 'restored' } };
  const [config, request] = [world.write('there.yaml', there), world.path('restore.json')];
  const restore = (...args: readonly string[]) => chancery('sam', 'restore', ...args, '--request', request, '--json');
  const from = ['--config', config, '--in', file];
  const asked = await restore('request', ...from, '--reason', 'Disk lost', '--as', world.path('olga.yaml'));
  const { paramsSha256: read } = JSON.parse(asked.stdout);
  assert.equal((await restore('run', ...from)).status, 1);
  const unread = await restore('approve', '--sha256', 'other', '--as', world.path('ada.yaml'));
  assert.equal(unread.status, 2);
  for (const name of ['ada', 'carl'])
    assert.equal((await restore('approve', '--sha256', read, '--as', world.path(`${name}.yaml`))).status, 0);
  const done = await restore('run', ...from);
  assert.deepEqual(
    [done.status, JSON.parse(done.stdout).epoch, JSON.parse(done.stdout).approvers],
    [0, 2, ['ada', 'carl']],
  );
  const again = await restore('run', ...from);
  assert.equal(again.status, 1);
  assert.match(again.stderr, /^Nothing was restored: the database is not empty\.\n$/m);
});

test('a SAM does not start on a host whose clock is not synchronised', async () => {
  const clock = { synchronisedFile: 'never' };
  const started = await chancery('sam', '--config', world.write('late.yaml', { ...world.configuration(port), clock }));
  assert.equal(started.status, 1);
  assert.match(started.stderr, /Nothing is signed by this clock: the host does not say/);
});

/** Berta, whose second factor only a program reaches. */
function writeCardSettings(name: string): void {
  const door = {
    socket: 'officer.sock',
    keyFile: `${name}.key`,
    certificateFile: `${name}.pem`,
    authorityFile: 'ca.pem',
  };
  const command = ['openssl', 'dgst', '-sha256', '-sign', world.path(`${name}.second.key`)];
  world.write('card.yaml', { sam: door, secondFactor: { command, algorithm: 'ES256' } });
}
