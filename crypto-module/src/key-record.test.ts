import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyHeader } from './key-record.ts';
import { encodeHeader, readHeader } from './key-record.ts';

const header: KeyHeader = {
  keyId: 'k_1',
  owner: 'sgn_1',
  algorithm: { kind: 'rsa', bits: 3072 },
  spkiSha256: new Uint8Array(32).fill(1),
  kekId: 'kek-2',
  kekGeneration: 1,
  kekCheckValue: Uint8Array.of(1, 2, 3),
  wrapMechanism: 0x210b,
  policy: 'scal2',
  scal: 2,
  created: 1_780_000_000,
  version: 24,
  state: 'active',
  assignedAt: 1_780_000_000,
  certSha256: new Uint8Array(32).fill(2),
};

test('a header that ends early or late is refused', () => {
  const bytes = encodeHeader(header);
  for (let end = 0; end < bytes.length; end++) {
    assert.throws(() => readHeader(bytes.subarray(0, end)), { code: 'record-invalid' }, `cut at ${end}`);
  }
  assert.throws(() => readHeader(Buffer.concat([bytes, Uint8Array.of(0)])), { code: 'record-invalid' });
});

test('RFC 8949, 4.2.1: a header in any other encoding of the same values is refused', () => {
  const bytes = Buffer.from(encodeHeader(header));
  const longVersion = replace(bytes, Buffer.from([0x10, 0x18, 24]), Buffer.from([0x10, 0x19, 0, 24]));
  assert.throws(() => readHeader(longVersion), { code: 'record-invalid' });
  const repeated = Buffer.concat([Uint8Array.of(bytes[0]! + 1), bytes.subarray(1), Uint8Array.of(0x14, 0xf6)]);
  assert.throws(() => readHeader(repeated), { code: 'record-invalid' });
});

test('a header with a field of another kind is refused', () => {
  for (const wrong of [{ scal: 3 }, { state: 'asleep' }, { spkiSha256: new Uint8Array(31) }, { keyId: 5 }]) {
    const bytes = encodeHeader({ ...header, ...wrong } as unknown as KeyHeader);
    assert.throws(() => readHeader(bytes), { code: 'record-invalid' }, JSON.stringify(wrong));
  }
});

test('a header reads back as it was written', () => {
  assert.deepEqual(readHeader(encodeHeader(header)), header);
  const pooled: KeyHeader = {
    ...header,
    algorithm: { kind: 'ec', curve: 'P-384' },
    owner: null,
    assignedAt: null,
    certSha256: null,
  };
  assert.deepEqual(readHeader(encodeHeader(pooled)), pooled);
});

function replace(bytes: Buffer, from: Buffer, to: Buffer): Buffer {
  const at = bytes.indexOf(from);
  assert.ok(at > 0);
  return Buffer.concat([bytes.subarray(0, at), to, bytes.subarray(at + from.length)]);
}
