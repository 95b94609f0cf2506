import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { sql } from 'kysely';
import pino from 'pino';
import { SamClient } from '../client/index.ts';
import { verifyAudit } from './audit/audit-verification.ts';
import { checkConfig } from './config.ts';
import { openDatabase } from './database/database.ts';
import { startSam } from './start-sam.ts';
import { Bench, digest, ecdsa, onEachDatabase, onPostgres, refusedWith } from './testing/bench.ts';
import { testIdp } from './testing/identity-provider.ts';
import { TestOrganization } from './testing/organization.ts';

onEachDatabase('a SAM started again', (bench) => {
  test('knows its signers and keys, and what was open or spent', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const hashes = [digest(), digest()] as const;
    const sad = await bench().sad(person, key, hashes);
    const call = { sad, key, callId: 'a', scheme: ecdsa, digests: [hashes[0]] };
    const first = await bench().ssa.sign(call);
    const open = await bench().prepareSign(person, key, [digest()]);
    await bench().stop();
    await bench().start();
    assert.deepEqual(await bench().ssa.sign(call), first);
    await assert.rejects(bench().ssa.sign({ ...call, callId: 'b' }), refusedWith('hash_not_authorized'));
    await bench().ssa.sign({ ...call, callId: 'c', digests: [hashes[1]] });
    await bench().approve(person, open.chal);
  });
});

onPostgres('a SAM killed at work', (bench) => {
  test('kill -9: nothing signed twice, nothing half-written, the rest goes on, every chain unbroken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chancery-kill-'));
    const person = await bench().enrol();
    const key = await bench().key(person);
    const hashes = Array.from({ length: 200 }, digest);
    const sad = await bench().sad(person, key, hashes);
    const second = new Bench(bench().idp, folder, bench().options.database, bench().options.moduleFolder);
    const child = await startChild(folder, second);
    const client = new SamClient(second.options.listen.ssa);
    const call = (i: number) => ({ sad, key, callId: `call-${i}`, scheme: ecdsa, digests: [hashes[i] ?? ''] });
    const midway = Promise.withResolvers<void>();
    let arrived = 0;
    const counted = async (i: number) => {
      const reply = await client.sign(call(i));
      if (++arrived === 40) midway.resolve();
      return reply;
    };
    const early = Promise.allSettled(hashes.map((_, i) => counted(i)));
    await midway.promise;
    child.kill('SIGKILL');
    const done = await early;
    client.close();
    assert.ok(done.some((outcome) => outcome.status === 'rejected'));
    const late = await Promise.allSettled(hashes.map((_, i) => bench().ssa.sign(call(i))));
    for (const [i, outcome] of done.entries()) {
      if (outcome.status === 'fulfilled') assert.deepEqual(late[i], outcome);
    }
    const refused = late.filter((outcome) => outcome.status === 'rejected').map(({ reason }) => reason.code as string);
    assert.ok(refused.every((code) => code === 'sad_used'));
    const [chal = ''] = sad.split('.');
    const slots = await bench()
      .sam.db.selectFrom('slot')
      .select(['state', 'result'])
      .where('chal', '=', chal)
      .execute();
    assert.equal(slots.filter(({ state, result }) => state === 'spent' && result === null).length, refused.length);
    assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
    rmSync(folder, { recursive: true });
  });

  test('a database that was not migrated is one clear sentence', async () => {
    const url = (bench().options.database as { url: string }).url
      .replace(/\/[^/]*$/, '/postgres')
      .replace('sam@', 'postgres@');
    await assert.rejects(startSam({ ...bench().options, database: { url } }), /chancery migrate/);
  });

  for (const [name, setting] of [
    ['synchronous_commit', 'off'],
    ['synchronous_commit', 'local'],
    ['statement_timeout', '5000'],
  ] as const)
    test(`a database with ${name} = ${setting} is one that may forget, and refused`, async () => {
      const parameter = sql.id(name);
      await sql`alter role sam set ${parameter} = ${sql.lit(setting)}`.execute(bench().sam.db);
      await bench().stop();
      await assert.rejects(bench().start(), { code: 'configuration', message: new RegExp(`${name} = ${setting}`) });
      const { db, close } = await openDatabase(bench().options.database);
      await sql`alter role sam reset ${parameter}`.execute(db);
      await close();
      await bench().start();
    });
});

describe('a configuration under which an approval means nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-config-'));
  after(() => rmSync(folder, { recursive: true }));
  const good = {
    aud: 'sam://test',
    rpId: 'sic.localhost',
    rpName: 'T',
    sicOrigin: 'http://sic.localhost:8401',
    trust: { idps: [] },
    allowedReturnOrigins: ['http://localhost:8400'],
  };

  test('is refused before anything opens', async () => {
    const { trusted: idp } = await testIdp();
    const organization = (await TestOrganization.make()).trusted('Byron', idp.issuer);
    checkConfig({ ...good, trust: { idps: [idp], organizations: [organization] } });
    const wrong = [
      { aud: '' },
      { sicOrigin: 'http://sic.example' },
      { sicOrigin: 'https://sic.example/path', rpId: 'sic.example' },
      { rpId: 'ssa.localhost' },
      { rpId: 'localhost.evil' },
      { allowedReturnOrigins: ['http://localhost:8400/back'] },
      { allowedReturnOrigins: ['*'] },
      { trust: { idps: [{ ...idp, authorizeUrl: 'idp.example' }] } },
      { trust: { idps: [], organizations: [organization, organization] } },
      { trust: { idps: [], policies: [{ group: '*', id: 'p', scal1: ['pin'], scal2: ['pin'] }] } },
    ];
    for (const part of wrong) assert.throws(() => checkConfig({ ...good, ...part }), /config\./, JSON.stringify(part));
    const listen = { ssa: { socket: join(folder, 'a') }, sic: { socket: join(folder, 'b') } };
    const options = { database: { folder }, moduleFolder: folder, listen, logger: pino({ level: 'silent' }) };
    await assert.rejects(startSam({ ...options, config: { ...good, aud: '' } }), /config\.aud/);
  });
});

async function startChild(folder: string, { options }: Bench): Promise<ChildProcess> {
  const { clock: _clock, logger: _logger, ...plain } = options;
  const file = join(folder, 'options.json');
  writeFileSync(file, JSON.stringify(plain));
  const source = `import { readFileSync } from 'node:fs';
    import { startSam } from ${JSON.stringify(new URL('./start-sam.ts', import.meta.url).href)};
    import { createRequire } from 'node:module';
    const pino = createRequire(${JSON.stringify(import.meta.url)})('pino');
    await startSam({ ...JSON.parse(readFileSync(${JSON.stringify(file)}, 'utf8')), logger: pino({ level: 'silent' }) });
    console.log('started');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit').then(() => assert.fail('it ended before it was ready'));
  await Promise.race([once(child.stdout, 'data'), ended]);
  return child;
}
