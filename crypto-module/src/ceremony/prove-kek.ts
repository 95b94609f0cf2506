/** What a key-encryption key must do and must refuse, tried in the token before a protocol says so. */
import type { Handle, Template } from 'pkcs11js';
import { CryptoModuleError } from '../crypto-module-error.ts';
import type { Flags } from './attributes.ts';
import { numbers, p256, type Token, template } from './cryptoki.ts';
import type { KekMeans } from './make-key.ts';

/** An attempt that the module's login could make, and whether the token refused it. */
export interface Attempt {
  readonly attempt: string;
  readonly refused: boolean;
}

interface Bench {
  readonly token: Token;
  readonly kek: Handle;
  readonly rogue: Handle;
  readonly blob: Buffer;
  readonly means: KekMeans;
}

/**
 * Wraps a fresh signing key and signs with it after unwrapping, then tries to get it, or the key-encryption key, out.
 * @throws CryptoModuleError `policy` when the honest use fails
 */
export function proveKek(token: Token, kek: Handle, means: KekMeans): readonly Attempt[] {
  const fresh = signingPair(token, means);
  const rogue = rogueKey(token);
  const bench = { token, kek, rogue, blob: token.wrap(means.wrapMechanism, kek, fresh.privateKey), means };
  try {
    requireUse(token, unwrap(bench), fresh.publicKey);
    return attempts(bench).map(([attempt, act]) => ({ attempt, refused: refuses(token, act) }));
  } finally {
    for (const key of [fresh.privateKey, fresh.publicKey, rogue]) token.destroy(key);
  }
}

/** @throws CryptoModuleError `policy` unless what one token wrapped signs in the other: they hold the same key */
export function proveShared(wraps: Token, unwraps: Token, label: string, generation: number, means: KekMeans): void {
  const fresh = signingPair(wraps, means);
  const blob = wraps.wrap(means.wrapMechanism, wraps.one(label, generation), fresh.privateKey);
  const kek = unwraps.one(label, generation);
  const key = unwrapShared({ token: unwraps, kek, rogue: kek, blob, means }, label);
  requireSignature(wraps, fresh.publicKey, unwraps.sign(key, digest));
  unwraps.destroy(key);
  for (const each of [fresh.privateKey, fresh.publicKey]) wraps.destroy(each);
}

/** Those that give a key give its handle, so that it can be destroyed. */
function attempts(bench: Bench): readonly (readonly [string, () => Handle | undefined])[] {
  const { token, kek, rogue, means } = bench;
  const { module, session } = token;
  const generic = { class: numbers.secretKey, keyType: numbers.genericSecret };
  return [
    ['read it', () => void module.C_GetAttributeValue(session, kek, [{ type: numbers.value }])],
    ['decrypt with it', () => void module.C_DecryptInit(session, { mechanism: numbers.aesEcb }, kek)],
    ['wrap it under a rogue key', () => void token.wrap(means.wrapMechanism, rogue, kek)],
    ['unwrap as a generic secret', () => unwrap(bench, { sensitive: false, extractable: true }, generic)],
    ['unwrap readable', () => unwrap(bench, { sensitive: false })],
    ['unwrap as a key that stays', () => unwrap(bench, { token: true })],
    ['wrap what it unwrapped under a rogue key', () => void token.wrap(means.wrapMechanism, rogue, unwrap(bench))],
    means.profile === 'T'
      ? ['unwrap without wrap-with-trusted', () => unwrap(bench, {}, {}, false)]
      : ['unwrap extractable', () => unwrap(bench, { extractable: true })],
  ];
}

/** With what a lane asks for, but for what is changed. */
function unwrap(
  { token, kek, blob, means }: Bench,
  changed: Flags = {},
  { class: kind, keyType }: { class?: number; keyType?: number } = {},
  withTrusted = means.profile === 'T',
): Handle {
  const attributes: Template = [
    { type: numbers.class, value: kind ?? numbers.privateKey },
    { type: numbers.keyType, value: keyType ?? numbers.ec },
    ...(withTrusted ? [{ type: numbers.wrapWithTrusted, value: true }] : []),
  ];
  const use: Flags = { sign: true, decrypt: false, unwrap: false };
  const flags = {
    token: false,
    private: true,
    sensitive: true,
    extractable: means.profile === 'T',
    ...use,
    ...changed,
  };
  const { module, session } = token;
  return module.C_UnwrapKey(session, { mechanism: means.wrapMechanism }, kek, blob, template(attributes, flags));
}

function signingPair(token: Token, means: KekMeans) {
  const trusted = means.profile === 'T' ? [{ type: numbers.wrapWithTrusted, value: true }] : [];
  return token.module.C_GenerateKeyPair(
    token.session,
    { mechanism: numbers.generateEc },
    template([{ type: numbers.ecParameters, value: p256 }], { token: false, verify: true }),
    template(trusted, { token: false, private: true, sensitive: true, extractable: true, sign: true }),
  );
}

function rogueKey(token: Token): Handle {
  return token.module.C_GenerateKey(
    token.session,
    { mechanism: numbers.generateAes },
    template([{ type: numbers.valueLength, value: 32 }], { token: false, wrap: true, unwrap: true, decrypt: true }),
  );
}

const digest = Buffer.alloc(32, 0x5a);

function requireUse(token: Token, key: Handle, publicKey: Handle): void {
  requireSignature(token, publicKey, token.sign(key, digest));
  token.destroy(key);
}

function requireSignature(token: Token, publicKey: Handle, signature: Buffer): void {
  token.module.C_VerifyInit(token.session, { mechanism: numbers.ecdsa }, publicKey);
  if (token.module.C_Verify(token.session, digest, signature)) return;
  throw new CryptoModuleError('policy', 'a key that was wrapped and unwrapped does not sign');
}

function unwrapShared(bench: Bench, label: string): Handle {
  try {
    return unwrap(bench);
  } catch (cause) {
    throw new CryptoModuleError('policy', `the tokens do not share ${label}`, { cause });
  }
}

function refuses(token: Token, act: () => Handle | undefined): boolean {
  try {
    const got = act();
    if (got) token.destroy(got);
    return false;
  } catch {
    return true;
  }
}
