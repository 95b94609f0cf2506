import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SamError } from '../../client/index.ts';
import { type Bench, digest, ecdsa, onEachDatabase, p256, refusedWith } from '../testing/bench.ts';

const pin = '482913';

onEachDatabase('explicit authorization by PIN', (bench) => {
  test('counted slots: n signatures over any digest, not one more', async () => {
    const { signer, key } = await pinned(bench());
    const { sad } = await bench().ssa.authorizePin({ signer, key, pin, n: 2, client: 'c' });
    const sign = (callId: string, n: number) =>
      bench().ssa.sign({ sad, client: 'c', key, callId, scheme: ecdsa, digests: Array.from({ length: n }, digest) });
    assert.equal((await sign('a', 1)).signatures.length, 1);
    await assert.rejects(sign('b', 2), refusedWith('hash_not_authorized'));
    await sign('c', 1);
    await assert.rejects(sign('d', 1), refusedWith('sad_used'));
  });

  test('bound slots: only these digests', async () => {
    const { signer, key } = await pinned(bench());
    const hashes = [digest()];
    const { sad } = await bench().ssa.authorizePin({ signer, key, pin, n: 1, hashes, client: 'c' });
    const other = { sad, client: 'c', key, callId: 'x', scheme: ecdsa, digests: [digest()] };
    await assert.rejects(bench().ssa.sign(other), refusedWith('hash_not_authorized'));
    await bench().ssa.sign({ ...other, digests: hashes });
    const uneven = { signer, key, pin, n: 1, hashes: [...hashes, digest()], client: 'c' };
    await assert.rejects(bench().ssa.authorizePin(uneven), refusedWith('invalid'));
  });

  test('more signatures than hashes: each of the others when an extension names its hash', async () => {
    const { signer, key } = await pinned(bench());
    const [first, second] = [digest(), digest()] as const;
    const { sad } = await bench().ssa.authorizePin({ signer, key, pin, n: 2, hashes: [first], client: 'c' });
    const call = { sad, client: 'c', key, callId: 'x', scheme: ecdsa, digests: [second] };
    await assert.rejects(bench().ssa.sign(call), refusedWith('hash_not_authorized'));
    const extended = await bench().ssa.extend({ sad, client: 'c', key, hashes: [second] });
    await bench().ssa.sign({ ...call, sad: extended.sad, callId: 'y', digests: [second, first] });
  });

  test('bound slots are spent by the documents that digests were made for: each once, no other, and none more', async () => {
    const { signer, key } = await pinned(bench());
    const documents = [digest(), digest()] as const;
    const { sad } = await bench().ssa.authorizePin({ signer, key, pin, n: 2, hashes: documents, client: 'c' });
    const sign = (callId: string, of: readonly string[], n = of.length) =>
      bench().ssa.sign({
        ...{ sad, client: 'c', key, callId, scheme: ecdsa, documents: of },
        digests: Array.from({ length: n }, digest),
      });
    await assert.rejects(sign('a', [digest()]), refusedWith('document_not_authorized'));
    await assert.rejects(sign('b', [documents[0], documents[0]]), refusedWith('hash_not_authorized'));
    await assert.rejects(sign('c', documents, 1), refusedWith('invalid'));
    assert.equal((await sign('d', documents)).signatures.length, 2);
    await assert.rejects(sign('e', [documents[0]]), refusedWith('sad_used'));
  });

  test('counted slots take whatever document', async () => {
    const { signer, key } = await pinned(bench());
    const { sad } = await bench().ssa.authorizePin({ signer, key, pin, n: 1, client: 'c' });
    const call = { sad, client: 'c', key, callId: 'x', scheme: ecdsa, digests: [digest()], documents: [digest()] };
    assert.equal((await bench().ssa.sign(call)).signatures.length, 1);
  });

  test('is spent for the client that brought the PIN: for no other one, for no unnamed one', async () => {
    const { signer, key } = await pinned(bench());
    const { sad } = await bench().ssa.authorizePin({ signer, key, pin, n: 1, client: 'c' });
    const call = { sad, key, callId: 'x', scheme: ecdsa, digests: [digest()] };
    for (const named of [{ client: 'another' }, {}])
      await assert.rejects(bench().ssa.sign({ ...call, ...named }), refusedWith('sad_invalid'));
    assert.equal((await bench().ssa.sign({ ...call, client: 'c' })).signatures.length, 1);
    await assert.rejects(bench().ssa.sign({ ...call, client: 'another' }), refusedWith('sad_invalid'));
  });

  test('a SCAL2 key is refused, whatever the PIN', async () => {
    const person = await bench().enrol();
    const key = await bench().key(person);
    const request = { signer: person.signer, key, pin, n: 1, client: 'c' };
    await assert.rejects(bench().ssa.authorizePin(request), refusedWith('policy'));
  });

  test('an unknown key, an unknown signer and a key without a PIN read like a wrong PIN', async () => {
    const { signer, key } = await pinned(bench());
    const bob = await bench().enrol();
    const plain = await bench().key(bob, p256, 1);
    const requests = [
      { signer, key: 'k_unknown' },
      { signer: 'sgn_unknown', key },
      { signer: bob.signer, key },
      { signer: bob.signer, key: plain },
      { signer, key, pin: '000000' },
    ];
    for (const request of requests) {
      await assert.rejects(
        bench().ssa.authorizePin({ pin, n: 1, client: 'c', ...request }),
        refusedWith('pin_invalid'),
      );
    }
  });

  test('five wrong PINs lock; the locked answer reads like the wrong one, and the lock ends', async () => {
    const { signer, key } = await pinned(bench());
    const attempt = (tried: string) => bench().ssa.authorizePin({ signer, key, pin: tried, n: 1, client: 'c' });
    const wrong = await answerOf(attempt('000000'));
    for (let i = 0; i < 4; i++) assert.equal(await answerOf(attempt('000000')), wrong);
    assert.match(wrong, /^pin_invalid /);
    assert.equal(await answerOf(attempt(pin)), wrong);
    bench().ahead = 15 * 60_000 + 1_000;
    try {
      await attempt(pin);
    } finally {
      bench().ahead = 0;
    }
    for (let i = 0; i < 4; i++) await assert.rejects(attempt('000000'), refusedWith('pin_invalid'));
    await attempt(pin);
  });

  test('the second five lock for a day, the third for good', async () => {
    const { signer, key } = await pinned(bench());
    const attempt = (tried: string) => bench().ssa.authorizePin({ signer, key, pin: tried, n: 1, client: 'c' });
    const fail = () => assert.rejects(attempt('000000'), refusedWith('pin_invalid'));
    try {
      for (let i = 0; i < 5; i++) await fail();
      bench().ahead = 16 * 60_000;
      for (let i = 0; i < 5; i++) await fail();
      bench().ahead += 16 * 60_000;
      await assert.rejects(attempt(pin), refusedWith('pin_invalid'));
      bench().ahead += 24 * 3_600_000;
      for (let i = 0; i < 5; i++) await fail();
      bench().ahead += 10 * 365 * 24 * 3_600_000;
      await assert.rejects(attempt(pin), refusedWith('pin_invalid'));
    } finally {
      bench().ahead = 0;
    }
  });

  test('thirty guesses at once count five times', async () => {
    const { signer, key } = await pinned(bench());
    const guess = (tried: string) => bench().ssa.authorizePin({ signer, key, pin: tried, n: 1, client: 'c' });
    await Promise.allSettled(Array.from({ length: 30 }, () => guess('000000')));
    const row = await bench()
      .sam.db.selectFrom('factor')
      .select('fails')
      .where('factor', '=', `pin:${key}`)
      .executeTakeFirst();
    assert.equal(row?.fails, 5);
    await assert.rejects(guess(pin), refusedWith('pin_invalid'));
  });

  test('a verifier edited in the database is refused', async () => {
    const { signer, key } = await pinned(bench());
    const known = await pinned(bench());
    const { db } = bench().sam;
    const { data } = await db
      .selectFrom('factor')
      .select('data')
      .where('factor', '=', `pin:${known.key}`)
      .executeTakeFirstOrThrow();
    await db.updateTable('factor').set({ data }).where('factor', '=', `pin:${key}`).execute();
    await assert.rejects(
      bench().ssa.authorizePin({ signer, key, pin, n: 1, client: 'c' }),
      refusedWith('evidence_invalid'),
    );
  });

  test('the PIN itself stands nowhere in the database', async () => {
    await pinned(bench());
    const { db } = bench().sam;
    const rows = await Promise.all([
      db.selectFrom('challenge').selectAll().execute(),
      db.selectFrom('factor').selectAll().execute(),
      db.selectFrom('audit').selectAll().execute(),
    ]);
    assert.ok(!JSON.stringify(rows).includes(pin));
  });
});

async function pinned(bench: Bench): Promise<{ signer: string; key: string }> {
  const person = await bench.enrol();
  return { signer: person.signer, key: await bench.key(person, p256, 1, pin) };
}

/** All that the caller may read of a refusal, but for the place of its record in the log. */
async function answerOf(attempt: Promise<unknown>): Promise<string> {
  const error = await attempt.then(
    () => undefined,
    (refusal: SamError) => refusal,
  );
  assert.ok(error instanceof SamError);
  return `${error.code} ${error.message} ${error.ref}`.replaceAll(/-\d+/g, '-n');
}
