import { setTimeout as pause } from 'node:timers/promises';
import type { CryptoModule } from '@chancery/crypto-module';

/** Milliseconds between two looks, the first and the longest. */
const [firstLook, longestLook] = [20, 2_000];

/** How busy a module is with what somebody waits for. */
export class ModuleLoad {
  #outstanding = 0;
  #calls = 0;

  /** The same module, every call counted while it lasts. */
  counted(module: CryptoModule): CryptoModule {
    return { ...module, call: (command) => this.#during(module.call(command)) };
  }

  /** Calls so far. */
  get calls(): number {
    return this.#calls;
  }

  /** Resolves when nobody waits for the module, or on the signal. */
  async untilIdle(signal: AbortSignal): Promise<void> {
    for (let look = firstLook; this.#outstanding > 0 && !signal.aborted; look = Math.min(2 * look, longestLook))
      await pause(look, undefined, { signal }).catch(() => undefined);
  }

  async #during<T>(call: Promise<T>): Promise<T> {
    this.#outstanding += 1;
    this.#calls += 1;
    return await call.finally(() => {
      this.#outstanding -= 1;
    });
  }
}
