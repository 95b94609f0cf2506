import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { verifyHash } from '@chancery/crypto-module';
import { digest, onEmbedded } from '../testing/bench.ts';
import { emptied, inPool, logged, pooledKind, poolOver } from '../testing/pool.ts';
import { KeyPool } from './key-pool.ts';
import { ModuleLoad } from './module-load.ts';
import { claimPooled } from './pooled-key.ts';

onEmbedded('the pool of keys', (bench) => {
  const rsa = { kind: 'rsa', bits: 2048 } as const;

  test('waits while anybody uses the module, and stops between two keys', async () => {
    const load = new ModuleLoad();
    const waited = Promise.withResolvers<never>();
    const call = () => waited.promise;
    const used = load.counted({ call, close: async () => {} }).call({ command: 'encryption-public' });
    const pool = poolOver(bench().sam, 3, load);
    const filling = pool.fill();
    await pause(100);
    assert.deepEqual(await inPool(bench().sam), []);
    waited.reject(new Error('done'));
    await assert.rejects(used, /done/);
    await filling;
    assert.equal((await inPool(bench().sam)).length, 3);
    const larger = poolOver(bench().sam, 1_000);
    const endless = larger.fill();
    await pause(50);
    await larger.stop();
    await endless;
    const { length } = await inPool(bench().sam);
    assert.ok(length < 1_000);
    await larger.fill();
    assert.equal((await inPool(bench().sam)).length, length);
    await emptied(bench().sam);
  });

  test('says once that it runs low, before it is empty, and once that it is no longer', async () => {
    const { sam } = bench();
    const said: string[] = [];
    const say = (level: string) => (at: unknown) => void said.push(`${level} ${(at as { ready: number }).ready}`);
    const logger = { info: say('info'), warn: say('warn'), error: say('error') };
    const entry = { ...pooledKind, size: 4, warnBelow: 3 };
    const pool = new KeyPool(sam, [entry], new ModuleLoad(), logger);
    await pool.fill();
    assert.deepEqual(said.splice(0), ['warn 0', 'info 3']);
    const take = () => claimPooled(sam, pooledKind, { signer: 'sgn_x', key: 'k_x' });
    await take();
    await pool.fill();
    assert.deepEqual(said, []);
    for (const _ of [1, 2]) await take();
    const [standing] = await pool.standings();
    assert.deepEqual(standing, { algorithm: 'P-256', scal: 2, ready: 2, size: 4, low: true });
    await pool.fill();
    assert.deepEqual(said, ['warn 2', 'info 3']);
    await emptied(sam);
  });

  test('of RSA is filled by the SAM that is told so, and what it has made signs once; its door says how it stands', async () => {
    await bench().stop();
    const { config, listen } = bench().options;
    const pool = [{ algorithm: rsa, size: 2, warnBelow: 2 }];
    const health = { host: '127.0.0.1', port: 0 };
    bench().options = { ...bench().options, listen: { ...listen, health }, config: { ...config, pool } };
    await bench().start();
    const { sam } = bench();
    await sam.pool.fill();
    const ready = await inPool(sam);
    assert.equal(ready.length, 2);
    assert.deepEqual(await told(bench().health), [{ algorithm: 'RSA-2048', scal: 2, ready: 2, size: 2, low: false }]);
    const person = await bench().enrol();
    const { key, parent } = await bench().oneTimeKey(person, rsa);
    const [made] = await logged(sam, 'KEY_GENERATED');
    assert.ok(ready.includes(String(made?.detail['pooled'])));
    const hash = digest();
    const { chal } = await bench().prepareSign(person, key, [hash], { parent });
    await bench().approve(person, chal);
    const sad = (await bench().ssa.status(chal)).result?.sad ?? '';
    const scheme = { kind: 'rsa-pkcs1', digest: 'sha256' } as const;
    const { signatures } = await bench().ssa.sign({ sad, key, callId: 'once', scheme, digests: [hash] });
    const [value = '', spki] = [signatures[0], (await bench().ssa.key(key)).spki];
    assert.ok(verifyHash(fromB64u(spki), scheme, fromB64u(hash), fromB64u(value)));
    while ((await inPool(sam)).length < 2) await pause(20);
  });
});

const fromB64u = (text: string) => Buffer.from(text, 'base64url');

async function told({ host, port }: { host: string; port: number }): Promise<unknown> {
  const answer = await fetch(`http://${host}:${port}/health/ready`);
  return ((await answer.json()) as { pool?: unknown }).pool;
}
