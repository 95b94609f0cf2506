import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type Challenge, loadChallenge } from '../approval/challenge.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import { Bench, digest, onPostgres } from '../testing/bench.ts';
import { emptied, handFilled, inPool, logged, pooled, poolOver } from '../testing/pool.ts';
import { createKey } from './key-creation.ts';

onPostgres('one pool of two nodes', (bench) => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-pool-'));
  const node = () => new Bench(bench().idp, folder, bench().options.database, bench().options.moduleFolder);
  let second: Bench;
  before(async () => {
    second = node();
    await second.start();
    for (const { sam } of [bench(), second]) await handFilled(sam);
  });
  after(async () => {
    await second.stop();
    rmSync(folder, { recursive: true });
  });

  test('fifty ask both at once: twenty have one key each of the twenty, the others have theirs made', async () => {
    const challenge = await approved(bench());
    for (let i = 0; i < 20; i++) await pooled(second.sam);
    const ready = await inPool(second.sam);
    const asks = Array.from({ length: 50 }, (_, i) => askAgain(challenge, `c_at-once-${i}`));
    await Promise.all(asks.map((ask, i) => createKey(i % 2 === 0 ? bench().sam : second.sam, ask)));
    const made = (await logged(second.sam, 'KEY_GENERATED')).filter(({ object }) => object.startsWith('c_at-once'));
    assert.equal(made.length, 50);
    assert.deepEqual(made.flatMap(({ detail }) => detail['pooled'] ?? []).toSorted(), ready);
    assert.deepEqual(await inPool(second.sam), []);
    const keys = await second.ssa.keysOf(challenge.signer);
    assert.equal(new Set(keys.map(({ spki }) => spki)).size, 51);
    assert.deepEqual((await verifyAudit(second.sam.db)).findings, []);
  });

  test('kill -9 of a node that has taken one: that key is lost, nobody has it, and its signer gets another', async () => {
    const challenge = await approved(bench());
    const ready = [await pooled(second.sam), await pooled(second.sam)];
    const ask = askAgain(challenge, challenge.asked.chal);
    const { key = '' } = ask.asked;
    await dieWhenTaken(folder, node(), ask);
    const left = await inPool(second.sam);
    assert.equal(left.length, 1);
    assert.deepEqual(
      (await second.ssa.keysOf(challenge.signer)).map((one) => one.key),
      [challenge.asked.key],
    );
    await createKey(second.sam, ask);
    const { spki } = await second.ssa.key(key);
    const given = ready.filter((one) => Buffer.from(one.spki).toString('base64url') === spki);
    assert.deepEqual(
      given.map(({ id }) => id),
      left,
    );
    assert.deepEqual((await verifyAudit(second.sam.db)).findings, []);
  });

  test('both fill it at once, and make one too many at most', async () => {
    await emptied(second.sam);
    await Promise.all([bench(), second].map(({ sam }) => poolOver(sam, 6).fill()));
    const { length } = await inPool(second.sam);
    assert.ok(length === 6 || length === 7, `${length}`);
  });
});

/** A key creation that its signer has approved. */
async function approved(bench: Bench): Promise<Challenge> {
  const person = await bench.enrol();
  const { chal } = await bench.prepareKey(person);
  await bench.approve(person, chal);
  return await loadChallenge(bench.sam.db, bench.sam.module, chal);
}

/** As if she had approved another key as well. */
function askAgain(challenge: Challenge, chal: string): Challenge {
  return { ...challenge, asked: { ...challenge.asked, key: `k_${digest()}`, chal } };
}

async function dieWhenTaken(
  folder: string,
  { options }: Bench,
  { asked: { chal, key = '' } }: Challenge,
): Promise<void> {
  const { clock: _clock, monotonic: _monotonic, logger: _logger, ...plain } = options;
  const listen = { ssa: { socket: join(folder, 'dying-ssa') }, sic: { socket: join(folder, 'dying-sic') } };
  const file = join(folder, 'dying.json');
  writeFileSync(file, JSON.stringify({ ...plain, listen }));
  const program = join(import.meta.dirname, '../testing/dying-node.ts');
  const child = spawn(process.execPath, [program, file, chal, key], { stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), gone.then(() => assert.fail('it ended before it had taken one'))]);
  child.kill('SIGKILL');
  await gone;
}
