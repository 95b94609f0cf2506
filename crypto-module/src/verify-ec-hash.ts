import { createECDH } from 'node:crypto';
import { p256, p384 } from '@noble/curves/nist.js';

/** SubjectPublicKeyInfo (RFC 5480, 2) of a named curve with an uncompressed point, up to the point. */
const curves = [
  { curve: p256, name: 'prime256v1', before: '3059301306072a8648ce3d020106082a8648ce3d030107034200' },
  { curve: p384, name: 'secp384r1', before: '3076301006072a8648ce3d020106052b81040022036200' },
];
type Signature = { readonly r: bigint; readonly s: bigint };

/**
 * ECDSA verification over a bare digest (FIPS 186-5, 6.4.2), which node:crypto does not offer: it would hash again. What is asked for is
 * the x-coordinate of (e/s)G + (r/s)Q, which is (r/s)(Q + (e/r)G): OpenSSL makes both multiplications, for a key agreement tells the
 * x-coordinate of a multiple of any point. Nothing here is secret.
 */
export function verifyEcHash(spki: Uint8Array, digest: Uint8Array, value: Uint8Array): boolean {
  const hex = Buffer.from(spki).toString('hex');
  const named = curves.find(({ before }) => hex.startsWith(before));
  if (named === undefined) return false;
  const { curve, before } = named;
  try {
    const key = curve.Point.fromBytes(spki.subarray(before.length / 2));
    return isSignature(named, key, digest, curve.Signature.fromBytes(value, 'der'));
  } catch {
    return false;
  }
}

type Curve = (typeof curves)[number];

function isSignature({ curve, name }: Curve, key: typeof p256.Point.BASE, digest: Uint8Array, { r, s }: Signature) {
  const { Fn } = curve.Point;
  const ecdh = createECDH(name);
  const multiple = (factor: bigint) => ecdh.setPrivateKey(Buffer.from(Fn.toBytes(factor)));
  const inverse = Fn.inv(Fn.mul(r, s));
  const byGenerator = Fn.mul(Fn.create(numberOf(digest.subarray(0, Fn.BYTES))), Fn.mul(s, inverse));
  let sum = key;
  if (byGenerator !== 0n) {
    multiple(byGenerator);
    sum = key.add(curve.Point.fromBytes(ecdh.getPublicKey()));
  }
  if (sum.is0()) return false;
  multiple(Fn.mul(Fn.mul(r, r), inverse));
  return Fn.create(numberOf(ecdh.computeSecret(sum.toBytes(false)))) === r;
}

function numberOf(octets: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(octets).toString('hex')}`);
}
