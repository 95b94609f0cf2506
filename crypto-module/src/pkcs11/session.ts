import { CryptoModuleError } from '../crypto-module-error.ts';
import type { Cryptoki, Handle, Template } from './cryptoki.ts';
import * as p11 from './numbers.ts';
import { returnCode } from './return-code.ts';

/** Where a lane logs in. */
export interface TokenPlace {
  readonly label: string;
  readonly pin: string;
}

/**
 * One login to one token: a guardian session that keeps it, and a session for work, both read-only, so that a lane can create
 * no object that stays. The session for work is renewed by the caller, and what was left in it is gone with it.
 */
export class Session {
  readonly #cryptoki: Cryptoki;
  readonly #slot: Handle;
  #work: Handle;

  /** @throws whatever the library says; a wrong PIN is tried once */
  constructor(cryptoki: Cryptoki, { label, pin }: TokenPlace) {
    this.#cryptoki = cryptoki;
    // Without this flag the library locks nothing.
    cryptoki.C_Initialize({ flags: p11.CKF_OS_LOCKING_OK });
    this.#slot = slotOf(cryptoki, label);
    this.#login(this.#open(), pin);
    this.#work = this.#open();
  }

  get handle(): Handle {
    return this.#work;
  }

  renew(): void {
    this.#cryptoki.C_CloseSession(this.#work);
    this.#work = this.#open();
  }

  find(template: Template): Handle[] {
    this.#cryptoki.C_FindObjectsInit(this.#work, template);
    try {
      return this.#cryptoki.C_FindObjects(this.#work, 100);
    } finally {
      this.#cryptoki.C_FindObjectsFinal(this.#work);
    }
  }

  /** The values of one object's attributes; empty where the token does not tell. */
  read(object: Handle, ...types: readonly number[]): Buffer[] {
    return types.map((type) => {
      try {
        return this.#cryptoki.C_GetAttributeValue(this.#work, object, [{ type }])[0]?.value ?? Buffer.alloc(0);
      } catch (error) {
        if (returnCode(error)?.startsWith('ATTRIBUTE_')) return Buffer.alloc(0);
        throw error;
      }
    });
  }

  #open(): Handle {
    return this.#cryptoki.C_OpenSession(this.#slot, p11.CKF_SERIAL_SESSION);
  }

  #login(guardian: Handle, pin: string): void {
    try {
      this.#cryptoki.C_Login(guardian, p11.CKU_USER, pin);
    } catch (error) {
      if (returnCode(error) !== 'USER_ALREADY_LOGGED_IN') throw error;
    }
  }
}

/** Slot numbers change; the label is what stays. */
function slotOf(cryptoki: Cryptoki, label: string): Handle {
  const slots = cryptoki.C_GetSlotList(true).filter((slot) => cryptoki.C_GetTokenInfo(slot).label.trim() === label);
  if (slots[0] !== undefined && slots.length === 1) return slots[0];
  const how = slots.length === 0 ? 'There is no token' : 'There is more than one token';
  throw new CryptoModuleError('unavailable', `${how} with the label ${label}.`, { elsewhere: true });
}
