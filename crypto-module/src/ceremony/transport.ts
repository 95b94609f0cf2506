/**
 * How tokens in software come to the same keys: an ephemeral key that two tokens agree on, each with a pair made for this
 * and gone after it. The keys never stand outside a token in the clear, but for as long as it lives whoever is logged in
 * can move them. Not for production: there the vendor's cloning does it.
 */
import type { Handle } from 'pkcs11js';
import { CryptoModuleError } from '../crypto-module-error.ts';
import { numbers, p256, type Token, template } from './cryptoki.ts';
import type { KekProfile } from './kek-maker.ts';

const transportLabel = 'chancery-transport';

export interface Transport {
  readonly key: Handle;
  readonly token: Token;
}

/** Agrees on one key; it is a token object, so that the key maker, a process of its own, finds it. End it. */
export function agree(a: Token, b: Token, profile: KekProfile): readonly [Transport, Transport] {
  const [pairA, pairB] = [pair(a), pair(b)];
  const keys = [derive(a, pairA.privateKey, pairB.point), derive(b, pairB.privateKey, pairA.point)] as const;
  const [checkA, checkB] = [a.read(keys[0], numbers.checkValue), b.read(keys[1], numbers.checkValue)];
  if (checkA !== undefined && checkB !== undefined && !checkA.equals(checkB)) {
    throw new CryptoModuleError('unavailable', 'the tokens agreed on no common key');
  }
  return [
    { key: keys[0], token: a },
    { key: keys[1], token: b },
  ];

  function derive(token: Token, by: Handle, point: Buffer): Handle {
    // The other point without its OCTET STRING (PKCS#11 2.40 mechanisms, 2.3.5), the x-coordinate whole as the key.
    const parameter = { type: 6, kdf: 1, publicData: point.subarray(2) };
    return token.module.C_DeriveKey(
      token.session,
      { mechanism: numbers.ecdh, parameter },
      by,
      transportTemplate(profile),
    );
  }
}

/** Removes what this ceremony, or one that was cut off, has left. */
export function endTransport(token: Token): void {
  for (const key of token.find(transportLabel)) token.destroy(key);
}

function transportTemplate(profile: KekProfile) {
  return template(
    [
      { type: numbers.class, value: numbers.secretKey },
      { type: numbers.keyType, value: numbers.aes },
      { type: numbers.valueLength, value: 32 },
      { type: numbers.label, value: transportLabel },
    ],
    // The security officer, who makes keys of profile T, sees public objects only.
    { token: true, private: profile === 'N', sensitive: true, extractable: false, wrap: true, unwrap: true },
  );
}

function pair(token: Token): { privateKey: Handle; point: Buffer } {
  const { privateKey, publicKey } = token.module.C_GenerateKeyPair(
    token.session,
    { mechanism: numbers.generateEc },
    template([{ type: numbers.ecParameters, value: p256 }], { token: false }),
    template([], { token: false, private: true, sensitive: true, extractable: false, derive: true, sign: false }),
  );
  const point = token.read(publicKey, numbers.ecPoint);
  if (point === undefined) throw new CryptoModuleError('unavailable', 'the token gives no public point');
  return { privateKey, point };
}
