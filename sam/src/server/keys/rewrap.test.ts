import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { readHeader, verifyHash } from '@chancery/crypto-module';
import type { Audit } from '../audit/audit.ts';
import { verifyAudit } from '../audit/audit-verification.ts';
import { sign } from '../signing/sign.ts';
import { Bench, digest, ecdsa, onEachDatabase, onPostgres, p256, refusedWith } from '../testing/bench.ts';
import { rewrapKeys } from './rewrap.ts';

onEachDatabase('rewrapping', (bench) => {
  const order = (generation: number) => ({ scal: 2, generation }) as const;
  const rest = () => pause(1);

  test('under a generation that the module has not is refused, and changes nothing', async () => {
    await readyKey(bench(), 1);
    await assert.rejects(rewrapKeys(bench().sam, order(2), rest), { code: 'state' });
    assert.deepEqual(await generations(bench()), [1]);
  });

  test('names an edited row in the log and goes on with the others; keys of the other SCAL stay', async () => {
    const [edited, other] = [await readyKey(bench(), 1), await readyKey(bench(), 1)];
    await bench().key(other.person, p256, 1, '483920');
    makeGeneration(bench(), 2);
    const rows = bench().sam.db.selectFrom('key').selectAll().where('key', '=', edited.key);
    const { chain } = await rows.executeTakeFirstOrThrow();
    const put = (text: string | null) =>
      bench().sam.db.updateTable('key').where('key', '=', edited.key).set({ chain: text }).execute();
    await put('[]');
    const { rewrapped, refused } = await rewrapKeys(bench().sam, order(2), rest);
    assert.deepEqual(refused, [edited.key]);
    assert.ok(rewrapped >= 2);
    assert.deepEqual((await generations(bench(), edited.key)).toSorted(), [1, ...Array(rewrapped).fill(2)]);
    const logged = await bench().sam.db.selectFrom('audit').select('record').execute();
    assert.ok(logged.some(({ record }) => record.includes('"KEY_REWRAP"') && record.includes(edited.key)));
    await put(chain);
    assert.deepEqual(await rewrapKeys(bench().sam, order(2), rest), { rewrapped: 1, refused: [] });
    assert.deepEqual(await rewrapKeys(bench().sam, order(2), rest), { rewrapped: 0, refused: [] });
  });

  test('acceptance 15: no signature fails meanwhile, and every row is at the new generation', async () => {
    const hashes = 12;
    const keys = [await readyKey(bench(), hashes), await readyKey(bench(), hashes), await readyKey(bench(), hashes)];
    let signed = 0;
    const load = keys.map(async (key) => {
      for (const hash of key.hashes) {
        await requireSignature(bench(), key, hash);
        signed += 1;
      }
    });
    for (let generation = 3; signed < keys.length * hashes; generation++) {
      makeGeneration(bench(), generation);
      const { refused } = await rewrap(bench(), generation);
      assert.deepEqual(refused, []);
      assert.deepEqual(
        [...new Set(await generations(bench()))].filter((each) => each !== 1),
        [generation],
      );
    }
    await Promise.all(load);
    assert.equal(signed, keys.length * hashes);
  });

  test('a key that goes under another key between the check and the spending signs', async () => {
    const key = await readyKey(bench(), 2);
    const { sam } = bench();
    const newest = Math.max(...(await generations(bench()))) + 1;
    makeGeneration(bench(), newest);
    let late = true;
    const commit: Audit['commit'] = async (act) => {
      if (late) await rewrap(bench(), newest);
      late = false;
      return await sam.audit.commit(act);
    };
    const [hash = ''] = key.hashes;
    const request = { callId: digest(), sad: key.sad, key: key.key, scheme: ecdsa, digests: [hash] };
    const { signatures } = await sign({ ...sam, audit: { commit } as unknown as Audit }, request, 'ssa');
    assert.equal(signatures.length, 1);
    assert.equal(late, false);
  });

  test('acceptance 15: with the old key destroyed, what is in the database signs on, and a backup of before does not', async () => {
    const key = await readyKey(bench(), 2);
    const rows = bench().sam.db.selectFrom('key').selectAll().where('key', '=', key.key);
    const backup = await rows.executeTakeFirstOrThrow();
    const newest = Math.max(...(await generations(bench()))) + 1;
    makeGeneration(bench(), newest);
    await rewrap(bench(), newest);
    await bench().stop();
    for (let generation = 1; generation < newest; generation++) rmSync(kekFile(bench(), generation));
    await bench().start();
    const [first = '', second = ''] = key.hashes;
    await requireSignature(bench(), key, first);
    assert.ok((await verifyAudit(bench().sam.db)).ok);
    await bench().sam.db.updateTable('key').set(backup).where('key', '=', key.key).execute();
    await assert.rejects(requireSignature(bench(), key, second), refusedWith('key_state'));
  });

  function rewrap(where: Bench, generation: number) {
    return rewrapKeys(where.sam, order(generation), rest);
  }
});

onPostgres('rewrapping on two SAMs at once', (bench) => {
  test('swaps each key once, and no signature of either fails meanwhile', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chancery-two-'));
    const other = new Bench(bench().idp, folder, bench().options.database, bench().options.moduleFolder);
    await other.start();
    const keys = [await readyKey(bench(), 10), await readyKey(bench(), 10), await readyKey(bench(), 10)];
    makeGeneration(bench(), 2);
    const load = keys.map(async (key, i) => {
      for (const [j, hash] of key.hashes.entries()) await requireSignature([bench(), other][(i + j) % 2]!, key, hash);
    });
    const order = { scal: 2, generation: 2 } as const;
    const both = await Promise.all([bench(), other].map(({ sam }) => rewrapKeys(sam, order, () => pause(1))));
    await Promise.all(load);
    assert.deepEqual(
      both.map(({ refused }) => refused),
      [[], []],
    );
    assert.equal(
      both.reduce((sum, { rewrapped }) => sum + rewrapped, 0),
      keys.length,
    );
    assert.deepEqual(new Set(await generations(bench())), new Set([2]));
    assert.deepEqual((await verifyAudit(bench().sam.db)).findings, []);
    await other.stop();
    rmSync(folder, { recursive: true });
  });
});

function kekFile({ options }: Bench, generation: number): string {
  return join(options.moduleFolder, generation === 1 ? 'kek-2' : `kek-2.g${generation}`);
}

/** What a ceremony does to a token. */
function makeGeneration(bench: Bench, generation: number): void {
  writeFileSync(kekFile(bench, generation), randomBytes(32), { mode: 0o600 });
}

/** Of every wrapped key, or of all but one that was edited since. */
async function generations({ sam }: Bench, edited?: string): Promise<number[]> {
  const rows = await sam.db.selectFrom('key').select(['key', 'header']).execute();
  return rows.filter(({ key }) => key !== edited).map(({ header }) => readHeader(header).kekGeneration);
}

async function readyKey(bench: Bench, count: number) {
  const person = await bench.enrol();
  const key = await bench.key(person);
  const hashes = Array.from({ length: count }, digest);
  const { spki } = await bench.ssa.key(key);
  return { person, key, hashes, spki, sad: await bench.sad(person, key, hashes) };
}

async function requireSignature(bench: Bench, key: Awaited<ReturnType<typeof readyKey>>, hash: string): Promise<void> {
  const request = { callId: digest(), sad: key.sad, key: key.key, scheme: ecdsa, digests: [hash] };
  const { signatures } = await bench.ssa.sign(request);
  const [spki, value, signed] = [key.spki, signatures[0] ?? '', hash].map((text) => Buffer.from(text, 'base64url'));
  assert.ok(spki && value && signed && verifyHash(spki, ecdsa, signed, value));
}
