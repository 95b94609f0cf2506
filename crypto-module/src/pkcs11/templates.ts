/**
 * Every attribute is said, none left to a default: makers' defaults differ, and a key-encryption key with CKA_UNWRAP_TEMPLATE
 * refuses a template that omits what it demands.
 */
import { der } from '@chancery/pki/notation';
import { curveOid } from '../key-algorithm.ts';
import type { Template } from './cryptoki.ts';
import * as p11 from './numbers.ts';
import type { ModuleAlgorithm } from './provider-profile.ts';

/** Nothing is kept: session objects, gone with the session at the latest. */
const passing = { type: p11.CKA_TOKEN, value: false };

export function publicTemplate(algorithm: ModuleAlgorithm): Template {
  const what = [passing, { type: p11.CKA_PRIVATE, value: false }, { type: p11.CKA_VERIFY, value: true }];
  if (algorithm.kind === 'ec') {
    return [...what, { type: p11.CKA_EC_PARAMS, value: Buffer.from(der.oid(curveOid(algorithm.curve))) }];
  }
  // FIPS 186-5, A.1.1: 65537
  return [
    ...what,
    { type: p11.CKA_MODULUS_BITS, value: algorithm.bits },
    { type: p11.CKA_PUBLIC_EXPONENT, value: Buffer.of(1, 0, 1) },
  ];
}

/** A new key, which leaves wrapped: under a trusted key alone, where the key-encryption key is one. */
export function freshTemplate(trusted: boolean): Template {
  return [...signingOnly, ...extractable(true, trusted)];
}

const signingOnly: Template = [
  passing,
  { type: p11.CKA_PRIVATE, value: true },
  { type: p11.CKA_SENSITIVE, value: true },
  { type: p11.CKA_SIGN, value: true },
  { type: p11.CKA_SIGN_RECOVER, value: false },
  { type: p11.CKA_DECRYPT, value: false },
  { type: p11.CKA_UNWRAP, value: false },
  { type: p11.CKA_DERIVE, value: false },
];

function extractable(may: boolean, trustedOnly: boolean): Template {
  return [
    { type: p11.CKA_EXTRACTABLE, value: may },
    { type: p11.CKA_WRAP_WITH_TRUSTED, value: trustedOnly },
  ];
}

/**
 * A key for the length of one command. Under a trusted key-encryption key it may be wrapped again by a trusted one (profile T),
 * otherwise not at all (profile N).
 */
export function unwrapTemplate({ kind }: ModuleAlgorithm, trusted: boolean): Template {
  return unwrapTemplates[kind][trusted ? 'trusted' : 'untrusted'];
}

const unwrapTemplates = { ec: ofType(p11.CKK_EC), rsa: ofType(p11.CKK_RSA) };

function ofType(keyType: number) {
  const privateKey = [
    { type: p11.CKA_CLASS, value: p11.CKO_PRIVATE_KEY },
    { type: p11.CKA_KEY_TYPE, value: keyType },
    ...signingOnly,
  ];
  return {
    trusted: [...privateKey, ...extractable(true, true)],
    untrusted: [...privateKey, ...extractable(false, false)],
  };
}

/** The x-coordinate of an agreement: read once and destroyed. It is the secret of one message, not of a key. */
export const agreedTemplate: Template = [
  { type: p11.CKA_CLASS, value: p11.CKO_SECRET_KEY },
  { type: p11.CKA_KEY_TYPE, value: p11.CKK_GENERIC_SECRET },
  passing,
  { type: p11.CKA_PRIVATE, value: false },
  { type: p11.CKA_SENSITIVE, value: false },
  { type: p11.CKA_EXTRACTABLE, value: true },
  { type: p11.CKA_VALUE_LEN, value: 32 },
];
