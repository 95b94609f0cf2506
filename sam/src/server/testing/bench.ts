import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { OptionalAlgorithm } from '@chancery/pki';
import pino from 'pino';
import {
  type Evidence,
  hashIntentText,
  type Intent,
  type KeyAlgorithm,
  type OtpEvidence,
  type PinEvidence,
  type PrepareFactorChange,
  type PrepareKeyCreate,
  type PrepareSign,
  SamClient,
  type Scal,
  SicSamClient,
} from '../../client/index.ts';
import type { SealLimits, Trust, TrustedOrganization } from '../config.ts';
import type { SamDatabase } from '../database/database.ts';
import { migrateSam } from '../database/migrate.ts';
import type { HealthAddress } from '../door/health-door.ts';
import type { Sam } from '../sam.ts';
import { type SamOptions, startInside } from '../start-sam.ts';
import { replaceTrust, sealTrust } from '../trust/trust.ts';
import { TestAuthority } from './certificate-authority.ts';
import { type TestIdp, testIdp } from './identity-provider.ts';
import { TestOrganization } from './organization.ts';
import { type Act, SoftwareAuthenticator } from './software-authenticator.ts';
import { typedSecret } from './typed-secret.ts';

export const sicOrigin = 'https://sic.example';
export const returnUrl = 'https://ssa.example/back';
export const ecdsa = { kind: 'ecdsa', digest: 'sha256' } as const;

/** A person of the tests: the signer, its passkey, and the account it came from. */
export type Person = { readonly signer: string; readonly subject: string; readonly passkey: SoftwareAuthenticator };

/** A SAM with both of its peers and everything around it, started for real. */
export class Bench {
  readonly idp: TestIdp;
  readonly authority = new TestAuthority();
  options: SamOptions & { readonly moduleFolder: string };
  #running!: Awaited<ReturnType<typeof startInside>>;
  ssa!: SamClient;
  sic!: SicSamClient;
  /** Milliseconds that the SAM's clock is ahead: time has passed. */
  ahead = 0;
  /** Milliseconds by which somebody has set it. */
  stepped = 0;

  constructor(idp: TestIdp, folder: string, database: SamDatabase, moduleFolder: string = join(folder, 'module')) {
    this.idp = idp;
    this.options = {
      database,
      moduleFolder,
      listen: { ssa: { socket: join(folder, 'ssa.sock') }, sic: { socket: join(folder, 'sic.sock') } },
      config: {
        aud: 'sam://test',
        rpId: 'sic.example',
        rpName: 'Test',
        sicOrigin,
        trust: { idps: [idp.trusted] },
        allowedReturnOrigins: ['https://ssa.example'],
      },
      logger: pino({ level: 'silent' }),
      clock: () => new Date(Date.now() + this.ahead + this.stepped),
      monotonic: () => performance.now() + this.ahead,
    };
  }

  async start(): Promise<void> {
    this.#running = await startInside(this.options);
    this.ssa = new SamClient(this.#running.addresses.ssa);
    this.sic = new SicSamClient(this.#running.addresses.sic);
  }

  async stop(): Promise<void> {
    this.ssa.close();
    this.sic.close();
    await this.#running.close();
  }

  /** Started again, if need be, by an operator who allows exactly these. */
  async switchOn(...switchedOn: readonly OptionalAlgorithm[]): Promise<void> {
    if (this.options.config.switchedOn?.join() === switchedOn.join()) return;
    await this.stop();
    this.options = { ...this.options, config: { ...this.options.config, switchedOn } };
    await this.start();
  }

  /** Its database server, where it has one. */
  server: Outage | undefined;

  /** Where its health is told, port filled in. */
  get health(): HealthAddress {
    return this.#running.addresses.health ?? { host: '', port: 0 };
  }

  get sam(): Sam {
    return this.#running.sam;
  }

  /** The intent as the approval page reads it, and what an honest act over it is made of. */
  async question(chal: string): Promise<{ intent: Intent; act: Act }> {
    const { statement } = await this.sic.fetch(chal);
    const text = Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString('utf8');
    return {
      intent: JSON.parse(text) as Intent,
      act: { ih: hashIntentText(text), origin: sicOrigin, rpId: 'sic.example' },
    };
  }

  prepareEnrol(subject: string): Promise<{ chal: string; exp: number }> {
    const idp = { issuer: this.idp.trusted.issuer, subject };
    return this.ssa.prepare({ ...asked, purpose: 'enrol', account: `acc-${subject}`, idp });
  }

  async login(ih: Uint8Array, subject: string, more: object = {}): Promise<Evidence> {
    const now = Math.floor((Date.now() + this.ahead) / 1000);
    const person = { sub: subject, name: `Ada ${subject}`, given_name: 'Ada', family_name: subject, country: 'UT' };
    const times = { iat: now, exp: now + 300, auth_time: now, nonce: Buffer.from(ih).toString('base64url') };
    return { kind: 'oidc', idToken: await this.idp.token({ ...person, ...times, ...more }) };
  }

  prepareChange({ signer }: Pick<Person, 'signer'>, change: PrepareFactorChange['change']) {
    return this.ssa.prepare({ ...asked, purpose: 'factor.change', signer, change });
  }

  /** A PIN as the approval page sends it. */
  async typed(chal: string, pin: string, kind: PinEvidence['kind'] = 'pin'): Promise<PinEvidence> {
    return { kind, jwe: await this.#encrypted(chal, 'chancery-pin', pin) };
  }

  async typedOtp(chal: string, otp: string): Promise<OtpEvidence> {
    return { kind: 'otp', jwe: await this.#encrypted(chal, 'chancery-otp', otp) };
  }

  async #encrypted(chal: string, typ: string, secret: string): Promise<string> {
    const { encryption } = await this.sic.fetch(chal);
    assert.ok(encryption, 'this challenge asks for no secret');
    const { act } = await this.question(chal);
    return typedSecret(encryption, secret, { typ, ih: Buffer.from(act.ih).toString('base64url') });
  }

  /** The person sets a PIN, by her passkey. */
  async setPin(person: Person, pin: string): Promise<void> {
    const { chal } = await this.prepareChange(person, { add: 'pin' });
    const { act } = await this.question(chal);
    const evidence = [person.passkey.assert(act), await this.typed(chal, pin, 'pin-registration')];
    await this.sic.approve({ chal, evidence });
  }

  /** `said`: what the provider says of the login. Where the policy asks for a PIN, with this one. */
  async enrol(
    subject: string = randomUUID(),
    said: object = {},
    pin = '482913',
    passkey = new SoftwareAuthenticator(),
  ): Promise<Person> {
    const { chal } = await this.prepareEnrol(subject);
    const { act, intent } = await this.question(chal);
    const withPin = intent.factors[0]?.endsWith('+pin-registration');
    const more = withPin ? [await this.typed(chal, pin, 'pin-registration')] : [];
    await this.sic.approve({
      chal,
      evidence: [await this.login(act.ih, subject, said), passkey.register(act), ...more],
    });
    const { result } = await this.ssa.status(chal);
    return { signer: result?.signer ?? '', subject, passkey };
  }

  prepareKey(
    person: Pick<Person, 'signer'>,
    algorithm: KeyAlgorithm = p256,
    scal: Scal = 2,
    pin?: string,
    more: Partial<Pick<PrepareKeyCreate, 'by' | 'once' | 'otp'>> = {},
  ) {
    const terms = { version: '1', lang: 'en', sha256: digest(), url: 'https://tsp.example/terms' };
    return this.ssa.prepare({
      ...asked,
      purpose: 'key.create',
      signer: person.signer,
      algorithm,
      scal,
      terms,
      ...(pin === undefined ? {} : { pin }),
      ...more,
    });
  }

  /** A key for one signature, with its certificate, and the challenge that made it. */
  async oneTimeKey(person: Person, algorithm: KeyAlgorithm = p256): Promise<{ key: string; parent: string }> {
    const { chal } = await this.prepareKey(person, algorithm, 2, undefined, { once: true });
    await this.approve(person, chal);
    const { result } = await this.ssa.status(chal);
    const { key = '', csr = '' } = result ?? {};
    await this.ssa.bindCertificate({ key, chain: [await this.authority.issue(csr)] });
    return { key, parent: chal };
  }

  /** Officers' data changes, as when another SAM starts with it. */
  async trust(...organizations: readonly TrustedOrganization[]): Promise<void> {
    await this.officers({ idps: [this.idp.trusted], organizations });
  }

  async officers(trust: Trust): Promise<void> {
    const rows = await sealTrust(this.sam.module, trust);
    await this.sam.audit.commit((trx) => replaceTrust(trx, rows));
  }

  /** An organisation that its own key has enrolled. */
  async organization(limits: SealLimits = {}): Promise<{ organization: TestOrganization; signer: string }> {
    const organization = await TestOrganization.make();
    await this.trust(organization.trusted('nobody', this.idp.trusted.issuer, limits));
    const { chal } = await this.prepareOrganization(organization);
    await this.approveBy(organization, chal);
    return { organization, signer: (await this.ssa.status(chal)).result?.signer ?? '' };
  }

  prepareOrganization({ id }: TestOrganization, subject?: string) {
    const idp = subject === undefined ? {} : { idp: { issuer: this.idp.trusted.issuer, subject } };
    return this.ssa.prepare({ ...asked, purpose: 'enrol', account: `acc-${id}`, organization: id, ...idp });
  }

  /** The intent of a challenge that the organisation's own key approves, as the SSA hands it on. */
  async questionToClient(chal: string): Promise<{ intent: Intent; ih: Uint8Array }> {
    const { statement } = await this.ssa.statement(chal);
    const text = Buffer.from(statement.split('.')[1] ?? '', 'base64url').toString('utf8');
    return { intent: JSON.parse(text) as Intent, ih: hashIntentText(text) };
  }

  async approveBy(organization: TestOrganization, chal: string, key?: string): Promise<void> {
    const { ih } = await this.questionToClient(chal);
    await this.ssa.approveByClient({ chal, evidence: await organization.approve(ih, key) });
  }

  async approve(person: Person, chal: string): Promise<void> {
    const { act } = await this.question(chal);
    await this.sic.approve({ chal, evidence: [person.passkey.assert(act)] });
  }

  async pendingKey(person: Person, algorithm: KeyAlgorithm = p256, scal: Scal = 2, pin?: string) {
    const { chal } = await this.prepareKey(person, algorithm, scal, pin);
    await this.approve(person, chal);
    const { result } = await this.ssa.status(chal);
    return { key: result?.key ?? '', csr: result?.csr ?? '' };
  }

  async key(person: Person, algorithm: KeyAlgorithm = p256, scal: Scal = 2, pin?: string): Promise<string> {
    const { key, csr } = await this.pendingKey(person, algorithm, scal, pin);
    await this.ssa.bindCertificate({ key, chain: [await this.authority.issue(csr)] });
    return key;
  }

  /** One of SCAL1 whose PIN stands beside a one-time password. */
  async keyWithOtp(person: Person, pin: string): Promise<string> {
    const { chal } = await this.prepareKey(person, p256, 1, pin, { otp: true });
    await this.approve(person, chal);
    const { key = '', csr = '' } = (await this.ssa.status(chal)).result ?? {};
    await this.ssa.bindCertificate({ key, chain: [await this.authority.issue(csr)] });
    return key;
  }

  prepareSign(person: Pick<Person, 'signer'>, key: string, dtbsr: readonly string[], more: Partial<PrepareSign> = {}) {
    const display = dtbsr.map((docSha256, i) => ({
      label: `Document ${i}`,
      type: 'hash' as const,
      size: 0,
      docSha256,
    }));
    return this.ssa.prepare({
      ...asked,
      purpose: 'sign',
      signer: person.signer,
      key,
      hashOid: 'sha256',
      dtbsr,
      display,
      ...more,
    });
  }

  /** An approved SAD over these digests. */
  async sad(person: Person, key: string, dtbsr: readonly string[]): Promise<string> {
    const { chal } = await this.prepareSign(person, key, dtbsr);
    await this.approve(person, chal);
    return (await this.ssa.status(chal)).result?.sad ?? '';
  }
}

const asked = { group: 'g_1', client: 'sp_1', clientName: 'Bank X', returnUrl };
export const p256: KeyAlgorithm = { kind: 'ec', curve: 'P-256' };

/** A random SHA-256 value in b64u. */
export function digest(): string {
  return randomBytes(32).toString('base64url');
}

/** A database server that can be made to fail. */
type Outage = { url(role?: string): string; down(): Promise<void>; up(): Promise<void> };

type PostgresPeer = {
  postgresPrograms(): string | undefined;
  startPostgres(): Promise<Outage & { stop(): Promise<void> }>;
};

// The helper of the whole repository, outside this package's types.
const postgresHelper = new URL('../../../../test/postgres.ts', import.meta.url).href;
export const postgres = (await import(postgresHelper)) as PostgresPeer;
const template = new URL('../../../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as {
  folderOfDatabase(folder: string, shape: string): Promise<string>;
};

/** Runs a suite on the embedded database, and on PostgreSQL where it is installed; elsewhere that half skips visibly. */
export function onEachDatabase(title: string, define: (bench: () => Bench) => void): void {
  onEmbedded(`${title}, embedded`, define);
  onPostgres(title, define);
}

/** Where the database is not what is tried. */
export function onEmbedded(title: string, define: (bench: () => Bench) => void): void {
  describe(title, () => onDatabase(onFolder, define));
}

/** Only where several servers meet: PostgreSQL. */
export function onPostgres(title: string, define: (bench: () => Bench) => void): void {
  const skip = postgres.postgresPrograms() === undefined ? 'PostgreSQL is not installed' : false;
  describe(`${title}, PostgreSQL`, { skip }, () => onDatabase(() => onServer(), define));
}

type Place = { readonly database: SamDatabase; readonly server?: Outage; readonly stop?: () => Promise<void> };

async function onFolder(folder: string): Promise<Place> {
  return { database: { folder: await folderOfDatabase(join(folder, 'data'), 'sam') } };
}

async function onServer(): Promise<Place> {
  const server = await postgres.startPostgres();
  const database = { url: server.url('sam') };
  await migrateSam(database);
  return { database, server, stop: () => server.stop() };
}

function onDatabase(place: (folder: string) => Promise<Place>, define: (bench: () => Bench) => void): void {
  let bench: Bench;
  let found: Place;
  const folder = mkdtempSync(join(tmpdir(), 'chancery-sam-'));
  before(async () => {
    found = await place(folder);
    bench = new Bench(await testIdp(), folder, found.database);
    bench.server = found.server;
    await bench.start();
  });
  after(async () => {
    await bench.stop();
    await found.stop?.();
    rmSync(folder, { recursive: true, force: true });
  });
  define(() => bench);
}

/** For `assert.rejects`: a SamError of that code. */
export function refusedWith(code: string): (error: unknown) => boolean {
  return (error) => {
    if ((error as { code?: string }).code === code) return true;
    throw error;
  };
}
