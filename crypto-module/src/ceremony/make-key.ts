/** One key of the ceremony, in one token or the same in two. */
import type { Handle, Template } from 'pkcs11js';
import { CryptoModuleError } from '../crypto-module-error.ts';
import { type Flags, requiredFlags } from './attributes.ts';
import type { CeremonyKey } from './ceremony-key.ts';
import { numbers, p256, type Token, template } from './cryptoki.ts';
import { type KekProfile, makeKek } from './kek-maker.ts';
import type { Transport } from './transport.ts';

/** How key-encryption keys are made in this module (→ docs/ceremony.md). */
export interface KekMeans {
  readonly maker: string;
  readonly library: string;
  readonly profile: KekProfile;
  /** False: the key is made without an unwrap template, and whoever is logged in can take signing keys out. */
  readonly unwrapTemplate: boolean;
  readonly hidden: boolean;
  readonly wrapMechanism: number;
}

/** A token with the PINs of the ceremony. */
export interface CeremonyToken {
  readonly token: Token;
  readonly userPin: string;
  readonly soPin: string | undefined;
}

export interface Order {
  readonly key: CeremonyKey;
  readonly generation: number;
}

/** Generated where it stays. */
export function generateInPlace(at: CeremonyToken, order: Order, means: KekMeans): void {
  const { kind } = order.key;
  const flags = requiredFlags(kind, means.profile);
  if (kind === 'key-encryption' && means.unwrapTemplate) orderKek(at, order, means);
  else if (kind === 'attestation' || kind === 'agreement') generatePair(at.token, named(order), order, flags);
  else generateSecret(at.token, named(order), kind === 'mac' ? 'mac' : 'aes', flags);
}

/** Made in the first token for as long as the ceremony lasts, and unwrapped in both as what it stays. */
export function moveToBoth(
  [first, second]: readonly [CeremonyToken, CeremonyToken],
  [here, there]: readonly [Transport, Transport],
  order: Order,
  means: KekMeans,
): void {
  const { kind } = order.key;
  const mould = mouldOf(first.token, order);
  const wrapped = first.token.wrap(means.wrapMechanism, here.key, mould.key);
  for (const [at, transport] of [
    [first, here],
    [second, there],
  ] as const) {
    if (kind === 'key-encryption' && means.unwrapTemplate) orderKek(at, order, means, wrapped);
    else unwrap(at.token, transport, order, means, wrapped);
    if (mould.point !== undefined) createPublic(at.token, order, mould.point);
  }
  first.token.destroy(mould.key);
}

function orderKek(at: CeremonyToken, order: Order, means: KekMeans, wrapped?: Uint8Array): void {
  const pin = means.profile === 'T' ? (at.soPin ?? '') : at.userPin;
  const { label } = order.key;
  const where = { serial: at.token.facts.serial, label, generation: order.generation, pin };
  makeKek({ ...means, ...where, ...(wrapped === undefined ? {} : { wrapped }) });
}

/** The key before it is moved: for the session, and able to leave. */
function mouldOf(token: Token, order: Order): { key: Handle; point?: Buffer } {
  const leaving: Flags = { token: false, private: true, sensitive: true, extractable: true };
  const { kind } = order.key;
  if (kind === 'mac' || kind === 'key-encryption') {
    return { key: generateSecret(token, [], kind === 'mac' ? 'mac' : 'aes', leaving) };
  }
  const use: Flags = kind === 'attestation' ? { sign: true } : { derive: true };
  return generatePair(token, [], order, { ...leaving, ...use });
}

function generateSecret(token: Token, attributes: Template, what: 'mac' | 'aes', flags: Flags): Handle {
  const [mechanism, type] =
    what === 'mac' ? [numbers.generateSecret, numbers.genericSecret] : [numbers.generateAes, numbers.aes];
  const full = [
    { type: numbers.class, value: numbers.secretKey },
    { type: numbers.keyType, value: type },
    { type: numbers.valueLength, value: 32 },
    ...attributes,
  ];
  return token.module.C_GenerateKey(token.session, { mechanism }, template(full, withoutTrust(flags)));
}

function generatePair(token: Token, name: Template, order: Order, flags: Flags): { key: Handle; point: Buffer } {
  const { privateKey, publicKey } = token.module.C_GenerateKeyPair(
    token.session,
    { mechanism: numbers.generateEc },
    template([{ type: numbers.ecParameters, value: p256 }, ...name], publicFlags(order, flags.token === true)),
    template(name, flags),
  );
  const point = token.read(publicKey, numbers.ecPoint);
  if (point === undefined) throw new CryptoModuleError('unavailable', 'the token gives no public point');
  return { key: privateKey, point };
}

function unwrap(token: Token, transport: Transport, order: Order, means: KekMeans, wrapped: Buffer): void {
  const { kind } = order.key;
  const pair = kind === 'attestation' || kind === 'agreement';
  const type = pair ? numbers.ec : kind === 'mac' ? numbers.genericSecret : numbers.aes;
  const attributes = [
    { type: numbers.class, value: pair ? numbers.privateKey : numbers.secretKey },
    { type: numbers.keyType, value: type },
    ...named(order),
  ];
  const flags = withoutTrust(requiredFlags(kind, means.profile));
  const { module, session } = token;
  module.C_UnwrapKey(session, { mechanism: means.wrapMechanism }, transport.key, wrapped, template(attributes, flags));
}

function createPublic(token: Token, order: Order, point: Buffer): void {
  const attributes = [
    { type: numbers.class, value: numbers.publicKey },
    { type: numbers.keyType, value: numbers.ec },
    { type: numbers.ecParameters, value: p256 },
    { type: numbers.ecPoint, value: point },
    ...named(order),
  ];
  token.module.C_CreateObject(token.session, template(attributes, publicFlags(order, true)));
}

function publicFlags({ key }: Order, token: boolean): Flags {
  return { token, private: false, verify: key.kind === 'attestation', modifiable: !token };
}

/** Only the security officer may name CKA_TRUSTED (PKCS#11 2.40, 4.8), and only the key maker is one. */
function withoutTrust({ trusted: _, ...flags }: Flags): Flags {
  return flags;
}

function named({ key, generation }: Order): Template {
  return [
    { type: numbers.label, value: key.label },
    { type: numbers.id, value: Buffer.of(generation) },
  ];
}
