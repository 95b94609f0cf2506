import { Channel } from './channel.ts';
import type { RegisteredPerson } from './messages.ts';
import type { OfficerAct, OfficerChallenge, OfficerInfo, OfficerProof } from './officer.ts';
import type { OperationInfo, OperationRequest } from './operation.ts';
import type { OfficerAddress } from './sam-address.ts';

/** A backup on the SAM's host; b64u SHA-256 of the file. */
export type BackupMade = { readonly file: string; readonly sha256: string; readonly rows: number };

/** An enrolment that waits for a registration officer; `exp` in unix seconds. */
export type RegistrationAsked = {
  readonly chal: string;
  readonly ih: string;
  readonly person: RegisteredPerson;
  readonly exp: number;
};

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

  /** Asks for something. Codes: policy (not by this role, or it cannot be done), invalid. */
  async request(asked: OperationRequest): Promise<OperationInfo> {
    return (await this.#call('request', asked)) as OperationInfo;
  }

  /** The latest 200, without who approved them. */
  async operations(): Promise<readonly OperationInfo[]> {
    return ((await this.#call('operations')) as { readonly operations: readonly OperationInfo[] }).operations;
  }

  /** Codes: not_found. */
  async operation(op: string): Promise<OperationInfo> {
    return (await this.#call('operation', { op })) as OperationInfo;
  }

  /** Signs for these parameters, as the caller has read them. Codes: policy (not this officer, or already), expired. */
  async approve({
    op,
    type,
    paramsSha256,
  }: Pick<OperationInfo, 'op' | 'type' | 'paramsSha256'>): Promise<OperationInfo> {
    const { aud, officer } = (await this.#begun()).me;
    const proof = await this.#sign({ act: 'approve', aud, officer, op, type, paramsSha256 });
    return (await this.#call('approveOperation', { op, proof })) as OperationInfo;
  }

  /** Carries out an approved backup, on the SAM's host. Codes: policy (not approved, no folder for it), expired. */
  async backUp(op: string): Promise<BackupMade> {
    return (await this.#call('backUp', { op })) as BackupMade;
  }

  /** Codes: policy (neither one's own nor a security officer), expired. */
  async withdraw(op: string): Promise<OperationInfo> {
    return (await this.#call('withdraw', { op })) as OperationInfo;
  }

  /** Whom an enrolment is about, for a registration officer. Codes: not_found, expired, policy. */
  async registration(chal: string): Promise<RegistrationAsked> {
    return (await this.#call('registration', { chal })) as RegistrationAsked;
  }

  /** Vouches for that person; returns the ticket, to be given to her alone. Codes as above. */
  async vouch({ chal, ih }: Pick<RegistrationAsked, 'chal' | 'ih'>): Promise<{ readonly ticket: string }> {
    const { aud, officer } = (await this.#begun()).me;
    const proof = await this.#sign({ act: 'vouch', aud, officer, chal, ih });
    return (await this.#call('vouch', { chal, proof })) as { readonly ticket: string };
  }

  async close(): Promise<void> {
    if (this.#session !== undefined) await this.#call('logout').catch(() => undefined);
    this.#channel.close();
  }

  async #call(method: string, message: object = {}): Promise<unknown> {
    const { session } = await this.#begun();
    return this.#channel.call(method, { ...message, session });
  }

  #begun() {
    this.#session ??= this.#login().catch((cause: unknown) => {
      this.#session = undefined;
      throw cause;
    });
    return this.#session;
  }

  async #login() {
    const me = (await this.#channel.call('challenge', {})) as OfficerChallenge;
    const proof = await this.#sign({ act: 'session', ...me });
    const { session } = (await this.#channel.call('login', { nonce: me.nonce, proof })) as { readonly session: string };
    return { session, me };
  }
}
