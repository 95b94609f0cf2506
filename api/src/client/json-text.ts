/** JSON in which documents stand as base64, written while it is sent: none of them is in memory as text. */
import { randomUUID } from 'node:crypto';

/** A document: in memory, or read in parts once, when it is sent. */
export type Content = Uint8Array | AsyncIterable<Uint8Array>;

/** Stands in a value for the base64 of its content. */
export class Octets {
  readonly content: Content;

  constructor(content: Content) {
    this.content = content;
  }
}

/** UTF-8, in pieces. */
export async function* jsonText(value: unknown): AsyncGenerator<Uint8Array> {
  const place = randomUUID();
  const inside: Octets[] = [];
  const text = JSON.stringify(value, (_name, member) => {
    if (!(member instanceof Octets)) return member;
    inside.push(member);
    return place;
  });
  const [first = '', ...rest] = text.split(place);
  yield Buffer.from(first);
  for (const [i, { content }] of inside.entries()) {
    yield* base64Text(content);
    yield Buffer.from(rest[i] ?? '');
  }
}

/** RFC 4648, 4: three octets are four characters, wherever the pieces end. */
async function* base64Text(content: Content): AsyncGenerator<Uint8Array> {
  let left: Uint8Array = new Uint8Array();
  for await (const piece of content instanceof Uint8Array ? [content] : content) {
    const octets = left.length === 0 ? piece : Buffer.concat([left, piece]);
    const whole = octets.length - (octets.length % 3);
    yield encoded(octets.subarray(0, whole));
    // A copy: the piece is the reader's until the next one is asked for.
    left = new Uint8Array(octets.subarray(whole));
  }
  yield encoded(left);
}

function encoded({ buffer, byteOffset, length }: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(buffer, byteOffset, length).toString('base64'), 'latin1');
}
