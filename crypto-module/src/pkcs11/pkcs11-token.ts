import type { OptionalAlgorithm } from '@chancery/pki/notation';
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { EphemeralJwk } from '../command.ts';
import { CryptoModuleError } from '../crypto-module-error.ts';
import type { KeyAlgorithm } from '../key-algorithm.ts';
import { sameOctets } from '../same-octets.ts';
import type { MacKey, OpenKey, Token, UnwrapHeader, WrappedPair, WrappingKey } from '../token.ts';
import type { Cryptoki, Handle, Mechanism } from './cryptoki.ts';
import { findKeys, type HeldKeys, type HeldWrappingKey } from './held-keys.ts';
import * as p11 from './numbers.ts';
import type { ModuleAlgorithm, ProviderProfile } from './provider-profile.ts';
import { spkiOf } from './public-key.ts';
import { unwrapError } from './return-code.ts';
import { Session, type TokenPlace } from './session.ts';
import { asBuffer, ecdsa, signingKey, signRaw } from './signing-key.ts';
import { agreedTemplate, freshTemplate, publicTemplate, unwrapTemplate } from './templates.ts';

/** A session is renewed after so many uses: an object forgotten in it would show as growth alone. */
const usesOfASession = 5000;

const hmac: Mechanism = { mechanism: p11.CKM_SHA256_HMAC, parameter: null };
const ecGeneration: Mechanism = { mechanism: p11.CKM_EC_KEY_PAIR_GEN, parameter: null };

/**
 * The token interface over one login to a PKCS#11 token. Whatever the library says beyond the expected is thrown as it is; the
 * caller then drops this token with everything in its sessions and opens another.
 */
export class Pkcs11Token implements Token {
  readonly switchedOn: readonly OptionalAlgorithm[];
  readonly #cryptoki: Cryptoki;
  readonly #profile: ProviderProfile;
  readonly #session: Session;
  #keys: HeldKeys;
  #uses = 0;

  constructor(
    cryptoki: Cryptoki,
    place: TokenPlace,
    profile: ProviderProfile,
    switchedOn: readonly OptionalAlgorithm[],
  ) {
    this.switchedOn = switchedOn;
    this.#cryptoki = cryptoki;
    this.#profile = profile;
    this.#session = new Session(cryptoki, place);
    this.#keys = findKeys(this.#session, profile.wrapMechanism);
  }

  wrappingKeys(scal: 1 | 2): readonly WrappingKey[] {
    return this.#keys.wrapping[scal];
  }

  lookAgain(): void {
    this.#keys = findKeys(this.#session, this.#profile.wrapMechanism);
  }

  async generate(algorithm: KeyAlgorithm, under: WrappingKey): Promise<WrappedPair> {
    const made = moduleAlgorithm(algorithm, this.#profile);
    const kek = this.#held(under.id, under.generation);
    const session = this.#begin();
    const pair = this.#cryptoki.C_GenerateKeyPair(
      session,
      made.kind === 'ec' ? ecGeneration : { mechanism: this.#profile.rsaGeneration, parameter: null },
      publicTemplate(made),
      freshTemplate(kek.trusted),
    );
    try {
      return { spki: spkiOf(this.#session, pair.publicKey, made), blob: this.#wrap(kek, pair.privateKey) };
    } finally {
      this.#cryptoki.C_DestroyObject(session, pair.privateKey);
      this.#cryptoki.C_DestroyObject(session, pair.publicKey);
    }
  }

  async withKey<T>(header: UnwrapHeader, blob: Uint8Array, use: (key: OpenKey) => T | Promise<T>): Promise<T> {
    const algorithm = moduleAlgorithm(header.algorithm, this.#profile);
    const session = this.#begin();
    const key = this.#unwrap(this.#held(header.kekId, header.kekGeneration), algorithm, blob);
    try {
      return await use(signingKey(this.#cryptoki, this.#session, key, algorithm));
    } finally {
      this.#cryptoki.C_DestroyObject(session, key);
    }
  }

  rewrap(header: UnwrapHeader, blob: Uint8Array, under: WrappingKey): Uint8Array {
    const [from, to] = [this.#held(header.kekId, header.kekGeneration), this.#held(under.id, under.generation)];
    if (!from.trusted || !to.trusted) {
      throw new CryptoModuleError(
        'policy',
        'a key under a key-encryption key that is not trusted never leaves it (profile N)',
      );
    }
    const session = this.#begin();
    const key = this.#unwrap(from, moduleAlgorithm(header.algorithm, this.#profile), blob);
    try {
      return this.#wrap(to, key);
    } finally {
      this.#cryptoki.C_DestroyObject(session, key);
    }
  }

  mac(key: MacKey, ...parts: readonly Uint8Array[]): Uint8Array {
    return this.#hmac(this.#keys.mac[key][0]!, Buffer.concat(parts));
  }

  verifyMac(key: MacKey, mac: Uint8Array, ...parts: readonly Uint8Array[]): boolean {
    const data = Buffer.concat(parts);
    return this.#keys.mac[key].some((handle) => sameOctets(this.#hmac(handle, data), mac));
  }

  attest(key: keyof HeldKeys['attestation'], payload: Uint8Array): Uint8Array {
    this.#begin();
    return signRaw(this.#cryptoki, this.#session, ecdsa, this.#keys.attestation[key].privateKey, sha256(payload));
  }

  attestationPublicKey(key: keyof HeldKeys['attestation']) {
    return this.#keys.attestation[key].point;
  }

  agree(ephemeral: EphemeralJwk): Uint8Array {
    const publicData = Buffer.from(pointOnCurve(ephemeral));
    const session = this.#begin();
    const secret = this.#cryptoki.C_DeriveKey(
      session,
      { mechanism: p11.CKM_ECDH1_DERIVE, parameter: { type: 6, kdf: p11.CKD_NULL, publicData } },
      this.#keys.encryption.privateKey,
      agreedTemplate,
    );
    try {
      return new Uint8Array(this.#session.read(secret, p11.CKA_VALUE)[0] ?? []);
    } finally {
      this.#cryptoki.C_DestroyObject(session, secret);
    }
  }

  encryptionPublicKey() {
    return this.#keys.encryption.point;
  }

  random(length: number): Uint8Array {
    return new Uint8Array(this.#cryptoki.C_GenerateRandom(this.#session.handle, Buffer.alloc(length)));
  }

  #begin(): Handle {
    this.#uses += 1;
    if (this.#uses % usesOfASession === 0) this.#session.renew();
    return this.#session.handle;
  }

  #hmac(key: Handle, data: Buffer): Uint8Array {
    this.#begin();
    return signRaw(this.#cryptoki, this.#session, hmac, key, data);
  }

  /** Key wrap adds 8 to 15 octets to the PKCS#8, which for RSA-4096 has about 2,400. */
  #wrap(kek: HeldWrappingKey, privateKey: Handle): Uint8Array {
    const mechanism = { mechanism: kek.mechanism, parameter: null };
    const room = Buffer.alloc(8192);
    return new Uint8Array(this.#cryptoki.C_WrapKey(this.#session.handle, mechanism, kek.handle, privateKey, room));
  }

  #unwrap(kek: HeldWrappingKey, algorithm: ModuleAlgorithm, blob: Uint8Array): Handle {
    const mechanism = { mechanism: kek.mechanism, parameter: null };
    const template = unwrapTemplate(algorithm, kek.trusted);
    try {
      return this.#cryptoki.C_UnwrapKey(this.#session.handle, mechanism, kek.handle, asBuffer(blob), template);
    } catch (error) {
      const refusal = unwrapError(error);
      if (refusal instanceof CryptoModuleError) this.#session.renew();
      throw refusal;
    }
  }

  #held(id: string, generation: number): HeldWrappingKey {
    const all = [...this.#keys.wrapping[1], ...this.#keys.wrapping[2]];
    const held = all.find((kek) => kek.id === id && kek.generation === generation);
    if (held !== undefined) return held;
    throw new CryptoModuleError('record-invalid', 'the record is wrapped by a key that this module has not');
  }
}

function moduleAlgorithm(algorithm: KeyAlgorithm, { algorithms }: ProviderProfile): ModuleAlgorithm {
  const same = algorithms.find((one) => one.kind === algorithm.kind && sizeOf(one) === sizeOf(algorithm));
  if (same !== undefined) return same;
  throw new CryptoModuleError('algorithm', `this module makes and wraps no key of kind ${algorithm.kind}`);
}

function sizeOf(algorithm: KeyAlgorithm): unknown {
  return 'bits' in algorithm ? algorithm.bits : 'curve' in algorithm && algorithm.curve;
}

/** A point off the curve would betray the private key bit by bit: not every module looks. */
function pointOnCurve({ x, y }: EphemeralJwk): Uint8Array {
  const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
  try {
    p256.Point.fromBytes(point).assertValidity();
    return point;
  } catch (cause) {
    throw new CryptoModuleError('input', 'the ephemeral key is no point of P-256', { cause });
  }
}
