/** The keys that the ceremony left in the token, found by label; CKA_ID is the generation, one octet. */
import type { AttestationKey, Scal } from '../command.ts';
import { CryptoModuleError } from '../crypto-module-error.ts';
import type { MacKey, Point, WrappingKey } from '../token.ts';
import type { Handle } from './cryptoki.ts';
import * as p11 from './numbers.ts';
import { pointOf } from './public-key.ts';
import type { Session } from './session.ts';

export interface HeldKeys {
  readonly wrapping: Readonly<Record<Scal, readonly HeldWrappingKey[]>>;
  /** The newest first. */
  readonly mac: Readonly<Record<MacKey, readonly Handle[]>>;
  readonly attestation: Readonly<Record<AttestationKey, HeldPair>>;
  readonly encryption: HeldPair;
}
export interface HeldWrappingKey extends WrappingKey {
  readonly handle: Handle;
}
export interface HeldPair {
  readonly privateKey: Handle;
  readonly point: Point;
}

/** @throws CryptoModuleError `unavailable` naming the key that is missing, or weaker than it must be */
export function findKeys(session: Session, wrapMechanism: number): HeldKeys {
  const finder = new Finder(session);
  return {
    wrapping: {
      1: finder.wrapping('chancery-kek-1', wrapMechanism),
      2: finder.wrapping('chancery-kek-2', wrapMechanism),
    },
    mac: {
      'record-binding': finder.secrets('chancery-record-binding'),
      'row-mac': finder.secrets('chancery-row-mac'),
      pepper: finder.secrets('chancery-pepper'),
      otp: finder.secrets('chancery-otp'),
    },
    attestation: {
      statement: finder.pair('chancery-statement'),
      sad: finder.pair('chancery-sad'),
      checkpoint: finder.pair('chancery-checkpoint'),
    },
    encryption: finder.pair('chancery-sam-encryption'),
  };
}

interface Found {
  readonly handle: Handle;
  readonly generation: number;
}

class Finder {
  readonly #session: Session;

  constructor(session: Session) {
    this.#session = session;
  }

  wrapping(label: string, mechanism: number): HeldWrappingKey[] {
    return this.#newestFirst(p11.CKO_SECRET_KEY, label).map(({ handle, generation }) => {
      this.#requireNo(handle, label, p11.CKA_ENCRYPT, p11.CKA_DECRYPT);
      const [checkValue, trusted] = this.#session.read(handle, p11.CKA_CHECK_VALUE, p11.CKA_TRUSTED);
      if (checkValue?.length !== 3) throw unfit(label, 'tells no check value');
      return { handle, id: label, generation, checkValue, mechanism, trusted: isTrue(trusted) };
    });
  }

  secrets(label: string): Handle[] {
    return this.#newestFirst(p11.CKO_SECRET_KEY, label).map(({ handle }) => handle);
  }

  pair(label: string): HeldPair {
    const [newest] = this.#newestFirst(p11.CKO_PRIVATE_KEY, label);
    const publicKey = this.#found(p11.CKO_PUBLIC_KEY, label).find(
      ({ generation }) => generation === newest?.generation,
    );
    if (newest === undefined || publicKey === undefined) throw unfit(label, 'has no public half');
    return { privateKey: newest.handle, point: pointOf(this.#session, publicKey.handle) };
  }

  #newestFirst(kind: number, label: string): Found[] {
    const found = this.#found(kind, label).sort((a, b) => b.generation - a.generation);
    if (found.length === 0) throw unfit(label, 'is not in the token; the ceremony makes it');
    for (const { handle } of found) {
      if (!isTrue(this.#session.read(handle, p11.CKA_SENSITIVE)[0])) throw unfit(label, 'is not sensitive');
      this.#requireNo(handle, label, p11.CKA_EXTRACTABLE);
    }
    return found;
  }

  #found(kind: number, label: string): Found[] {
    const template = [
      { type: p11.CKA_CLASS, value: kind },
      { type: p11.CKA_LABEL, value: label },
      { type: p11.CKA_TOKEN, value: true },
    ];
    return this.#session.find(template).map((handle) => {
      const [id] = this.#session.read(handle, p11.CKA_ID);
      if (id?.length !== 1) throw unfit(label, 'has no generation (CKA_ID, one octet)');
      return { handle, generation: id[0]! };
    });
  }

  #requireNo(handle: Handle, label: string, ...types: readonly (keyof typeof can)[]): void {
    for (const type of types) {
      if (isTrue(this.#session.read(handle, type)[0])) throw unfit(label, `can ${can[type]}`);
    }
  }
}

const can = {
  [p11.CKA_EXTRACTABLE]: 'be extracted',
  [p11.CKA_ENCRYPT]: 'encrypt',
  [p11.CKA_DECRYPT]: 'decrypt, and so read what it wraps',
};

function isTrue(value: Buffer | undefined): boolean {
  return value?.[0] === 1;
}

function unfit(label: string, why: string): CryptoModuleError {
  return new CryptoModuleError('unavailable', `The key ${label} ${why}.`, { elsewhere: true });
}
