import type { OptionalAlgorithm } from '@chancery/pki/notation';
import type { LaneCommand, LaneResults } from '../command.ts';
import { CryptoModuleError } from '../crypto-module-error.ts';
import { execute } from '../execute.ts';
import { type Cryptoki, loadCryptoki } from './cryptoki.ts';
import { Pkcs11Token } from './pkcs11-token.ts';
import { type ModuleAlgorithm, type Provider, providerProfile } from './provider-profile.ts';
import { faultOf, returnCode } from './return-code.ts';
import type { TokenPlace } from './session.ts';

/** What a lane is told by its parent, over the channel and nowhere else: the PIN is in it. */
export interface Pkcs11Setup {
  readonly library: string;
  readonly provider: Provider;
  readonly token: TokenPlace;
  /** Fewer than the provider's, where the operator says so. */
  readonly algorithms?: readonly ModuleAlgorithm[];
  readonly switchedOn: readonly OptionalAlgorithm[];
}

type Result = LaneResults[LaneCommand['command']];

/**
 * Executes commands on one token, logged in to when it is needed. After anything unexpected the token is dropped, with every
 * object of its sessions; where only the session was void, the command is executed once more in a new one, for its values have
 * not left this process.
 */
export class TokenExecutor {
  readonly #cryptoki: Cryptoki;
  readonly #setup: Pkcs11Setup;
  #token: Pkcs11Token | undefined;

  /** @throws CryptoModuleError `unavailable` */
  constructor(setup: Pkcs11Setup) {
    this.#setup = setup;
    this.#cryptoki = loadCryptoki(setup.library);
  }

  /** @throws CryptoModuleError `unavailable`; `forGood` when the PIN is refused */
  open(): Pkcs11Token {
    try {
      return this.#opened();
    } catch (error) {
      throw this.#translated(error);
    }
  }

  async execute(command: LaneCommand): Promise<Result> {
    try {
      return await this.#once(command).catch((error: unknown) => {
        if (faultOf(error) === 'session') return this.#once(command);
        throw error;
      });
    } catch (error) {
      throw this.#translated(error);
    }
  }

  close(): void {
    this.#token = undefined;
    try {
      this.#cryptoki.C_Finalize();
    } catch {
      // Nothing was open, or nothing can be closed any more.
    }
  }

  async #once(command: LaneCommand): Promise<Result> {
    const token = this.#opened();
    try {
      return await execute(token, command);
    } catch (error) {
      if (!(error instanceof CryptoModuleError)) this.close();
      throw error;
    }
  }

  #opened(): Pkcs11Token {
    const { token, provider, switchedOn, algorithms } = this.#setup;
    const profile = { ...providerProfile(provider), ...(algorithms && { algorithms }) };
    try {
      this.#token ??= new Pkcs11Token(this.#cryptoki, token, profile, switchedOn);
      return this.#token;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  #translated(error: unknown): unknown {
    const fault = faultOf(error);
    if (error instanceof CryptoModuleError || fault === undefined) return error;
    const { label } = this.#setup.token;
    const code = returnCode(error);
    if (fault === 'pin') {
      const sentence = `The PIN of the token ${label} is refused (${code}). It is not tried again: modules count attempts.`;
      return unavailable(sentence, { forGood: true, elsewhere: true, cause: error });
    }
    if (fault === 'refused') return unavailable(`The token ${label} refuses this (${code}).`, { cause: error });
    return unavailable(`The token ${label} does not answer (${code}).`, { elsewhere: true, cause: error });
  }
}

function unavailable(sentence: string, how: ConstructorParameters<typeof CryptoModuleError>[2]): CryptoModuleError {
  return new CryptoModuleError('unavailable', sentence, how);
}
