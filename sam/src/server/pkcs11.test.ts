/** The whole way of a signature over a module behind PKCS#11, as the other suites go it over the software module. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type Pkcs11ModuleOptions, verifyHash } from '@chancery/crypto-module';
import type { KeyAlgorithm } from '../client/index.ts';
import { verifyAudit } from './audit/audit-verification.ts';
import { Bench, digest, p256, refusedWith } from './testing/bench.ts';
import { testIdp } from './testing/identity-provider.ts';
import { RestoreDrill, reopensNothing, signsAgain } from './testing/restore-drill.ts';

type Token = { readonly label: string; readonly pin: string };
type SoftHsmPeer = {
  softHsmLacking(): string | false;
  SoftHsm: new () => {
    token(label: string): Token;
    options(...tokens: readonly Token[]): Pkcs11ModuleOptions;
    remove(): void;
  };
};

// The tokens that the module's own suites use, outside this package's types.
const peer = new URL('../../../crypto-module/src/testing/softhsm.ts', import.meta.url).href;
const { softHsmLacking, SoftHsm } = (await import(peer)) as SoftHsmPeer;

const rsa = { kind: 'rsa', bits: 2048 } as const;

describe('a SAM over two tokens of SoftHSM', { skip: softHsmLacking() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'chancery-sam-pkcs11-'));
  let hsm: InstanceType<SoftHsmPeer['SoftHsm']>;
  let bench: Bench;
  let right: Token;
  before(async () => {
    hsm = new SoftHsm();
    bench = new Bench(await testIdp(), folder, { folder: join(folder, 'data') });
    const listen = { ...bench.options.listen, health: { host: '127.0.0.1', port: 0 } };
    right = hsm.token('right');
    const pkcs11 = hsm.options(hsm.token('left'), right);
    const pool = [{ algorithm: rsa, size: 1, warnBelow: 1 }];
    bench.options = { ...bench.options, listen, pkcs11, config: { ...bench.options.config, pool } };
    await bench.start();
  });
  after(async () => {
    await bench.stop();
    hsm.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a key of the pool is its signer’s for one signature, and her public key confirms it', async () => {
    await bench.sam.pool.fill();
    const { id, spki } = await bench.sam.db.selectFrom('pooled_key').select(['id', 'spki']).executeTakeFirstOrThrow();
    const person = await bench.enrol();
    const { key, parent } = await bench.oneTimeKey(person, rsa);
    const hash = digest();
    const { chal } = await bench.prepareSign(person, key, [hash], { parent });
    await bench.approve(person, chal);
    const sad = (await bench.ssa.status(chal)).result?.sad ?? '';
    const scheme = { kind: 'rsa-pkcs1', digest: 'sha256' } as const;
    const { signatures } = await bench.ssa.sign({ sad, key, scheme, digests: [hash], callId: randomUUID() });
    assert.ok(verifyHash(spki, scheme, Buffer.from(hash, 'base64url'), Buffer.from(signatures[0] ?? '', 'base64url')));
    const made = bench.sam.db.selectFrom('audit').select('record').where('record', 'like', `%"pooled":"${id}"%`);
    assert.equal((await made.execute()).length, 1);
  });

  const kinds: readonly (readonly [string, KeyAlgorithm, 'ecdsa' | 'rsa-pkcs1'])[] = [
    ['P-256', p256, 'ecdsa'],
    ['RSA-2048', rsa, 'rsa-pkcs1'],
  ];
  for (const [name, algorithm, kind] of kinds) {
    test(`a signer approves a SCAL2 signature with ${name}, and her public key confirms each value`, async () => {
      const person = await bench.enrol();
      const key = await bench.key(person, algorithm);
      const hashes = [digest(), digest()];
      const sad = await bench.sad(person, key, hashes);
      const scheme = { kind, digest: 'sha256' } as const;
      const call = { sad, key, scheme, digests: hashes, callId: randomUUID() };
      const { signatures } = await bench.ssa.sign(call);
      const spki = Buffer.from((await bench.ssa.key(key)).spki, 'base64url');
      const values = signatures.map((value) => Buffer.from(value, 'base64url'));
      assert.equal(values.length, 2);
      for (const [i, value] of values.entries()) {
        assert.ok(verifyHash(spki, scheme, Buffer.from(hashes[i] ?? '', 'base64url'), value));
      }
      await assert.rejects(bench.ssa.sign({ ...call, callId: randomUUID() }), refusedWith('sad_used'));
    });
  }

  test('its health door tells of each token whether it works, and its profile', async () => {
    const { host, port } = bench.health;
    const told = (await (await fetch(`http://${host}:${port}/health/ready`)).json()) as { tokens?: unknown };
    assert.deepEqual(told.tokens, [
      { label: 'left', ok: true, profile: 'N' },
      { label: 'right', ok: true, profile: 'N' },
    ]);
  });

  test('test 14: restored over a second token with the same keys, the signer signs again, and nothing is opened', async () => {
    const drill = await RestoreDrill.make();
    const made = await drill.backedUp(bench, 'made');
    const database = { folder: drill.place('restored') };
    const restored = await drill.restored(bench, made.file, database, { pkcs11: hsm.options(right) });
    await signsAgain(restored, made);
    await reopensNothing(restored, made);
    await restored.stop();
    drill.remove();
  });

  test('what the SAM wrote down holds together', async () => {
    assert.ok((await verifyAudit(bench.sam.db)).ok);
  });
});
