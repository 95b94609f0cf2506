import assert from 'node:assert/strict';
import { createECDH, createHash, createHmac, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { CryptoModule, KeyAlgorithm, KeyRecord, LaneCommand, Scal } from './index.ts';
import { openSoftwareModule, readHeader, verifyHash } from './index.ts';
import type { KeyHeader } from './key-record.ts';
import { encodeHeader } from './key-record.ts';

const folder = mkdtempSync(join(tmpdir(), 'chancery-module-'));
const digest = createHash('sha256').update('a contract').digest();
const ecdsa = { kind: 'ecdsa', digest: 'sha256' } as const;
let module: CryptoModule;

before(async () => {
  module = await openSoftwareModule(folder);
});
after(async () => {
  await module.close();
  rmSync(folder, { recursive: true });
});

test('a record with the blob of another record is refused', async () => {
  const [one, other] = [await activeKey(), await activeKey()];
  await refused(signing({ ...one.record, blob: other.record.blob }), 'record-invalid');
});

test('a record given to another owner is refused', async () => {
  const { record } = await activeKey();
  await refused(signing({ ...record, header: edited(record, { owner: 'sgn_thief' }) }), 'record-invalid');
});

test('a record with any byte of its header, blob or MAC changed is refused', async () => {
  const { record } = await activeKey();
  for (let i = 0; i < record.header.length; i++) {
    await refused(signing({ ...record, header: flipped(record.header, i) }), 'record-invalid');
  }
  await refused(signing({ ...record, blob: flipped(record.blob!, 40) }), 'record-invalid');
  await refused(signing({ ...record, mac: flipped(record.mac, 0) }), 'record-invalid');
  await refused(signing({ ...record, mac: new Uint8Array() }), 'record-invalid');
});

test('a record of one SCAL is not opened under the key-encryption key of the other', async () => {
  const { record } = await activeKey(1);
  await refused(signing(forged(record, { scal: 2 })), 'record-invalid');
  const target = readHeader((await activeKey(2)).record.header);
  const { kekId, kekCheckValue } = target;
  await refused(signing(forged(record, { scal: 2, kekId, kekCheckValue })), 'record-invalid');
});

test('a header bound to the blob of another key is refused by the public key inside', async () => {
  const [one, other] = [await activeKey(), await activeKey()];
  await refused(signing(forged({ ...one.record, blob: other.record.blob }, {})), 'record-invalid');
});

test('only an active key signs', async () => {
  const { record } = await assignedKey();
  await refused(signing(record), 'state');
  const pending = await moved(record, 'cert_pending');
  await refused(signing(pending), 'state');
  const active = await moved(pending, 'active', { certSha256: new Uint8Array(32) });
  for (const to of ['suspended', 'revoked', 'destroyed'] as const) {
    await refused(signing(await moved(active, to)), 'state');
  }
});

test('a destroyed key leaves a tombstone without a blob', async () => {
  const { record } = await activeKey();
  const grave = await moved(record, 'destroyed');
  assert.equal(grave.blob, null);
  await refused({ command: 'transition', record: { ...grave, blob: record.blob }, to: 'active' }, 'record-invalid');
  await refused({ command: 'transition', record: grave, to: 'active' }, 'state');
});

test('a key of the pool asks for no certificate, signs nothing and goes no way but to an owner', async () => {
  const { record, spki } = await pooledKey();
  await refused(signing(record), 'state');
  await refused({ command: 'csr', record, spki, subjectDer: Uint8Array.of(0x30, 0) }, 'state');
  for (const to of ['cert_pending', 'active'] as const) await refused({ command: 'transition', record, to }, 'state');
});

test('a key is of the pool or has an owner, from the beginning', async () => {
  const asked = { command: 'generate', keyId: 'k_1', algorithm: { kind: 'ec', curve: 'P-256' }, scal: 2 } as const;
  await refused({ ...asked, owner: null, policy: 'scal2-once' }, 'input');
  await refused({ ...asked, owner: 'sgn_1', policy: 'pool' }, 'input');
});

test('an assigned key is none of the pool, and a record of the pool given an owner by hand is none at all', async () => {
  const { record: pooled } = await pooledKey();
  const { record: assigned } = await assignedKey();
  await refused({ command: 'transition', record: assigned, to: 'assigned', set: assignment }, 'state');
  for (const change of [{ owner: 'sgn_1', state: 'assigned' }, { policy: 'scal2-once' }, { scal: 1 }] as const) {
    const header = edited(pooled, change);
    await refused(
      { command: 'transition', record: { ...pooled, header }, to: 'assigned', set: assignment },
      'record-invalid',
    );
  }
  const other = await pooledKey();
  const swapped = { ...pooled, blob: other.record.blob };
  await refused({ command: 'transition', record: swapped, to: 'assigned', set: assignment }, 'record-invalid');
  for (const half of [{ owner: 'sgn_1' }, { policy: 'scal2-once' }])
    await refused({ command: 'transition', record: forged(pooled, half), to: 'assigned', set: assignment }, 'state');
});

test('a key of the pool becomes its owner’s, with nothing else of it changed, and signs', async () => {
  const { record: pooled, spki } = await pooledKey();
  const { record } = await module.call({ command: 'transition', record: pooled, to: 'assigned', set: assignment });
  const [before, now] = [readHeader(pooled.header), readHeader(record.header)];
  assert.deepEqual(now, { ...before, ...assignment, state: 'assigned', assignedAt: now.assignedAt, version: 2 });
  assert.ok((now.assignedAt ?? 0) >= before.created);
  const pending = await moved(record, 'cert_pending');
  const active = await moved(pending, 'active', { certSha256: new Uint8Array(32) });
  const { signatures } = await module.call(signing(active));
  assert.ok(verifyHash(spki, ecdsa, digest, signatures[0]!));
});

test('a certificate is asked for only by a key not yet certified', async () => {
  const { record, spki } = await activeKey();
  await refused({ command: 'csr', record, spki, subjectDer: Uint8Array.of(0x30, 0) }, 'state');
});

test('a certificate is asked for the public key of the record and no other', async () => {
  const [{ record }, { spki }] = [await assignedKey(), await assignedKey()];
  await refused({ command: 'csr', record, spki, subjectDer: Uint8Array.of(0x30, 0) }, 'input');
});

test('a digest of another length, a padded block among them, is refused', async () => {
  const { record } = await activeKey(1, { kind: 'rsa', bits: 2048 });
  for (const length of [0, 20, 31, 33, 51, 256]) {
    const digests = [digest, new Uint8Array(length)];
    await refused({ command: 'sign', record, scheme: { kind: 'rsa-pkcs1', digest: 'sha256' }, digests }, 'input');
  }
});

test('a scheme the key does not make is refused', async () => {
  const { record } = await activeKey();
  await refused(signing(record, { kind: 'rsa-pkcs1', digest: 'sha256' }), 'algorithm');
  await refused(signing(record, { kind: 'rsa-pss', digest: 'sha256', saltLength: 32 }), 'algorithm');
  const rsa = await activeKey(1, { kind: 'rsa', bits: 2048 });
  await refused(signing(rsa.record, ecdsa), 'algorithm');
  await refused(signing(rsa.record, { kind: 'rsa-pss', digest: 'sha256', saltLength: 223 }), 'algorithm');
  await refused(signing(record, { kind: 'ecdsa', digest: 'sha1' } as never), 'algorithm');
});

test('a lane knows no command but its own, and no field but theirs', async () => {
  const { record } = await activeKey();
  for (const command of ['hmac', 'unwrap', 'decrypt', 'toString', 7, undefined]) {
    await refused({ command, record } as never, 'input');
  }
  await refused({ ...signing(record), padding: 'none' } as never, 'input');
  await refused({ command: 'attest', key: 'row-mac', payload: digest } as never, 'input');
  await refused({ command: 'sign', record, scheme: ecdsa, digests: [] }, 'input');
});

test('more digests than an intent may hold are refused', async () => {
  const { record } = await activeKey();
  await refused({ command: 'sign', record, scheme: ecdsa, digests: Array(1001).fill(digest) }, 'policy');
});

test('every digest of a command is signed, in its order', async () => {
  const { record, spki } = await activeKey();
  const digests = ['a', 'b', 'a'].map((text) => createHash('sha256').update(text).digest());
  const { signatures } = await module.call({ command: 'sign', record, scheme: ecdsa, digests });
  assert.deepEqual(
    signatures.map((signature, i) => verifyHash(spki, ecdsa, digests[i]!, signature)),
    [true, true, true],
  );
});

test('a row of one table is not a row of another', async () => {
  const row = Buffer.from('{"id":1}');
  const { mac } = await module.call({ command: 'row-mac', table: 'challenge', row });
  const ok = async (table: string, bytes: Uint8Array) =>
    (await module.call({ command: 'row-verify', table, row: bytes, mac })).ok;
  assert.equal(await ok('slot', row), false);
  assert.equal(await ok('challeng', Buffer.from('e{"id":1}')), false);
  assert.equal(await ok('challenge', Buffer.from('{"id":2}')), false);
  assert.equal(await ok('challenge', row), true);
});

test('a pepper is over 32 octets and nothing else, by its own key and no other', async () => {
  for (const length of [0, 20, 31, 33, 64]) {
    await refused({ command: 'pepper', key: 'pepper', value: new Uint8Array(length) }, 'input');
  }
  for (const key of ['row-mac', 'record-binding', 'kek-1', undefined]) {
    await refused({ command: 'pepper', key, value: digest } as never, 'input');
  }
  const macs = await Promise.all(
    (['pepper', 'otp', 'pepper'] as const).map((key) => module.call({ command: 'pepper', key, value: digest })),
  );
  const expected = ['pepper', 'otp', 'pepper'].map((key) =>
    createHmac('sha256', readFileSync(join(folder, key)))
      .update(digest)
      .digest(),
  );
  assert.deepEqual(
    macs.map(({ mac }) => Buffer.from(mac)),
    expected,
  );
});

test('the encryption key agrees with the sender of a secret', async () => {
  const sender = createECDH('prime256v1');
  const { jwk } = await module.call({ command: 'encryption-public' });
  const ephemeral = pointOf(sender.generateKeys());
  const { secret } = await module.call({ command: 'agree', ephemeral });
  const point = Buffer.concat([Buffer.of(4), Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url')]);
  assert.deepEqual(Buffer.from(secret), sender.computeSecret(point));
});

test('the encryption key agrees with no point off its curve, of another curve or cut short', async () => {
  const { x, y, kty, crv } = pointOf(createECDH('prime256v1').generateKeys());
  for (const [what, ephemeral] of Object.entries({
    'off the curve': { kty, crv, x, y: x },
    'the origin': { kty, crv, x: 'A'.repeat(43), y: 'A'.repeat(43) },
    'another curve': { kty, crv: 'P-384', x, y },
    'cut short': { kty, crv, x: x.slice(2), y },
    'with trailing bits': { kty, crv, x: `${x.slice(0, 42)}B`, y },
    'with a private part': { kty, crv, x, y, d: x },
    nothing: null,
  })) {
    await refused({ command: 'agree', ephemeral } as never, 'input').catch((cause) =>
      assert.fail(`${what}: ${String(cause)}`),
    );
  }
});

test('a self-test shows values of a key that is not kept, under either key-encryption key', async () => {
  for (const scal of [1, 2] as const) {
    const asked = { command: 'self-test', algorithm: { kind: 'ec', curve: 'P-256' }, scal } as const;
    const [one, another] = [await module.call(asked), await module.call(asked)];
    assert.notDeepEqual(one.spki, another.spki);
    for (const { scheme, digest: random, signature } of one.values) {
      assert.ok(verifyHash(one.spki, scheme, random, signature));
      assert.equal(verifyHash(another.spki, scheme, random, signature), false);
    }
  }
});

test('an attestation key signs its own type of JWS and nothing else', async () => {
  const header = { alg: 'ES256', typ: 'chancery-intent+jwt' };
  for (const [key, payload] of [
    ['sad', jws(header)],
    ['checkpoint', jws(header)],
    ['statement', jws({ ...header, typ: 'chancery-sad+jwt' })],
    ['statement', jws({ ...header, alg: 'none' })],
    ['statement', Buffer.concat([jws(header), Buffer.from('.e30')])],
    ['statement', Buffer.from('{}')],
    ['statement', Buffer.from('bnVsbA.e30')],
    ['statement', digest],
  ] as const) {
    await refused({ command: 'attest', key, payload }, 'input');
  }
});

test('each attestation key attests for itself', async () => {
  const payload = jws({ alg: 'ES256', typ: 'chancery-intent+jwt' });
  const { signature } = await module.call({ command: 'attest', key: 'statement', payload });
  assert.equal(signature.length, 64);
  const judged = await Promise.all(
    (['statement', 'sad', 'checkpoint'] as const).map(async (key) => {
      const { jwk } = await module.call({ command: 'attest-public', key });
      const publicKey = createPublicKey({ key: { ...jwk }, format: 'jwk' });
      return verify('sha256', payload, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
    }),
  );
  assert.deepEqual(judged, [true, false, false]);
});

test('a change of state raises the version and keeps what is frozen', async () => {
  const { record } = await activeKey();
  const header = readHeader(record.header);
  const later = readHeader((await moved(record, 'suspended')).header);
  assert.deepEqual(later, { ...header, state: 'suspended', version: header.version + 1 });
});

test('the keys are files of their owner alone, and outlive the process', async () => {
  const files = readdirSync(folder).sort();
  const attest = ['attest-checkpoint', 'attest-sad', 'attest-statement'];
  assert.deepEqual(files, [
    ...attest,
    'kek-1',
    'kek-2',
    'otp',
    'pepper',
    'record-binding',
    'row-mac',
    'sam-encryption',
  ]);
  for (const file of files) assert.equal(statSync(join(folder, file)).mode & 0o777, 0o600, file);
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  const { record, spki } = await activeKey();
  const second = await openSoftwareModule(folder);
  const { signatures } = await second.call(signing(record));
  await second.close();
  assert.ok(verifyHash(spki, ecdsa, digest, signatures[0]!));
});

function jws(header: object): Buffer {
  return Buffer.from(`${Buffer.from(JSON.stringify(header)).toString('base64url')}.e30`);
}

function pointOf(uncompressed: Buffer) {
  const [x, y] = [uncompressed.subarray(1, 33).toString('base64url'), uncompressed.subarray(33).toString('base64url')];
  return { kty: 'EC', crv: 'P-256', x, y } as const;
}

function signing(record: KeyRecord, scheme: Extract<LaneCommand, { command: 'sign' }>['scheme'] = ecdsa) {
  return { command: 'sign', record, scheme, digests: [digest] } as const;
}

async function refused(command: LaneCommand, code: string): Promise<void> {
  await assert.rejects(module.call(command), { name: 'CryptoModuleError', code });
}

const assignment = { owner: 'sgn_1', keyId: 'k_1', policy: 'scal2-once' };

async function pooledKey() {
  const algorithm = { kind: 'ec', curve: 'P-256' } as const;
  return await module.call({ command: 'generate', keyId: 'p_1', owner: null, algorithm, scal: 2, policy: 'pool' });
}

async function assignedKey(scal: Scal = 2, algorithm: KeyAlgorithm = { kind: 'ec', curve: 'P-256' }) {
  return await module.call({ command: 'generate', keyId: 'k_1', owner: 'sgn_1', algorithm, scal, policy: 'test' });
}

async function activeKey(scal?: Scal, algorithm?: KeyAlgorithm) {
  const { record, spki } = await assignedKey(scal, algorithm);
  const pending = await moved(record, 'cert_pending');
  return { record: await moved(pending, 'active', { certSha256: new Uint8Array(32) }), spki };
}

async function moved(record: KeyRecord, to: KeyHeader['state'], set?: { certSha256: Uint8Array }) {
  return (await module.call({ command: 'transition', record, to, ...(set && { set }) })).record;
}

function edited(record: KeyRecord, change: Partial<KeyHeader>): Uint8Array {
  return encodeHeader({ ...readHeader(record.header), ...change });
}

/** What someone with the binding key, and nothing else, could make. */
function forged(record: KeyRecord, change: Partial<KeyHeader>): KeyRecord {
  const header = edited(record, change);
  const key = readFileSync(join(folder, 'record-binding'));
  return { ...record, header, mac: createHmac('sha256', key).update(header).update(record.blob!).digest() };
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return Uint8Array.from(bytes, (byte, i) => (i === at ? byte ^ 1 : byte));
}
