/**
 * A phone without a phone: it joins, asks what waits, approves with the number of the page, says no (docs/mobile-id.md). It believes
 * nothing but statements by the keys it was told of when it joined. For trying out: its keys lie in a file.
 */
import { hkdfSync } from 'node:crypto';
import { SandboxError } from '../error.ts';
import { Browser } from '../signer/browser.ts';
import { readStatement, type StatementKey } from '../signer/statement.ts';
import { encryptToSam } from './encrypt-to-sam.ts';
import { keysHeld, makeKeys, type PhoneKeys, type PublicKey, publicHalf, signMessage } from './phone-keys.ts';

/** What a phone remembers. */
export interface PhoneState {
  readonly sic: string;
  readonly device: string;
  readonly keys: PhoneKeys;
  readonly counter: number;
  readonly statementKeys: readonly StatementKey[];
}

/** A question as the phone shows it, out of the statement alone. */
export interface Question {
  readonly chal: string;
  readonly client: string;
  readonly purpose: string;
  readonly documents: readonly string[];
  /** No page shows a number. */
  readonly push: boolean;
}

/** What the page hands to the phone, as an address: `https://approve.example/device#<ticket>`. */
export interface Invitation {
  readonly sic: string;
  readonly ticket: string;
}

export function readInvitation(address: string): Invitation {
  const url = URL.parse(address);
  const ticket = url?.hash.slice(1) ?? '';
  if (url?.pathname === '/device' && /^[\w-]+\.[\w-]+$/.test(ticket)) return { sic: url.origin, ticket };
  throw new SandboxError('input', 'That is no address of a page that a phone may join.');
}

export class Phone {
  #state: PhoneState;
  readonly #keep: (state: PhoneState) => void;

  constructor(state: PhoneState, keep: (state: PhoneState) => void = () => undefined) {
    this.#state = state;
    this.#keep = keep;
  }

  /** Joins; `sas` are the six digits that the page must show too. */
  static async join({ sic, ticket }: Invitation, model: string): Promise<{ state: PhoneState; sas: string }> {
    const chal = ticket.split('.')[0] ?? '';
    const browser = new Browser();
    const { encryption } = (await browser.ask(sic, '/api/fetch', { chal })) as {
      encryption: PublicKey & { kid: string };
    };
    const keys = makeKeys();
    const told = JSON.stringify({ ticket, model, keys: keysHeld(keys, 'new', ticket) });
    const jwe = encryptToSam(encryption, told, { typ: 'chancery-device', sub: chal });
    const { device, keys: statementKeys } = (await browser.ask(sic, '/api/device/join', { chal, jwe })) as {
      device: string;
      keys: StatementKey[];
    };
    const sas = shortString(ticket, keys, statementKeys[0]?.kid ?? '', encryption.kid);
    return { state: { sic, device, keys, counter: 0, statementKeys }, sas };
  }

  async list(): Promise<readonly Question[]> {
    return (await this.#requests()).map(({ chal, statement }) => {
      const { intent } = this.#believed(chal, statement);
      const display = (intent['display'] ?? []) as readonly { readonly label: string }[];
      const [client, purpose] = [String(intent['client_name']), String(intent['purpose'])];
      const push = intent['push'] === true;
      return { chal, client, purpose, documents: display.map(({ label }) => label), push };
    });
  }

  /** Yes, with the number that the page shows, where a page asks. A real phone verifies its user first. */
  async approve(chal: string, number?: string): Promise<void> {
    const ih = await this.#hashOf(chal);
    this.#remember({ counter: this.#state.counter + 1 });
    const { keys, device, counter, sic } = this.#state;
    const jws = signMessage(keys.auth, device, 'approve', { chal, ih, num: number, ctr: counter, uv: 'passcode' });
    await new Browser().ask(sic, '/api/approve', { chal, evidence: [{ kind: 'device', jws }] });
  }

  /** No; `report`: and she did not ask for it. */
  async decline(chal: string, how: 'deny' | 'report'): Promise<void> {
    await this.#say(how, { chal, ih: await this.#hashOf(chal) });
  }

  /** New keys, which the old ones sign for. */
  async rekey(): Promise<void> {
    const fresh = makeKeys();
    const { device, counter } = this.#state;
    const ctr = counter + 1;
    await this.#say('rekey', { ctr, uv: 'passcode', keys: keysHeld(fresh, device, `${device}.${ctr}`) });
    this.#remember({ keys: fresh, counter: ctr });
  }

  async leave(): Promise<void> {
    await this.#say('leave', {});
  }

  async #requests() {
    const { requests } = await this.#say('list', {});
    return requests as readonly { readonly chal: string; readonly statement: string }[];
  }

  async #hashOf(chal: string): Promise<string> {
    const request = (await this.#requests()).find((one) => one.chal === chal);
    if (request === undefined) throw new SandboxError('not-found', 'No such request waits for this phone.');
    return this.#believed(chal, request.statement).hash.toString('base64url');
  }

  #believed(chal: string, statement: string) {
    const { statementKeys, sic } = this.#state;
    return readStatement(statement, statementKeys, { chal, host: new URL(sic).hostname });
  }

  async #say(type: 'list' | 'deny' | 'report' | 'rekey' | 'leave', claims: object) {
    const { keys, device, sic } = this.#state;
    const key = type === 'rekey' ? keys.auth : keys.transport;
    const jws = signMessage(key, device, type, { ts: Math.floor(Date.now() / 1000), ...claims });
    return new Browser().ask(sic, '/api/device', { jws });
  }

  #remember(change: Partial<PhoneState>): void {
    this.#state = { ...this.#state, ...change };
    this.#keep(this.#state);
  }
}

/** HKDF (RFC 5869) over the ticket, with the keys of both sides: canonical JSON (RFC 8785), its members in order. */
function shortString(ticket: string, { auth, transport }: PhoneKeys, statement: string, encryption: string): string {
  const ordered = ({ kty, crv, x, y }: PublicKey) => ({ crv, kty, x, y });
  const [one, two] = [ordered(publicHalf(auth)), ordered(publicHalf(transport))];
  const info = JSON.stringify({ auth: one, encryption, statement, transport: two, v: 'chancery-sas-v1' });
  const octets = Buffer.from(hkdfSync('sha256', ticket, '', info, 4));
  return String(octets.readUInt32BE() % 1_000_000).padStart(6, '0');
}
