/** Broken input made from whole input: the same seed always breaks it the same way. */

/** Uniform below `bound`; xorshift32, enough for choosing where to break something. */
export type Choose = (bound: number) => number;

export function chooser(seed: number): Choose {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state = (state ^ (state << 5)) >>> 0;
    return state % Math.max(1, bound);
  };
}

type Mutation = (bytes: Buffer, choose: Choose, other: Uint8Array) => Buffer;

const somewhere = (bytes: Uint8Array, choose: Choose) => choose(bytes.length + 1);

/** Start and end of a piece, mostly short. */
function piece(bytes: Uint8Array, choose: Choose): readonly [number, number] {
  const start = somewhere(bytes, choose);
  return [start, Math.min(bytes.length, start + choose(choose(4) === 0 ? 4096 : 24))];
}

const extremes = ['0', '-1', '1', '65535', '2147483648', '4294967296', '9999999999', '99999999999999999999', '0.5', ''];

/** These keep every offset where it was, so that what is broken lies deep inside. */
const inPlace: readonly Mutation[] = [
  function flipBit(bytes, choose) {
    const at = choose(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << choose(8));
    return bytes;
  },
  function setByte(bytes, choose) {
    bytes[choose(bytes.length)] = choose(256);
    return bytes;
  },
  function overwrite(bytes, choose, other) {
    const [start, end] = piece(other, choose);
    bytes.set(
      other.subarray(start, Math.min(end, start + bytes.length)),
      choose(Math.max(1, bytes.length - (end - start))),
    );
    return bytes;
  },
  function changeDigits(bytes, choose) {
    const from = somewhere(bytes, choose);
    const found = /\d+/.exec(bytes.toString('latin1', from, from + 4096));
    for (let i = 0; found !== null && i < found[0].length; i++) bytes[from + found.index + i] = 0x30 + choose(10);
    return bytes;
  },
];

const anywhere: readonly Mutation[] = [
  function cut(bytes, choose) {
    return bytes.subarray(0, somewhere(bytes, choose));
  },
  function remove(bytes, choose) {
    const [start, end] = piece(bytes, choose);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
  },
  function repeat(bytes, choose) {
    const [start, end] = piece(bytes, choose);
    const copies = Array.from({ length: 1 + choose(64) }, () => bytes.subarray(start, end));
    return Buffer.concat([bytes.subarray(0, end), ...copies, bytes.subarray(end)]);
  },
  function move(bytes, choose) {
    const [start, end] = piece(bytes, choose);
    const to = somewhere(bytes, choose);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(start, end), bytes.subarray(to)]);
  },
  function splice(bytes, choose, other) {
    const [start, end] = piece(other, choose);
    const at = somewhere(bytes, choose);
    return Buffer.concat([bytes.subarray(0, at), other.subarray(start, end), bytes.subarray(at)]);
  },
  /** Offsets, lengths, counts and object numbers stand in a text as digits. */
  function changeNumber(bytes, choose) {
    const from = somewhere(bytes, choose);
    const found = /\d+/.exec(bytes.toString('latin1', from, from + 4096));
    if (found === null) return bytes;
    const [start, end] = [from + found.index, from + found.index + found[0].length];
    const number =
      choose(2) === 0 ? String(Number(found[0]) + choose(9) - 4) : (extremes[choose(extremes.length)] ?? '');
    return Buffer.concat([bytes.subarray(0, start), Buffer.from(number), bytes.subarray(end)]);
  },
];

/** One to eight mutations of a copy; `other` is whole input of the same kind to take pieces from. */
export function mutate(whole: Uint8Array, other: Uint8Array, seed: number): Buffer {
  const choose = chooser(seed);
  const mutations = choose(2) === 0 ? inPlace : [...inPlace, ...anywhere];
  let bytes: Buffer = Buffer.from(whole);
  for (let left = 1 + choose(choose(3) === 0 ? 8 : 2); left > 0 && bytes.length > 0; left--) {
    bytes = (mutations[choose(mutations.length)] as Mutation)(bytes, choose, other);
  }
  return bytes;
}
