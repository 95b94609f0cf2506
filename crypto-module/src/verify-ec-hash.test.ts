import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { describe, test } from 'node:test';
import { p256, p384 } from '@noble/curves/nist.js';
import { verifyEcHash } from './verify-ec-hash.ts';

const curves = [
  { name: 'P-256', curve: p256 },
  { name: 'P-384', curve: p384 },
] as const;

describe('an ECDSA value over a bare digest', () => {
  for (const { name, curve } of curves) {
    const { Fn, Fp, BASE } = curve.Point;
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: name });
    const d = BigInt(`0x${Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url').toString('hex')}`);
    const spki = spkiOf(publicKey);
    const message = randomBytes(100);
    const digest = createHash('sha384').update(message).digest();
    const value = sign('sha384', message, privateKey);
    const { r, s } = curve.Signature.fromBytes(value, 'der');
    const der = (changed: { r?: bigint; s?: bigint }) =>
      new curve.Signature(changed.r ?? r, changed.s ?? s).toBytes('der');

    test(`${name}: is what OpenSSL signs, by this key over this digest only`, () => {
      for (const hash of ['sha256', 'sha384', 'sha512']) {
        const hashed = createHash(hash).update(message).digest();
        assert.ok(verifyEcHash(spki, hashed, sign(hash, message, privateKey)), hash);
      }
      assert.equal(verifyEcHash(spki, createHash('sha384').update('another').digest(), value), false);
      assert.equal(
        verifyEcHash(spkiOf(generateKeyPairSync('ec', { namedCurve: name }).publicKey), digest, value),
        false,
      );
    });

    test(`${name}: is of the key and not of its mirror image, whose multiples have the same x-coordinates`, () => {
      const { x, y } = BASE.multiply(d);
      const mirrored = curve.Point.fromAffine({ x, y: Fp.neg(y) }).toBytes(false);
      const other = Buffer.concat([spki.subarray(0, spki.length - mirrored.length), mirrored]);
      assert.equal(verifyEcHash(other, digest, value), false);
    });

    test(`${name}: has both numbers below the order and not zero, in DER`, () => {
      assert.ok(verifyEcHash(spki, digest, der({ s: Fn.neg(s) })), 'the other s of the same signature');
      assert.equal(verifyEcHash(spki, digest, der({ r: s, s: r })), false);
      assert.equal(verifyEcHash(spki, digest, der({ s: Fn.add(s, 1n) })), false);
      for (const [one, other] of [
        [0n, s],
        [r, 0n],
        [r + Fn.ORDER, s],
        [r, s + Fn.ORDER],
      ] as const)
        assert.equal(verifyEcHash(spki, digest, sequence(one, other)), false, `${one} ${other}`);
      assert.ok(verifyEcHash(spki, digest, sequence(r, s)), 'the same made by this test');
      const mutilated = [value.subarray(1), value.subarray(0, -1), Buffer.concat([value, Buffer.of(0)]), Buffer.of()];
      for (const broken of mutilated) assert.equal(verifyEcHash(spki, digest, broken), false);
    });

    test(`${name}: where the sum of points is a double, or the digest is zero`, () => {
      const k = 0x1234567n;
      const x = Fn.create(BASE.multiply(k).x);
      for (const e of [Fn.mul(d, x), 0n]) {
        const made = Fn.mul(Fn.add(e, Fn.mul(x, d)), Fn.inv(k));
        const octets = Fn.toBytes(e);
        assert.ok(
          curve.verify(der({ r: x, s: made }), octets, BASE.multiply(d).toBytes(), {
            prehash: false,
            lowS: false,
            format: 'der',
          }),
        );
        assert.ok(verifyEcHash(spki, octets, der({ r: x, s: made })));
        assert.equal(verifyEcHash(spki, octets, der({ r: x, s: Fn.add(made, 1n) })), false);
      }
      // e = -dr makes the sum nothing, and no s goes with it.
      assert.equal(verifyEcHash(spki, Fn.toBytes(Fn.neg(Fn.mul(d, x))), der({ r: x, s: 1n })), false);
    });

    test(`${name}: is refused with a key that is no point of a curve known here`, () => {
      const off = Buffer.from(spki);
      off[off.length - 1]! ^= 1;
      const others = [
        off,
        spki.subarray(0, -1),
        Buffer.concat([spki, Buffer.of(0)]),
        spkiOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey),
        spkiOf(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey),
        Buffer.of(),
      ];
      for (const other of others) assert.equal(verifyEcHash(other, digest, value), false);
    });
  }
});

function spkiOf(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' });
}

/** SEQUENCE of two INTEGERs (X.690), whatever they are. */
function sequence(...numbers: readonly bigint[]): Buffer {
  const integers = numbers.map((number) => {
    const hex = number.toString(16);
    const octets = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
    return tagged(2, octets[0]! & 0x80 ? Buffer.concat([Buffer.of(0), octets]) : octets);
  });
  return tagged(0x30, Buffer.concat(integers));
}

function tagged(tag: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag, value.length), value]);
}
