import { Channel } from './channel.ts';
import type {
  Approval,
  DeviceJoined,
  DeviceReply,
  DeviceStanding,
  Fetched,
  OtpStanding,
  Returned,
  StatementKey,
  TicketStanding,
} from './messages.ts';
import type { SamAddress } from './sam-address.ts';

/** The SAM as the approval page's server sees it: a relay without knowledge. Every method throws SamError. */
export class SicSamClient {
  readonly #channel: Channel;

  /** Of one SAM, or of several on one database, which are asked in turn. */
  constructor(address: SamAddress | readonly SamAddress[]) {
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

  /** Asks the signer's phones, which find the request when they ask. Codes: rate (too many unanswered), policy (none), expired. */
  async promptDevice(request: { readonly chal: string }): Promise<DeviceStanding> {
    return (await this.#channel.call('promptDevice', request)) as DeviceStanding;
  }

  /** A phone joins by a ticket: a JWE as docs/mobile-id.md says. Codes: evidence_invalid, policy, expired. */
  async joinDevice(request: { readonly chal: string; readonly jwe: string }): Promise<DeviceJoined> {
    return (await this.#channel.call('joinDevice', request)) as DeviceJoined;
  }

  /** Codes: evidence_invalid, expired. */
  async ticket(request: { readonly ticket: string }): Promise<TicketStanding> {
    return (await this.#channel.call('ticket', request)) as TicketStanding;
  }

  /** The signer says that phone and page show the same digits. Codes: evidence_invalid, expired. */
  async confirmDevice(request: { readonly ticket: string }): Promise<TicketStanding> {
    return (await this.#channel.call('confirmDevice', request)) as TicketStanding;
  }

  /** What a phone has to say: which requests wait, no, “I did not ask for this”, new keys, good-bye. Codes: evidence_invalid, expired. */
  async device(request: { readonly jws: string }): Promise<DeviceReply> {
    return (await this.#channel.call('device', request)) as DeviceReply;
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
