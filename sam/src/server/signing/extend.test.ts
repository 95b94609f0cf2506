import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SadExtension, SignRequest } from '../../client/index.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import { type Bench, digest, ecdsa, onPostgres, p256, refusedWith } from '../testing/bench.ts';

const pin = '482913';
const client = 'c';

onPostgres('extending a transaction', (bench) => {
  test('gives what is left another SAD: the old one is dead, and the count is carried on', async () => {
    const { key, authorize } = await pinned(bench());
    const old = await authorize(3);
    await sign(bench(), old, key, [digest()]);
    const { sad, exp } = await bench().ssa.extend({ sad: old, client, key });
    assert.ok(exp <= Math.floor(Date.now() / 1000) + 300);
    await assert.rejects(sign(bench(), old, key, [digest()]), refusedWith('sad_invalid'));
    await assert.rejects(bench().ssa.extend({ sad: old, client, key }), refusedWith('sad_invalid'));
    await assert.rejects(sign(bench(), sad, key, [digest(), digest(), digest()]), refusedWith('hash_not_authorized'));
    await sign(bench(), sad, key, [digest(), digest()]);
    await assert.rejects(sign(bench(), sad, key, [digest()]), refusedWith('sad_used'));
    await assert.rejects(bench().ssa.extend({ sad, client, key }), refusedWith('sad_used'));
  });

  test('signatures beyond the hashes of a PIN wait for an extension that names theirs', async () => {
    const { key, authorize } = await pinned(bench());
    const [first, second, third] = [digest(), digest(), digest()] as const;
    const old = await authorize(2, [first]);
    await assert.rejects(sign(bench(), old, key, [second]), refusedWith('hash_not_authorized'));
    await sign(bench(), old, key, [first]);
    await assert.rejects(sign(bench(), old, key, [first]), refusedWith('hash_not_authorized'));
    const two = { sad: old, client, key, hashes: [second, third] };
    await assert.rejects(bench().ssa.extend(two), refusedWith('hash_not_authorized'));
    const { sad } = await bench().ssa.extend({ ...two, hashes: [second] });
    for (const digests of [[second], [first]])
      await assert.rejects(sign(bench(), old, key, digests), refusedWith('sad_invalid'));
    await assert.rejects(sign(bench(), sad, key, [third]), refusedWith('hash_not_authorized'));
    await sign(bench(), sad, key, [second]);
    await assert.rejects(sign(bench(), sad, key, [second]), refusedWith('sad_used'));
    assert.ok((await verifyAudit(bench().sam.db)).ok);
  });

  test('a row put back to the SAD before is found by verification', async () => {
    const { db } = bench().sam;
    const { key, authorize } = await pinned(bench());
    const old = await authorize(1);
    const chal = old.split('.')[0] ?? '';
    const columns = ['sad_hash', 'sad_exp', 'activation_mac'] as const;
    const read = () => db.selectFrom('challenge').select(columns).where('chal', '=', chal).executeTakeFirstOrThrow();
    const before = await read();
    await bench().ssa.extend({ sad: old, client, key });
    const after = await read();
    await db.updateTable('challenge').set(before).where('chal', '=', chal).execute();
    const found = await verifyAudit(db);
    await db.updateTable('challenge').set(after).where('chal', '=', chal).execute();
    assert.deepEqual(
      found.findings.map(({ finding }) => finding),
      ['rolled-back'],
    );
  });

  test('is refused for a SAD of another client, of another key, that is none, or past its time', async () => {
    const { key, authorize } = await pinned(bench());
    const other = await pinned(bench());
    const asked: SadExtension = { sad: await authorize(1), client, key };
    for (const [change, code] of [
      [{ client: 'another' }, 'sad_invalid'],
      [{ key: other.key }, 'sad_invalid'],
      [{ sad: 'xxx' }, 'sad_invalid'],
      [{ sad: `${asked.sad.split('.')[0]}.${digest()}` }, 'sad_invalid'],
    ] as const)
      await assert.rejects(bench().ssa.extend({ ...asked, ...change }), refusedWith(code));
    await assert.rejects(bench().ssa.extend({ sad: asked.sad, key }), refusedWith('sad_invalid'));
    await later(bench(), 301, () => assert.rejects(bench().ssa.extend(asked), refusedWith('sad_expired')));
    await bench().ssa.extend(asked);
  });

  test('what was bound stays bound, and counted signatures are bound from then on', async () => {
    const { key, authorize } = await pinned(bench());
    const [one, two] = [digest(), digest()] as const;
    const counted = await bench().ssa.extend({ sad: await authorize(3), client, key, hashes: [one, one] });
    await assert.rejects(sign(bench(), counted.sad, key, [two]), refusedWith('hash_not_authorized'));
    const more = await bench().ssa.extend({ sad: counted.sad, client, key, hashes: [one, two] });
    await sign(bench(), more.sad, key, [one, one, two]);
  });

  test('of what was approved on the page no hash is added: only the time is another', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const hashes = [digest(), digest()];
    const old = await bench().sad(person, key, hashes);
    const foreign = { sad: old, key, hashes: [digest()] };
    await assert.rejects(bench().ssa.extend(foreign), refusedWith('hash_not_authorized'));
    await assert.rejects(bench().ssa.extend({ ...foreign, client: 'another' }), refusedWith('sad_invalid'));
    const { sad } = await bench().ssa.extend({ sad: old, key, hashes: [hashes[1] ?? ''] });
    await assert.rejects(sign(bench(), old, key, hashes, {}), refusedWith('sad_invalid'));
    await sign(bench(), sad, key, hashes, {});
    await assert.rejects(sign(bench(), sad, key, hashes, {}), refusedWith('sad_used'));
  });

  test('ends an hour after it was asked for, however often', async () => {
    const { key, authorize } = await pinned(bench());
    let sad = await authorize(2);
    const began = Date.now();
    for (let minutes = 4; minutes <= 52; minutes += 4)
      await later(bench(), minutes * 60, async () => {
        ({ sad } = await bench()
          .ssa.extend({ sad, client, key, hashes: [digest()] })
          .catch(() => bench().ssa.extend({ sad, client, key })));
      });
    await later(bench(), 56 * 60, async () => {
      const last = await bench().ssa.extend({ sad, client, key });
      assert.ok(last.exp * 1000 <= began + 3_600_000);
      await assert.rejects(bench().ssa.extend({ sad: last.sad, client, key }), refusedWith('sad_expired'));
    });
  });

  test('fifty at once make one new SAD', async () => {
    const { key, authorize } = await pinned(bench());
    for (const more of [{}, { hashes: [digest()] }]) {
      const asked = { sad: await authorize(2), client, key, ...more };
      const all = await Promise.allSettled(Array.from({ length: 50 }, () => bench().ssa.extend(asked)));
      assert.equal(all.filter(({ status }) => status === 'fulfilled').length, 1);
    }
  });
});

async function pinned(bench: Bench) {
  const person = await bench.enrol();
  const { signer } = person;
  const key = await bench.key(person, p256, 1, pin);
  const authorize = async (n: number, hashes?: readonly string[]) =>
    (await bench.ssa.authorizePin({ signer, key, pin, n, client, ...(hashes && { hashes }) })).sad;
  return { signer, key, authorize };
}

function sign(
  bench: Bench,
  sad: string,
  key: string,
  digests: readonly string[],
  of: Pick<SignRequest, 'client'> = { client },
) {
  return bench.ssa.sign({ sad, ...of, key, callId: digest(), scheme: ecdsa, digests });
}

async function later(bench: Bench, seconds: number, act: () => Promise<unknown>): Promise<void> {
  bench.ahead = seconds * 1000;
  try {
    await act();
  } finally {
    bench.ahead = 0;
  }
}
