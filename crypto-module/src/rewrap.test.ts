/** Keys go under another key-encryption key, and the old one's end is the end of every copy under it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openCeremony } from './ceremony/ceremony.ts';
import type { CeremonyTask } from './ceremony/hold-ceremony.ts';
import { type SoftHsm, softHsm, softHsmLacking } from './ceremony/testing/softhsm.ts';
import type { CryptoModule, KeyAlgorithm, KeyRecord, Scal } from './index.ts';
import { openPkcs11Module, openSoftwareModule, readHeader, verifyHash } from './index.ts';

const p256 = { kind: 'ec', curve: 'P-256' } as const;
const rsa = { kind: 'rsa', bits: 2048 } as const;
const digest = randomBytes(32);

async function activeKey(module: CryptoModule, scal: Scal, algorithm: KeyAlgorithm = p256) {
  const made = await module.call({ command: 'generate', algorithm, keyId: 'k', owner: 'o', policy: 'p', scal });
  const pending = await module.call({ command: 'transition', record: made.record, to: 'cert_pending' });
  const set = { certSha256: new Uint8Array(32) };
  const { record } = await module.call({ command: 'transition', record: pending.record, to: 'active', set });
  return { record, spki: made.spki, algorithm };
}
type Active = Awaited<ReturnType<typeof activeKey>>;

async function signs(module: CryptoModule, { spki, algorithm }: Active, record: KeyRecord): Promise<boolean> {
  const scheme = { kind: algorithm.kind === 'ec' ? 'ecdsa' : 'rsa-pkcs1', digest: 'sha256' } as const;
  const { signatures } = await module.call({ command: 'sign', record, scheme, digests: [digest] });
  return verifyHash(spki, scheme, digest, signatures[0]!);
}

const rewrap = async (module: CryptoModule, record: KeyRecord, generation = 2) =>
  (await module.call({ command: 'rewrap', record, generation })).record;

async function rewrapped(module: CryptoModule, record: KeyRecord): Promise<KeyRecord> {
  return (await rewrap(module, record)) ?? assert.fail('it was under that key already');
}

/** What a rewrap may not touch. */
function whatStays(record: KeyRecord): object {
  const { kekGeneration: _generation, kekCheckValue: _value, version: _version, ...fields } = readHeader(record.header);
  return fields;
}

interface Bench {
  open(): Promise<CryptoModule>;
  nextGeneration(): Promise<void>;
  destroyFirst(): void;
}

function suite(bench: () => Bench, algorithms: readonly KeyAlgorithm[]): void {
  let keys: readonly Active[];
  let renewed: readonly KeyRecord[];
  let opened: CryptoModule;

  test('a key under that key-encryption key stays as it is; one that is not there is refused', async () => {
    const module = await bench().open();
    keys = [];
    for (const algorithm of algorithms) keys = [...keys, await activeKey(module, 2, algorithm)];
    for (const { record } of keys) {
      assert.equal(await rewrap(module, record, 1), null);
      await assert.rejects(rewrap(module, record), { code: 'state' });
      for (const none of [0, 256, 1.5]) await assert.rejects(rewrap(module, record, none), { code: 'input' });
    }
    opened = module;
  });

  test('it goes under the next one, with nothing else changed; old and new record sign meanwhile', async () => {
    await bench().nextGeneration();
    // A lane that was open before finds it: no node is restarted for a new generation.
    const module = opened;
    const fresh = await activeKey(module, 2);
    assert.equal(readHeader(fresh.record.header).kekGeneration, 2, 'what is made now would be lost with the older one');
    renewed = [];
    for (const key of keys) {
      const next = await rewrapped(module, key.record);
      const [before, now] = [readHeader(key.record.header), readHeader(next.header)];
      assert.deepEqual([now.kekGeneration, now.version], [2, before.version + 1]);
      assert.notDeepEqual(now.kekCheckValue, before.kekCheckValue);
      assert.deepEqual(whatStays(next), whatStays(key.record));
      assert.deepEqual([await signs(module, key, key.record), await signs(module, key, next)], [true, true]);
      assert.equal(await rewrap(module, next), null);
      renewed = [...renewed, next];
    }
    assert.equal(readHeader((await activeKey(module, 1)).record.header).kekGeneration, 1);
    await module.close();
  });

  test('a record that was changed, or is destroyed, is refused', async () => {
    const module = await bench().open();
    const record = keys[0]!.record;
    const blob = Buffer.from(record.blob ?? []);
    blob[3]! ^= 1;
    await assert.rejects(rewrap(module, { ...record, blob }), { code: 'record-invalid' });
    const { record: gone } = await module.call({ command: 'transition', record, to: 'destroyed' });
    await assert.rejects(rewrap(module, gone), { code: 'state' });
    await module.close();
  });

  test('acceptance 15: once the old key-encryption key is destroyed, what was under it is of no use to anybody', async () => {
    bench().destroyFirst();
    const module = await bench().open();
    for (const [at, key] of keys.entries()) {
      await assert.rejects(signs(module, key, key.record), { code: 'record-invalid' });
      await assert.rejects(rewrap(module, key.record), { code: 'record-invalid' });
      assert.ok(await signs(module, key, renewed[at]!));
    }
    await module.close();
  });
}

describe('rewrapping in software', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-rewrap-'));
  after(() => rmSync(folder, { recursive: true }));
  suite(
    () => ({
      open: () => openSoftwareModule(folder),
      nextGeneration: async () => writeFileSync(join(folder, 'kek-2.g2'), randomBytes(32), { mode: 0o600 }),
      destroyFirst: () => rmSync(join(folder, 'kek-2')),
    }),
    [p256],
  );
});

describe('rewrapping in a token', { skip: softHsmLacking }, () => {
  let hsm: SoftHsm;
  before(() => {
    hsm = softHsm('trusted', 'never');
    execFileSync(join(import.meta.dirname, '..', 'native', 'build'), [hsm.folder], { stdio: 'inherit' });
  });
  after(() => hsm.remove());

  const hold = async (what: CeremonyTask, label: string, profile: 'T' | 'N') => {
    const { library, userPin, soPin, environment } = hsm;
    const how = { profile, unwrapTemplate: true, hidden: profile === 'N', wrapMechanism: 0x210a } as const;
    const means = { maker: join(hsm.folder, 'make-kek'), library, ...how };
    (await openCeremony({ what, means, tokens: [{ label, userPin, soPin }] }, environment)).close();
  };
  const open = (label: string) => {
    const { library, environment, userPin: pin } = hsm;
    const module = { library, environment: { ...environment }, provider: 'softhsm2' } as const;
    return openPkcs11Module({ ...module, tokens: [{ label, pin }], algorithms: [p256, rsa] });
  };

  describe('of profile T', () => {
    before(() => hold({ task: 'keys' }, 'trusted', 'T'));
    suite(
      () => ({
        open: () => open('trusted'),
        nextGeneration: () => hold({ task: 'kek', scal: 2 }, 'trusted', 'T'),
        destroyFirst: () => {
          hsm.tool('trusted', '--delete-object', '--type', 'secrkey', '--label', 'chancery-kek-2', '--id', '01');
        },
      }),
      [p256, rsa],
    );
  });

  test('of profile N is refused: what it wraps never leaves it, and signs on', async () => {
    await hold({ task: 'keys' }, 'never', 'N');
    const before = await open('never');
    const key = await activeKey(before, 2);
    await before.close();
    await hold({ task: 'kek', scal: 2 }, 'never', 'N');
    const module = await open('never');
    await assert.rejects(rewrap(module, key.record), { code: 'policy' });
    assert.ok(await signs(module, key, key.record));
    await module.close();
  });
});
