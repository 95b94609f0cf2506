import assert from 'node:assert/strict';
import { createECDH, createHmac, createPublicKey, verify } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { encodeName, verifyCertificationRequest } from '@chancery/pki';
import type { CryptoModule, KeyAlgorithm, KeyRecord, LaneCommand, Scal } from './index.ts';
import { openPkcs11Module, readHeader, verifyHash } from './index.ts';
import type { KeyHeader } from './key-record.ts';
import { encodeHeader } from './key-record.ts';
import { SoftHsm, softHsmLacking } from './testing/softhsm.ts';

const p256 = { kind: 'ec', curve: 'P-256' } as const;
const p384 = { kind: 'ec', curve: 'P-384' } as const;
const rsa = { kind: 'rsa', bits: 2048 } as const;
const ecdsa = { kind: 'ecdsa', digest: 'sha256' } as const;
const digest = Buffer.alloc(32, 7);

describe('a module of SoftHSM', { skip: softHsmLacking() }, () => {
  let hsm: SoftHsm;
  let module: CryptoModule;
  before(async () => {
    hsm = new SoftHsm();
    const token = hsm.token('chancery');
    module = await openPkcs11Module({ ...hsm.options(token), algorithms: [p256, p384, rsa] });
  });
  after(async () => {
    await module.close();
    hsm.remove();
  });

  test('refuses a record with any byte of its header, blob or MAC changed', async () => {
    const { record } = await activeKey();
    for (let i = 0; i < record.header.length; i++) {
      await refused(signing({ ...record, header: flipped(record.header, i) }), 'record-invalid');
    }
    await refused(signing({ ...record, blob: flipped(record.blob!, 40) }), 'record-invalid');
    await refused(signing({ ...record, mac: flipped(record.mac, 0) }), 'record-invalid');
    await refused(signing({ ...record, mac: new Uint8Array() }), 'record-invalid');
  });

  test('refuses a blob that was changed and bound again: the key wrap itself holds, and the lane goes on', async () => {
    const { record, spki } = await activeKey();
    for (const at of [0, 8, 79]) {
      await refused(signing(forged({ ...record, blob: flipped(record.blob!, at) }, {})), 'record-invalid');
    }
    await refused(signing(forged({ ...record, blob: record.blob!.subarray(0, 72) }, {})), 'record-invalid');
    const { signatures } = await module.call(signing(record));
    assert.ok(verifyHash(spki, ecdsa, digest, signatures[0]!));
  });

  test('opens a record of one SCAL under no key-encryption key of the other', async () => {
    const { record } = await activeKey(1);
    await refused(signing(forged(record, { scal: 2 })), 'record-invalid');
    const { kekId, kekCheckValue } = readHeader((await activeKey(2)).record.header);
    await refused(signing(forged(record, { scal: 2, kekId, kekCheckValue })), 'record-invalid');
  });

  test('refuses a record whose key-encryption key has another check value, generation or mechanism', async () => {
    const { record } = await activeKey();
    await refused(signing(forged(record, { kekCheckValue: Uint8Array.of(1, 2, 3) })), 'record-invalid');
    await refused(signing(forged(record, { kekGeneration: 2 })), 'record-invalid');
    await refused(signing(forged(record, { wrapMechanism: 0x210b })), 'record-invalid');
  });

  test('refuses a header bound to the RSA key of another; to the EC key of another, the value does not verify', async () => {
    const [one, other] = [await activeKey(1, rsa), await activeKey(1, rsa)];
    const scheme = { kind: 'rsa-pkcs1', digest: 'sha256' } as const;
    await refused(signing(forged({ ...one.record, blob: other.record.blob }, {}), scheme), 'record-invalid');
    const [mine, theirs] = [await activeKey(), await activeKey()];
    const { signatures } = await module.call(signing(forged({ ...mine.record, blob: theirs.record.blob }, {})));
    assert.equal(verifyHash(mine.spki, ecdsa, digest, signatures[0]!), false);
  });

  test('refuses padded data and every digest that is not one of its scheme', async () => {
    const { record } = await activeKey(1, rsa);
    for (const length of [0, 20, 31, 33, 51, 256]) {
      const digests = [digest, new Uint8Array(length)];
      await refused({ command: 'sign', record, scheme: { kind: 'rsa-pkcs1', digest: 'sha256' }, digests }, 'input');
    }
    await refused(signing(record, { kind: 'rsa-pss', digest: 'sha256', saltLength: 223 }), 'algorithm');
  });

  test('makes no key of a kind that it cannot wrap', async () => {
    await refused(generation(1, { kind: 'rsa', bits: 4096 }), 'algorithm');
    await refused(generation(1, { kind: 'ed25519' }), 'policy');
  });

  test('agrees with no point off its curve', async () => {
    const { x } = (await module.call({ command: 'encryption-public' })).jwk;
    await refused({ command: 'agree', ephemeral: { kty: 'EC', crv: 'P-256', x, y: x } }, 'input');
  });

  test('agrees with the sender of a secret', async () => {
    const sender = createECDH('prime256v1');
    const point = sender.generateKeys();
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const { secret } = await module.call({ command: 'agree', ephemeral: { kty: 'EC', crv: 'P-256', x, y } });
    const { jwk } = await module.call({ command: 'encryption-public' });
    const own = Buffer.concat([Buffer.of(4), Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url')]);
    assert.deepEqual(Buffer.from(secret), sender.computeSecret(own));
  });

  test('signs every digest of a call with each scheme, as node:crypto and not the module says', async () => {
    const digests = [digest, Buffer.alloc(32, 8), digest];
    for (const [algorithm, schemes] of [
      [p256, [ecdsa]],
      [p384, [ecdsa]],
      [rsa, [{ kind: 'rsa-pkcs1', digest: 'sha256' }, ...pss(0), ...pss(32), ...pss(222)]],
    ] as const) {
      const { record, spki } = await activeKey(2, algorithm);
      for (const scheme of schemes) {
        const { signatures } = await module.call({ command: 'sign', record, scheme, digests });
        const judged = signatures.map((signature, i) => verifyHash(spki, scheme, digests[i]!, signature));
        assert.deepEqual(judged, [true, true, true], `${algorithm.kind} ${JSON.stringify(scheme)}`);
      }
    }
  });

  test('signs a digest longer than the order by its leftmost bits', async () => {
    const { record, spki } = await activeKey();
    const [scheme, long] = [{ kind: 'ecdsa', digest: 'sha512' } as const, Buffer.alloc(64, 9)];
    const { signatures } = await module.call({ command: 'sign', record, scheme, digests: [long] });
    assert.ok(verifyHash(spki, scheme, long, signatures[0]!));
  });

  test('asks for a certificate with the key itself', async () => {
    for (const algorithm of [p256, p384, rsa]) {
      const { record, spki } = await module.call(generation(2, algorithm));
      const subjectDer = encodeName({ commonName: 'Ana Lopez', country: 'ES' });
      const { der } = await module.call({ command: 'csr', record, spki, subjectDer });
      assert.ok(verifyCertificationRequest(der));
      assert.ok(Buffer.from(der).includes(Buffer.from(spki)));
    }
  });

  test('attests with its own keys, and binds rows and secrets with theirs', async () => {
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'chancery-sad+jwt' })).toString('base64url');
    const payload = Buffer.from(`${header}.e30`);
    const { signature } = await module.call({ command: 'attest', key: 'sad', payload });
    const { jwk } = await module.call({ command: 'attest-public', key: 'sad' });
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    assert.ok(verify('sha256', payload, { key, dsaEncoding: 'ieee-p1363' }, signature));
    const { mac } = await module.call({ command: 'pepper', key: 'otp', value: digest });
    assert.deepEqual(Buffer.from(mac), createHmac('sha256', hsm.secret('chancery-otp')).update(digest).digest());
    const row = { table: 'slot', row: digest };
    const bound = await module.call({ command: 'row-mac', ...row });
    assert.deepEqual(await module.call({ command: 'row-verify', ...row, mac: bound.mac }), { ok: true });
    assert.deepEqual(await module.call({ command: 'row-verify', ...row, mac }), { ok: false });
  });

  test('wraps new keys under the newest generation, and still opens those of the one before', async () => {
    const rotated = new SoftHsm();
    const token = rotated.token('rotated');
    const before = await openPkcs11Module(rotated.options(token));
    const old = await activeKey(2, p256, before);
    await before.close();
    rotated.addKeys(token, { generation: 2, labels: ['chancery-kek-2', 'chancery-record-binding'] });
    const now = await openPkcs11Module(rotated.options(token));
    const fresh = await activeKey(2, p256, now);
    assert.deepEqual(
      [old, fresh].map(({ record }) => readHeader(record.header).kekGeneration),
      [1, 2],
    );
    for (const { record, spki } of [old, fresh]) {
      const { signatures } = await now.call(signing(record));
      assert.ok(verifyHash(spki, ecdsa, digest, signatures[0]!));
    }
    await now.close();
    rotated.remove();
  });

  function pss(saltLength: number) {
    return [{ kind: 'rsa-pss', digest: 'sha256', saltLength } as const];
  }

  function signing(record: KeyRecord, scheme: Extract<LaneCommand, { command: 'sign' }>['scheme'] = ecdsa) {
    return { command: 'sign', record, scheme, digests: [digest] } as const;
  }

  async function refused(command: LaneCommand, code: string): Promise<void> {
    await assert.rejects(module.call(command), { name: 'CryptoModuleError', code });
  }

  function generation(scal: Scal, algorithm: KeyAlgorithm) {
    return { command: 'generate', keyId: 'k_1', owner: 'sgn_1', algorithm, scal, policy: 'test' } as const;
  }

  async function activeKey(scal: Scal = 2, algorithm: KeyAlgorithm = p256, by = module) {
    const { record: made, spki } = await by.call(generation(scal, algorithm));
    const { record: pending } = await by.call({ command: 'transition', record: made, to: 'cert_pending' });
    const set = { certSha256: new Uint8Array(32) };
    const { record } = await by.call({ command: 'transition', record: pending, to: 'active', set });
    return { record, spki };
  }

  /** What someone with the binding key, and nothing else, could make. */
  function forged(record: KeyRecord, change: Partial<KeyHeader>): KeyRecord {
    const header = encodeHeader({ ...readHeader(record.header), ...change });
    const binding = createHmac('sha256', hsm.secret('chancery-record-binding'));
    return { ...record, header, mac: binding.update(header).update(record.blob!).digest() };
  }
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte));
}
