import { Channel, type SamAddress } from './channel.ts';
import type { Approval, Fetched, OtpStanding, Returned, StatementKey } from './messages.ts';

/** The SAM as the approval page's server sees it: a relay without knowledge. Every method throws SamError. */
export class SicSamClient {
  readonly #channel: Channel;

  constructor(address: SamAddress) {
    this.#channel = new Channel(address);
  }

  /** The statement and what the page needs to gather evidence. Codes: not_found. */
  async fetch(chal: string): Promise<Fetched> {
    return (await this.#channel.call('fetch', { chal })) as Fetched;
  }

  /** Presents the proofs. Codes: evidence_invalid, expired (no longer open), policy, not_found. */
  async approve(approval: Approval): Promise<Returned> {
    return (await this.#channel.call('approve', approval)) as Returned;
  }

  /** Sends a one-time password for this challenge. Codes: rate (too many), policy (none here), module_unavailable, expired. */
  async sendOtp(request: { readonly chal: string }): Promise<OtpStanding> {
    return (await this.#channel.call('sendOtp', request)) as OtpStanding;
  }

  /** The signer says no. Codes: expired (no longer open), not_found. */
  async refuse(request: { readonly chal: string }): Promise<Returned> {
    return (await this.#channel.call('refuse', request)) as Returned;
  }

  /** The keys that sign statements, to be pinned in the page. */
  async statementKeys(): Promise<{ readonly keys: readonly StatementKey[] }> {
    return (await this.#channel.call('statementKeys', {})) as { readonly keys: readonly StatementKey[] };
  }

  close(): void {
    this.#channel.close();
  }
}
