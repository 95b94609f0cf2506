/** An ECDSA signature as JOSE writes it: r || s of the curve's length (RFC 7518, 3.4). */

const lengths: Readonly<Record<string, number>> = { ES256: 32, ES384: 48 };

/** Takes r || s, or the DER that most programs make (RFC 3279, 2.2.3); RSA stays as it is. */
export function joseSignature(made: Buffer, algorithm: string): Buffer {
  const length = lengths[algorithm];
  if (length === undefined || made.length === 2 * length) return made;
  const [r, rest] = integer(made.subarray(2), length);
  return Buffer.concat([r, integer(rest, length)[0]]);
}

function integer(der: Buffer, length: number): [value: Buffer, rest: Buffer] {
  const end = 2 + (der[1] ?? 0);
  const value = der.subarray(2, end);
  const digits = value.subarray(Math.max(0, value.length - length));
  return [Buffer.concat([Buffer.alloc(length - digits.length), digits]), der.subarray(end)];
}
