import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPublicKey } from './known-keys.ts';
import { messageScheme } from './message-scheme.ts';
import { newKey } from './testing/sample-authority.ts';

const { spki } = newKey(messageScheme('ed25519'));

/** Another key, whose last octet differs by these bits. */
function another(bits: number): Uint8Array {
  const changed = spki.slice();
  changed[changed.length - 1]! ^= bits;
  return changed;
}

test('keys that differ in one bit are two', () => {
  for (const other of [spki, ...[0x01, 0x20, 0x80].map(another)]) {
    const exported = openPublicKey(other).export({ format: 'der', type: 'spki' });
    assert.deepEqual(exported, Buffer.from(other));
  }
});

test('what is no key is refused each time', () => {
  for (const _ of [1, 2]) assert.throws(() => openPublicKey(spki.subarray(1)));
});

test('of many keys those met last are kept', () => {
  const [first, kept] = [openPublicKey(spki), openPublicKey(another(1))];
  for (let count = 0; count < 256; count++) {
    openPublicKey(newKey(messageScheme('ed25519')).spki);
    assert.equal(openPublicKey(another(1)), kept);
  }
  assert.notEqual(openPublicKey(spki), first);
});
