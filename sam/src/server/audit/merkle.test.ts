import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { inclusionPath, rootOf, treeRoot } from './merkle.ts';

const hex = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('hex');
const leaf = (entry: string) => createHash('sha256').update('\0').update(Buffer.from(entry, 'hex')).digest();

/** The entries of the reference implementation of Certificate Transparency. */
const entries = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(leaf);

test('RFC 6962 2.1: the roots that Certificate Transparency publishes for its sample', () => {
  const published: readonly (readonly [number, string])[] = [
    [0, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    [1, '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'],
    [2, 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'],
    [3, 'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77'],
    [8, '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'],
  ];
  for (const [size, root] of published) assert.equal(hex(treeRoot(entries.slice(0, size))), root);
});

test('every leaf of every tree up to thirty has a path to the root, and no other leaf, place or size has it', () => {
  const leaves = Array.from({ length: 30 }, (_, i) => leaf(i.toString(16).padStart(2, '0')));
  for (let size = 1; size <= leaves.length; size++) {
    const some = leaves.slice(0, size);
    const root = hex(treeRoot(some));
    for (const [index, one] of some.entries()) {
      const path = inclusionPath(some, index);
      assert.equal(hex(rootOf(one, path, index, size)), root);
      assert.notEqual(hex(rootOf(leaf('ff'), path, index, size)), root);
      for (let other = 0; other < size; other++)
        if (other !== index) assert.notEqual(hex(rootOf(one, path, other, size)), root);
      if (size > 1) assert.equal(rootOf(one, path.slice(1), index, size * 4), undefined);
      assert.notEqual(hex(rootOf(one, [...path, one], index, size)), root);
    }
  }
});

test('a place outside of the tree has no root', () => {
  assert.equal(rootOf(leaf('00'), [], 1, 1), undefined);
  assert.equal(rootOf(leaf('00'), [], -1, 1), undefined);
});
