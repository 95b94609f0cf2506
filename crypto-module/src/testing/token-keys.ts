/**
 * A program for tests: puts the keys of a module into a SoftHSM token, all from one seed, so that two tokens can hold the same. The
 * real ceremony makes them inside the module. Told on standard input what to do.
 */
import { readFileSync } from 'node:fs';
import { p256 } from '@noble/curves/nist.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Cryptoki, type Handle, loadCryptoki, type Template } from '../pkcs11/cryptoki.ts';
import * as p11 from '../pkcs11/numbers.ts';

export interface TokenKeys {
  readonly library: string;
  readonly label: string;
  readonly pin: string;
  readonly soPin: string;
  readonly seed: string;
  /** Key-encryption keys made by the security officer (CKA_TRUSTED; SoftHSM then wants them public). */
  readonly trusted: boolean;
  readonly generation: number;
  /** Key-encryption keys that could decrypt: what must be refused. */
  readonly weak: boolean;
  readonly labels: readonly string[];
}

const CKA_MODIFIABLE = 0x170;
const CKK_AES = 0x1f;
const readWrite = p11.CKF_SERIAL_SESSION | 2;
const securityOfficer = 0;

/** The private calls that no lane makes. */
type Writing = Cryptoki & {
  C_CreateObject(session: Handle, template: Template): Handle;
  C_Logout(session: Handle): void;
};

const keys = JSON.parse(readFileSync(0, 'utf8')) as TokenKeys;
const cryptoki = loadCryptoki(keys.library) as Writing;
cryptoki.C_Initialize({ flags: p11.CKF_OS_LOCKING_OK });
const slot = cryptoki.C_GetSlotList(true).find((one) => cryptoki.C_GetTokenInfo(one).label.trim() === keys.label)!;
const session = cryptoki.C_OpenSession(slot, readWrite);
function as(user: number, pin: string, labels: readonly string[]): void {
  if (labels.length === 0) return;
  cryptoki.C_Login(session, user, pin);
  for (const label of labels) make(label);
  cryptoki.C_Logout(session);
}

function make(label: string): void {
  const value = Buffer.from(sha256(Buffer.from(`${keys.seed} ${label} ${keys.generation}`)));
  if (label.startsWith('chancery-kek-')) return void create(label, [...kek(), { type: p11.CKA_VALUE, value }]);
  if (/-(binding|mac|pepper|otp)$/.test(label)) return void create(label, [...mac, { type: p11.CKA_VALUE, value }]);
  const derives = label === 'chancery-sam-encryption';
  create(label, [...privateKey(derives), { type: p11.CKA_VALUE, value }]);
  const point = Buffer.concat([Buffer.of(4, 65), p256.getPublicKey(value, false)]);
  create(label, [...publicKey, { type: p11.CKA_EC_POINT, value: point }]);
}

function create(label: string, template: Template): Handle {
  const named = [
    { type: p11.CKA_TOKEN, value: true },
    { type: CKA_MODIFIABLE, value: false },
    { type: p11.CKA_LABEL, value: label },
    { type: p11.CKA_ID, value: Buffer.of(keys.generation) },
  ];
  return cryptoki.C_CreateObject(session, [...template, ...named]);
}

function kek(): Template {
  return [
    { type: p11.CKA_CLASS, value: p11.CKO_SECRET_KEY },
    { type: p11.CKA_KEY_TYPE, value: CKK_AES },
    ...secret(!keys.trusted),
    ...can([p11.CKA_WRAP, p11.CKA_UNWRAP], [p11.CKA_ENCRYPT, p11.CKA_SIGN, p11.CKA_VERIFY, p11.CKA_DERIVE]),
    { type: p11.CKA_DECRYPT, value: keys.weak },
    ...(keys.trusted ? [{ type: p11.CKA_TRUSTED, value: true }] : []),
  ];
}

const mac: Template = [
  { type: p11.CKA_CLASS, value: p11.CKO_SECRET_KEY },
  { type: p11.CKA_KEY_TYPE, value: p11.CKK_GENERIC_SECRET },
  ...secret(true),
  ...can([p11.CKA_SIGN, p11.CKA_VERIFY], [p11.CKA_ENCRYPT, p11.CKA_DECRYPT, p11.CKA_WRAP, p11.CKA_UNWRAP]),
];

const curve = { type: p11.CKA_EC_PARAMS, value: Buffer.from('06082a8648ce3d030107', 'hex') };

function privateKey(derives: boolean): Template {
  return [
    { type: p11.CKA_CLASS, value: p11.CKO_PRIVATE_KEY },
    { type: p11.CKA_KEY_TYPE, value: p11.CKK_EC },
    curve,
    ...secret(true),
    { type: p11.CKA_SIGN, value: !derives },
    { type: p11.CKA_DERIVE, value: derives },
  ];
}

const publicKey: Template = [
  { type: p11.CKA_CLASS, value: p11.CKO_PUBLIC_KEY },
  { type: p11.CKA_KEY_TYPE, value: p11.CKK_EC },
  { type: p11.CKA_PRIVATE, value: false },
  { type: p11.CKA_VERIFY, value: true },
  curve,
];

function secret(isPrivate: boolean): Template {
  return [
    { type: p11.CKA_PRIVATE, value: isPrivate },
    { type: p11.CKA_SENSITIVE, value: true },
    { type: p11.CKA_EXTRACTABLE, value: false },
  ];
}

function can(these: readonly number[], notThese: readonly number[]): Template {
  return [...these.map((type) => ({ type, value: true })), ...notThese.map((type) => ({ type, value: false }))];
}

const officers = keys.labels.filter((label) => keys.trusted && label.startsWith('chancery-kek-'));
const users = keys.labels.filter((label) => !officers.includes(label));
as(securityOfficer, keys.soPin, officers);
as(p11.CKU_USER, keys.pin, users);
cryptoki.C_Finalize();
