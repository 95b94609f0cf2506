import { Channel } from './channel.ts';
import type { SignatureEvidence } from './evidence.ts';
import type { KeyInfo } from './key.ts';
import type {
  BindRequest,
  ChallengeStatus,
  CheckpointsToStamp,
  ClientApproval,
  ExplicitOtp,
  FactorInfo,
  IssuedSad,
  OtpStanding,
  PinAuthorization,
  Prepared,
  PrepareRequest,
  PushedChallenge,
  PushRequest,
  SadExtension,
  SignReply,
  SignRequest,
  StampCheckpoint,
} from './messages.ts';
import type { SamAddress } from './sam-address.ts';

/** The SAM as the SSA sees it (EN 419 241-2: the signing service's privileged user). Every method throws SamError. */
export class SamClient {
  readonly #channel: Channel;

  /** Of one SAM, or of several on one database, which are asked in turn. */
  constructor(address: SamAddress | readonly SamAddress[]) {
    this.#channel = new Channel(address);
  }

  /**
   * Asks for a challenge: the SAM builds the intent. `exp` in unix seconds.
   * Codes: policy, pin_invalid (too weak), key_state, not_found, invalid.
   */
  async prepare(request: PrepareRequest): Promise<Prepared> {
    return (await this.#channel.call('prepare', request)) as Prepared;
  }

  /** How a challenge stands, with what it brought. Codes: not_found. */
  async status(chal: string): Promise<ChallengeStatus> {
    return (await this.#channel.call('status', { chal })) as ChallengeStatus;
  }

  /**
   * The statement over the intent of an open challenge that an organisation approves by its own key. Codes: not_found, policy (meant for
   * the approval page), expired.
   */
  async statement(chal: string): Promise<{ readonly statement: string }> {
    return (await this.#channel.call('statement', { chal })) as { readonly statement: string };
  }

  /** Hands on an organisation's own approval. Codes: evidence_invalid, expired (no longer open), policy, not_found. */
  async approveByClient(approval: ClientApproval): Promise<void> {
    await this.#channel.call('approveByClient', approval);
  }

  /**
   * Asks the signer's phones for a signature. Codes: policy (officers have not allowed it, or she has no phone), rate (too many questions
   * without a yes), key_state, not_found, invalid.
   */
  async push(request: PushRequest): Promise<Prepared> {
    return (await this.#channel.call('push', request)) as Prepared;
  }

  /** How it stands with what was pushed for this client (and to this signer), with the SAD it brought. Codes: not_found. */
  async pushed(request: PushedChallenge): Promise<ChallengeStatus> {
    return (await this.#channel.call('pushed', request)) as ChallengeStatus;
  }

  /** Withdraws an open challenge; one already decided stays as it is. Codes: not_found. */
  async cancel(chal: string): Promise<void> {
    await this.#channel.call('cancel', { chal });
  }

  /** What a signer approves with, oldest first; none for an unknown signer. */
  async factorsOf(signer: string): Promise<readonly FactorInfo[]> {
    return ((await this.#channel.call('factorsOf', { signer })) as { readonly factors: readonly FactorInfo[] }).factors;
  }

  /** A phone of that signer approves nothing any more: it was lost, says somebody on the telephone. Codes: not_found. */
  async revokeDevice(request: { readonly signer: string; readonly device: string }): Promise<void> {
    await this.#channel.call('revokeDevice', request);
  }

  /** Binds a certificate chain (signer first) to a pending key and makes the key active. Codes: policy, key_state, not_found. */
  async bindCertificate(request: BindRequest): Promise<{ readonly keyState: 'active' }> {
    return (await this.#channel.call('bindCertificate', request)) as { readonly keyState: 'active' };
  }

  /**
   * Explicit authorization of a SCAL1 key by its PIN. Codes: pin_invalid (wrong, unknown and locked alike), otp_invalid (likewise; the PIN is
   * right), policy, key_state.
   */
  async authorizePin(request: PinAuthorization): Promise<IssuedSad> {
    return (await this.#channel.call('authorizePin', request)) as IssuedSad;
  }

  /** A one-time password goes to the signer of a key that asks for one. Codes: policy (it asks for none), rate, module_unavailable. */
  async sendExplicitOtp(request: ExplicitOtp): Promise<OtpStanding> {
    return (await this.#channel.call('sendExplicitOtp', request)) as OtpStanding;
  }

  /**
   * A SAD in the place of this one, for what is left of it. Codes: sad_used (nothing is left), sad_expired (also an hour after it was first
   * asked for), sad_invalid, hash_not_authorized, key_state.
   */
  async extend(request: SadExtension): Promise<IssuedSad> {
    return (await this.#channel.call('extend', request)) as IssuedSad;
  }

  /** Spends slots of the SAD and signs. Codes: sad_used, sad_expired, sad_invalid, hash_not_authorized, document_not_authorized, key_state, policy. */
  async sign(request: SignRequest): Promise<SignReply> {
    return (await this.#channel.call('sign', request)) as SignReply;
  }

  /** Codes: not_found. */
  async key(key: string): Promise<KeyInfo> {
    return (await this.#channel.call('key', { key })) as KeyInfo;
  }

  /** Gives up a one-time key whose signature will not be. Codes: not_found, policy (a key that lasts). */
  async discardKey(key: string): Promise<void> {
    await this.#channel.call('discardKey', { key });
  }

  /** All keys of a signer, oldest first; none for an unknown signer. */
  async keysOf(signer: string): Promise<readonly KeyInfo[]> {
    return ((await this.#channel.call('keysOf', { signer })) as { readonly keys: readonly KeyInfo[] }).keys;
  }

  /** What of the audit log wants a time-stamp; nothing where officers trust no time-stamping authority. */
  async checkpointsToStamp(): Promise<CheckpointsToStamp> {
    return (await this.#channel.call('checkpointsToStamp', {})) as CheckpointsToStamp;
  }

  /** Hands in a time-stamp; one that is there already stays. Codes: policy (not over it, or by nobody trusted), not_found. */
  async stampCheckpoint(stamp: StampCheckpoint): Promise<void> {
    await this.#channel.call('stampCheckpoint', stamp);
  }

  /** What the log has of the signature of a challenge, for whoever must be shown. Codes: not_found (nothing was signed). */
  async evidence(chal: string): Promise<SignatureEvidence> {
    return (await this.#channel.call('evidence', { chal })) as SignatureEvidence;
  }

  /** Resolves if database and module answer and the epoch is unedited. Codes: module_unavailable. */
  async health(): Promise<{ readonly status: 'ok' }> {
    return (await this.#channel.call('health', {})) as { readonly status: 'ok' };
  }

  close(): void {
    this.#channel.close();
  }
}
