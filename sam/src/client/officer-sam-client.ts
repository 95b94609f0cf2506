import { Channel, type OfficerAddress } from './channel.ts';
import type { OfficerAct, OfficerChallenge, OfficerInfo, OfficerProof } from './officer.ts';

/** Signs an act with the officer's second factor. */
export type OfficerSigner = (act: OfficerAct) => Promise<OfficerProof>;

/**
 * The SAM as one officer sees it: the certificate opens the door, the second factor the session, which begins by itself and is told to
 * end by `close`. Every method throws SamError; codes of all: policy (no officer, no right), evidence_invalid, factor_locked.
 */
export class OfficerSamClient {
  readonly #channel: Channel;
  readonly #sign: OfficerSigner;
  #session: Promise<{ readonly session: string; readonly me: OfficerChallenge }> | undefined;

  constructor(address: OfficerAddress, sign: OfficerSigner) {
    this.#channel = new Channel(address);
    this.#sign = sign;
  }

  /** The list, with those who are officers no more. */
  async officers(): Promise<readonly OfficerInfo[]> {
    return ((await this.#call('officers')) as { readonly officers: readonly OfficerInfo[] }).officers;
  }

  async close(): Promise<void> {
    if (this.#session !== undefined) await this.#call('logout').catch(() => undefined);
    this.#channel.close();
  }

  async #call(method: string, message: object = {}): Promise<unknown> {
    this.#session ??= this.#login();
    const { session } = await this.#session;
    return this.#channel.call(method, { ...message, session });
  }

  async #login() {
    const me = (await this.#channel.call('challenge', {})) as OfficerChallenge;
    const proof = await this.#sign({ act: 'session', ...me });
    const { session } = (await this.#channel.call('login', { nonce: me.nonce, proof })) as { readonly session: string };
    return { session, me };
  }
}
