import { createHash } from 'node:crypto';

/**
 * The Merkle tree of RFC 6962, 2.1, over leaves that are hashed already: a record's hash is SHA-256(0x00 || record), the leaf form of
 * the RFC. Paths are verified as in RFC 9162, 2.1.3.2.
 */
export function treeRoot(leaves: readonly Uint8Array[]): Uint8Array {
  const [first] = leaves;
  if (first === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return first;
  const split = splitOf(leaves.length);
  return node(treeRoot(leaves.slice(0, split)), treeRoot(leaves.slice(split)));
}

/** The hashes beside the way from leaf `index` up to the root, the lowest first. */
export function inclusionPath(leaves: readonly Uint8Array[], index: number): readonly Uint8Array[] {
  if (leaves.length <= 1) return [];
  const split = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  if (index < split) return [...inclusionPath(left, index), treeRoot(right)];
  return [...inclusionPath(right, index - split), treeRoot(left)];
}

/** The root to which a path leads from leaf `index` of `size`; undefined for a path that fits no such tree. */
export function rootOf(
  leaf: Uint8Array,
  path: readonly Uint8Array[],
  index: number,
  size: number,
): Uint8Array | undefined {
  let [hash, place, last] = [leaf, index, size - 1];
  if (place < 0 || place > last) return undefined;
  for (const beside of path) {
    if (last === 0) return undefined;
    const isRight = place % 2 === 1 || place === last;
    hash = isRight ? node(beside, hash) : node(hash, beside);
    if (isRight) [place, last] = raisedToRight(place, last);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : undefined;
}

// A leaf at the right edge of an uneven tree has no neighbour on some levels: the path leaves them out.
function raisedToRight(place: number, last: number): [number, number] {
  let [up, end] = [place, last];
  while (up % 2 === 0 && up !== 0) [up, end] = [up / 2, Math.floor(end / 2)];
  return [up, end];
}

/** The largest power of two below `size`. */
function splitOf(size: number): number {
  return 2 ** Math.floor(Math.log2(size - 1));
}

function node(left: Uint8Array, right: Uint8Array): Uint8Array {
  return createHash('sha256').update('\x01').update(left).update(right).digest();
}
