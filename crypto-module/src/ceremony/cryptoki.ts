/** One token of a PKCS#11 module, logged in as its user: the few calls a ceremony needs. Only in a process of its own. */
import type { Handle, PKCS11, Template } from 'pkcs11js';
import { CryptoModuleError } from '../crypto-module-error.ts';
import { type FlagName, type Flags, flagNumbers } from './attributes.ts';

/** Classes, key types, mechanisms and attributes of PKCS#11 2.40, appendix B; 0x210a is named by the module's profile. */
export const numbers = {
  publicKey: 2,
  privateKey: 3,
  secretKey: 4,
  ec: 3,
  genericSecret: 0x10,
  aes: 0x1f,
  generateEc: 0x1040,
  ecdsa: 0x1041,
  ecdh: 0x1050,
  generateSecret: 0x350,
  generateAes: 0x1080,
  aesEcb: 0x1081,
  hmacSha256: 0x251,
  class: 0,
  label: 3,
  value: 0x11,
  keyType: 0x100,
  id: 0x102,
  checkValue: 0x90,
  valueLength: 0x161,
  ecParameters: 0x180,
  ecPoint: 0x181,
  wrapWithTrusted: 0x210,
} as const;

/** The curve P-256 as CKA_EC_PARAMS (RFC 5480, 2.1.1.1). */
export const p256 = Buffer.from('06082a8648ce3d030107', 'hex');

export interface TokenFacts {
  readonly label: string;
  readonly serial: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly hardware: string;
  readonly firmware: string;
}

export class Token {
  readonly module: PKCS11;
  readonly facts: TokenFacts;
  readonly session: Handle;

  constructor(module: PKCS11, slot: Handle, pin: string) {
    this.module = module;
    this.facts = factsOf(module, slot);
    this.session = module.C_OpenSession(slot, 6);
    module.C_Login(this.session, 1, pin);
  }

  find(label: string, generation?: number, kind?: number): Handle[] {
    const template: Template = [{ type: numbers.label, value: label }];
    if (generation !== undefined) template.push({ type: numbers.id, value: Buffer.of(generation) });
    if (kind !== undefined) template.push({ type: numbers.class, value: kind });
    this.module.C_FindObjectsInit(this.session, template);
    try {
      return this.module.C_FindObjects(this.session, 100);
    } finally {
      this.module.C_FindObjectsFinal(this.session);
    }
  }

  generations(label: string): readonly number[] {
    const read = this.find(label).map((handle) => this.read(handle, numbers.id)?.[0] ?? 0);
    return [...new Set(read)].sort((a, b) => a - b);
  }

  /** Acts as security officer (CKU_SO), and is its user again whatever happened. */
  asOfficers(soPin: string, userPin: string, act: () => void): void {
    const { module, session } = this;
    module.C_Logout(session);
    try {
      module.C_Login(session, 0, soPin);
      act();
      module.C_Logout(session);
    } finally {
      module.C_Login(session, 1, userPin);
    }
  }

  /** @throws CryptoModuleError `state` unless there is exactly one */
  one(label: string, generation: number, kind?: number): Handle {
    const [found, ...more] = this.find(label, generation, kind);
    if (found !== undefined && more.length === 0) return found;
    const how = found === undefined ? 'no' : 'more than one';
    throw new CryptoModuleError('state', `token ${this.facts.label} has ${how} ${label}, generation ${generation}`);
  }

  /** Undefined where the module does not know the attribute or does not tell it. */
  read(key: Handle, type: number): Buffer | undefined {
    try {
      const value = this.module.C_GetAttributeValue(this.session, key, [{ type }])[0]?.value;
      return Buffer.isBuffer(value) && value.length > 0 ? value : undefined;
    } catch {
      return undefined;
    }
  }

  flags(key: Handle): Flags {
    const names = Object.keys(flagNumbers) as FlagName[];
    const read = names.map((name) => [name, this.read(key, flagNumbers[name])?.[0]] as const);
    return Object.fromEntries(read.flatMap(([name, value]) => (value === undefined ? [] : [[name, value === 1]])));
  }

  /** HMAC-SHA256 over 16 zero octets, 8 octets of it: nothing a lane computes a MAC over begins so. */
  macCheckValue(key: Handle): Buffer {
    this.module.C_SignInit(this.session, { mechanism: numbers.hmacSha256 }, key);
    return this.module.C_Sign(this.session, Buffer.alloc(16), Buffer.alloc(32)).subarray(0, 8);
  }

  /** ECDSA over a digest, r || s. */
  sign(key: Handle, digest: Uint8Array): Buffer {
    this.module.C_SignInit(this.session, { mechanism: numbers.ecdsa }, key);
    return this.module.C_Sign(this.session, Buffer.from(digest), Buffer.alloc(64));
  }

  wrap(mechanism: number, by: Handle, key: Handle): Buffer {
    return this.module.C_WrapKey(this.session, { mechanism }, by, key, Buffer.alloc(512));
  }

  destroy(key: Handle): void {
    this.module.C_DestroyObject(this.session, key);
  }
}

/** A template with the flags; CKA_MODIFIABLE last, since SoftHSM refuses what follows it. */
export function template(attributes: Template, flags: Flags): Template {
  const names = (Object.keys(flags) as FlagName[]).sort(
    (a, b) => Number(a === 'modifiable') - Number(b === 'modifiable'),
  );
  return [...attributes, ...names.map((name) => ({ type: flagNumbers[name], value: flags[name] === true }))];
}

function factsOf(module: PKCS11, slot: Handle): TokenFacts {
  const token = module.C_GetTokenInfo(slot);
  const version = ({ major, minor }: { major: number; minor: number }) => `${major}.${minor}`;
  return {
    label: token.label.trim(),
    serial: token.serialNumber.trim(),
    manufacturer: token.manufacturerID.trim(),
    model: token.model.trim(),
    hardware: version(token.hardwareVersion),
    firmware: version(token.firmwareVersion),
  };
}
