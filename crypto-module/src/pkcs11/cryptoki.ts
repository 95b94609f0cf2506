import { createRequire } from 'node:module';
import { CryptoModuleError } from '../crypto-module-error.ts';

/** A handle of a session, slot or object: meaningless in another process. */
export type Handle = Buffer;

export interface Attribute {
  readonly type: number;
  readonly value: number | boolean | string | Buffer;
}
export type Template = readonly Attribute[];

export interface Mechanism {
  readonly mechanism: number;
  readonly parameter: null | PssParameter | EcdhParameter;
}
/** CK_RSA_PKCS_PSS_PARAMS; `type` is the binding's own number of the structure. */
export interface PssParameter {
  readonly type: 5;
  readonly hashAlg: number;
  readonly mgf: number;
  readonly saltLen: number;
}
/** CK_ECDH1_DERIVE_PARAMS */
export interface EcdhParameter {
  readonly type: 6;
  readonly kdf: number;
  readonly publicData: Buffer;
}

/** What a lane calls of a PKCS#11 library, all of it synchronous. Errors carry a return code: `returnCode`. */
export interface Cryptoki {
  load(library: string): void;
  C_Initialize(options: { readonly flags: number }): void;
  C_Finalize(): void;
  C_GetSlotList(tokenPresent: boolean): Handle[];
  C_GetTokenInfo(slot: Handle): { readonly label: string };
  C_OpenSession(slot: Handle, flags: number): Handle;
  C_CloseSession(session: Handle): void;
  C_Login(session: Handle, user: number, pin: string): void;
  C_FindObjectsInit(session: Handle, template: Template): void;
  C_FindObjects(session: Handle, most: number): Handle[];
  C_FindObjectsFinal(session: Handle): void;
  C_GetAttributeValue(
    session: Handle,
    object: Handle,
    wanted: readonly { readonly type: number }[],
  ): { readonly value: Buffer }[];
  C_DestroyObject(session: Handle, object: Handle): void;
  C_SignInit(session: Handle, mechanism: Mechanism, key: Handle): void;
  C_Sign(session: Handle, data: Buffer, room: Buffer): Buffer;
  C_GenerateKeyPair(session: Handle, mechanism: Mechanism, publicKey: Template, privateKey: Template): KeyPair;
  C_WrapKey(session: Handle, mechanism: Mechanism, wrapping: Handle, key: Handle, room: Buffer): Buffer;
  C_UnwrapKey(session: Handle, mechanism: Mechanism, unwrapping: Handle, blob: Buffer, template: Template): Handle;
  C_DeriveKey(session: Handle, mechanism: Mechanism, base: Handle, template: Template): Handle;
  C_GenerateRandom(session: Handle, room: Buffer): Buffer;
}
export interface KeyPair {
  readonly publicKey: Handle;
  readonly privateKey: Handle;
}

/** The library, loaded and not yet initialised. @throws CryptoModuleError `unavailable` */
export function loadCryptoki(library: string): Cryptoki {
  const cryptoki = new (binding().PKCS11)();
  try {
    cryptoki.load(library);
    return cryptoki;
  } catch (cause) {
    throw new CryptoModuleError('unavailable', `The PKCS#11 library ${library} cannot be loaded.`, { cause });
  }
}

/** Absent where nothing could compile it. */
function binding(): { readonly PKCS11: new () => Cryptoki } {
  try {
    return createRequire(import.meta.url)('pkcs11js');
  } catch (cause) {
    const sentence =
      'The package pkcs11js is not built. Install a C++ compiler, make and python3, then run npm ci again.';
    throw new CryptoModuleError('unavailable', sentence, { cause });
  }
}
