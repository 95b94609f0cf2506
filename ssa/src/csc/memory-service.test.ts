/** The narrow interface of the CSC methods in memory, over the real cryptographic module and a small authority of its own. */
import { createHash, generateKeyPairSync, randomBytes, randomInt, sign } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { CryptoModule, KeyAlgorithm, KeyRecord } from '@chancery/crypto-module';
import { openSoftwareModule, verifyHash } from '@chancery/crypto-module';
import {
  type Certificate,
  type DigestScheme,
  encodeName,
  isMessageScheme,
  issueCertificate,
  type LegacyScheme,
  type OptionalAlgorithm,
  parseCertificate,
  type QcStatements,
} from '@chancery/pki';
import { type ChallengeState, SamError, type SamErrorCode, type SignRequest } from '@chancery/sam/client';
import type { EvidenceSources } from '@chancery/sca';
import { createServer } from '../http/server.ts';
import type { CscBearer, CscCredential, CscDeps } from './csc-deps.ts';
import type { Dialect } from './dialect.ts';
import { cscRoutes } from './routes.ts';
import { statusEnquiry } from './status-enquiry.ts';

export const pin = '12345678';
export const basic = `Basic ${Buffer.from('alice:secret:with:colons').toString('base64')}`;

interface StoredKey {
  readonly record: KeyRecord;
  readonly spki: Uint8Array;
}
interface StoredSad {
  readonly client: string;
  readonly key: string;
  /** One for each signature that is left: its hash, or null where any will do. */
  free: (string | null)[];
  readonly hashes: readonly string[] | undefined;
  readonly binds: 'sdr' | undefined;
  readonly exp: number;
}
interface StoredPush {
  readonly signer: string;
  readonly key: string;
  readonly client: string;
  readonly hashes: readonly string[];
  readonly label: string;
  readonly group: string;
  readonly clientName: string;
  state: ChallengeState;
}
interface Stated {
  readonly ocspUrl?: string;
  readonly policyOid?: string;
  readonly qcStatements?: QcStatements;
}
interface SadOptions {
  readonly client?: string;
  readonly hashes?: readonly string[];
  readonly binds?: 'sdr';
  readonly lifetime?: number;
}
type Change = { -readonly [N in keyof CscCredential]?: CscCredential[N] };

/** One account `alice` with credentials `rsa`, `ec` (explicit) and `far` (SCAL2, oauth2code); `bob` owns `foreign`. */
export class MemoryService {
  readonly app = createServer({ operator: 'Test' });
  readonly folder = mkdtempSync(join(tmpdir(), 'chancery-csc-'));
  readonly tokens = new Map<string, CscBearer & { readonly grant?: string }>();
  readonly over = new Set<string>();
  readonly refreshTokens = new Map<string, string>();
  readonly credentials = new Map<string, CscCredential & { readonly account: string }>();
  readonly keys = new Map<string, StoredKey>();
  readonly sads = new Map<string, StoredSad>();
  readonly credentialTokens = new Map<string, { sad: string; credentialID: string }>();
  readonly authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly acts: object[] = [];
  /** What phones were asked; `asked` is called whenever somebody wants to know. */
  readonly pushed = new Map<string, StoredPush>();
  asked: ((chal: string) => void) | undefined;
  /** The last one-time password, and who each was sent for. */
  otp = '';
  readonly sentFor: string[] = [];
  /** What an authority stamps; there is none unless told. */
  stamp: ((...wanted: readonly unknown[]) => Promise<Uint8Array>) | undefined;
  /** Milliseconds that have passed. */
  ahead = 0;
  readonly answers = new Map<string, { client: string; made: Promise<object> }>();
  /** The one address that is registered for `app`, and who was to be told */
  readonly responseUri = 'https://app.example/answers?of=ana';
  readonly told: string[] = [];
  /** By their token: what a person approved to have made or destroyed */
  readonly approvedKeys = new Map<string, { readonly credentialID: string; used: boolean }>();
  /** What answers for later wait for */
  heldBack: Promise<unknown> = Promise.resolve();
  wrongPins = 0;
  /** What the authority says of a certificate */
  ocsp: (certificate: Certificate) => Promise<Uint8Array | undefined> = async () => undefined;
  /** What the next signing calls fail with */
  fault: Error | undefined;
  module!: CryptoModule;
  readonly switchedOn: readonly OptionalAlgorithm[];
  root!: Uint8Array;

  constructor(switchedOn: readonly OptionalAlgorithm[]) {
    this.switchedOn = switchedOn;
  }

  static async open(switchedOn: readonly OptionalAlgorithm[] = []): Promise<MemoryService> {
    const service = new MemoryService(switchedOn);
    service.module = await openSoftwareModule(service.folder, { switchedOn });
    service.root = await service.certify(
      'Test root',
      service.authority.publicKey.export({ type: 'spki', format: 'der' }),
    );
    await service.addCredential('rsa', 'alice', { kind: 'rsa', bits: 2048 });
    await service.addCredential('ec', 'alice', { kind: 'ec', curve: 'P-256' });
    await service.addCredential('far', 'alice', { kind: 'ec', curve: 'P-256' }, { scal: 2, authMode: 'oauth2code' });
    await service.addCredential('foreign', 'bob', { kind: 'ec', curve: 'P-256' });
    service.tokens.set('at-app', { client: 'app', scopes: ['service'] });
    const old = { client: 'old', account: 'alice', scopes: ['service'], compatibility: true } as const;
    service.tokens.set('at-old', old);
    service.over.add('at-over');
    service.tokens.set('at-none', { client: 'app', account: 'alice', scopes: [] });
    service.tokens.set('ct-ec', { client: 'app', account: 'alice', scopes: ['credential'], credentialID: 'ec' });
    service.tokens.set('at-alice', { client: 'app', account: 'alice', scopes: ['service'] });
    service.tokens.set('at-other', { client: 'other', account: 'alice', scopes: ['service'] });
    cscRoutes(service.app, service.deps());
    return service;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.module.close();
    rmSync(this.folder, { recursive: true });
  }

  change(credentialID: string, change: Change): void {
    this.credentials.set(credentialID, { ...this.credentials.get(credentialID)!, ...change });
  }

  /** POST with the service token of alice */
  async post(method: string, body: object = {}, authorization = 'Bearer at-alice', dialect: Dialect = 'v1') {
    const url = `/csc/${dialect}/${method}`;
    const response = await this.app.inject({ method: 'POST', url, headers: { authorization }, payload: body });
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.body ? response.json() : undefined,
    };
  }

  /** The signer on her phone, unless it is over. */
  answer(chal: string, state: ChallengeState): void {
    const found = this.pushed.get(chal);
    if (found?.state === 'open') found.state = state;
  }

  verifies(key: string, scheme: DigestScheme | LegacyScheme, digest: Uint8Array, signature: string): boolean {
    return verifyHash(this.keys.get(key)!.spki, scheme, digest, Buffer.from(signature, 'base64'));
  }

  deps(): CscDeps {
    const now = () => Date.now() + this.ahead;
    const sources: EvidenceSources = {
      issuersOf: async () => [],
      ocspOf: (certificate) => this.ocsp(certificate),
      crlOf: async () => undefined,
    };
    return {
      info: {
        name: 'Test service',
        description: 'CSC in memory',
        region: 'ES',
        languages: ['en-US', 'es-ES'],
        baseUrl: 'http://localhost:8400/',
        logo: 'http://localhost:8400/logo.png',
      },
      bearer: async (token) => this.tokens.get(token),
      isOver: async (token) => this.over.has(token),
      login: async (user, password, rememberMe) => {
        if (user !== 'alice' || password !== 'secret:with:colons') return undefined;
        const grant = random();
        if (rememberMe) this.refreshTokens.set(grant, 'alice');
        return { ...this.#access(grant), ...(rememberMe ? { refresh_token: grant } : {}) };
      },
      refresh: async (token) => (this.refreshTokens.has(token) ? this.#access(token) : undefined),
      revoke: async (token) => this.#revoke(token),
      signerOf: async (account) => account,
      accountOf: async (userID) => (userID === 'alice' ? userID : undefined),
      stamp: async (_bearer, ...wanted) => this.stamp?.(...wanted),
      record: async (act, { client, account }, detail) => void this.acts.push({ act, client, account, ...detail }),
      credentials: {
        accountOf: async (id) => this.credentials.get(id)?.account,
        list: async (account) => [...this.credentials].filter(([, each]) => each.account === account).map(([id]) => id),
        find: async (account, id) => {
          const found = this.credentials.get(id);
          return found?.account === account ? found : undefined;
        },
      },
      signing: {
        authorizePin: async ({ key, pin: given, otp, n, hashes, client }) => {
          if (this.wrongPins >= 5) throw refusal('factor_locked');
          if (given !== pin) {
            this.wrongPins += 1;
            throw refusal('pin_invalid');
          }
          if (this.credentials.get(key)?.otp && otp !== this.otp) throw refusal('otp_invalid');
          this.otp = '';
          return this.issueSad(key, n, { client, ...(hashes && { hashes }) });
        },
        sendExplicitOtp: async ({ clientName }) => {
          if (this.fault !== undefined) throw this.fault;
          this.otp = String(randomInt(1_000_000)).padStart(6, '0');
          this.sentFor.push(clientName);
          return { to: '+49 ••• 78', left: 3, again: 0 };
        },
        push: async ({ signer, key, client, dtbsr, display, group, clientName }) => {
          if (this.fault !== undefined) throw this.fault;
          const chal = `c_${random().slice(0, 22)}`;
          this.pushed.set(chal, {
            signer,
            key,
            client,
            hashes: dtbsr,
            label: display[0]?.label ?? '',
            group,
            clientName,
            state: 'open',
          });
          return { chal, exp: 0 };
        },
        pushed: async ({ chal, client, signer }) => {
          const found = this.pushed.get(chal);
          if (found?.client !== client || found.signer !== (signer ?? found.signer)) throw refusal('not_found');
          this.asked?.(chal);
          const { state, key, hashes } = found;
          if (state !== 'activated') return { state };
          const { sad, exp } = this.issueSad(key, hashes.length, { client, hashes });
          return { state, result: { sad, sadExp: exp } };
        },
        cancel: async (chal) => this.answer(chal, 'cancelled'),
        extend: async ({ sad, client, hashes }) => {
          const found = this.sads.get(sad);
          if (found === undefined || found.client !== client) throw refusal('sad_invalid');
          if (hashes?.some((each) => found.hashes && !found.hashes.includes(each)))
            throw refusal('hash_not_authorized');
          this.sads.delete(sad);
          const extended = { sad: `c_${random()}.${random()}`, exp: Math.floor(Date.now() / 1000) + 300 };
          this.sads.set(extended.sad, { ...found, exp: extended.exp });
          return extended;
        },
        sign: async (request) => {
          const { key, scheme, digests } = request;
          if (this.fault !== undefined) throw this.fault;
          this.#spend(request);
          const bytes = digests.map((each) => Buffer.from(each, 'base64url'));
          if (isMessageScheme(scheme)) throw refusal('invalid');
          const { record } = this.keys.get(key)!;
          const { signatures } = await this.module.call({ command: 'sign', record, scheme, digests: bytes });
          return { signatures: signatures.map((value) => Buffer.from(value).toString('base64url')) };
        },
      },
      askStatus: statusEnquiry(sources, now),
      sadOfToken: async (token, credentialID) => {
        const known = this.credentialTokens.get(token);
        return known?.credentialID === credentialID ? known.sad : undefined;
      },
      documents: {
        // Nobody gives time here.
        stampFor: async () => undefined,
        sources,
        anchors: [parseCertificate(this.root)],
      },
      keys: {
        approved: async (token, { account }) =>
          account === 'alice' ? this.approvedKeys.get(token)?.credentialID : undefined,
        redeem: async (token) => {
          const found = this.approvedKeys.get(token);
          const first = found?.used === false;
          if (found) found.used = true;
          return first;
        },
      },
      later: {
        mayTell: async ({ client }, responseUri) => client === 'app' && responseUri === this.responseUri,
        begin: async ({ client }, { responseUri }, answer) => {
          if (responseUri !== undefined) this.told.push(responseUri);
          const id = random();
          this.answers.set(id, { client, made: this.heldBack.then(answer) });
          return id;
        },
        find: async (id, { client }) => {
          const found = this.answers.get(id);
          return found?.client === client ? Promise.race([found.made, setImmediate('pending' as const)]) : undefined;
        },
      },
      switchedOn: this.switchedOn,
      pushSeconds: 60,
      now,
    };
  }

  issueSad(key: string, n: number, { client = 'app', hashes, binds, lifetime = 300 }: SadOptions = {}) {
    const sad = `c_${random()}.${random()}`;
    const exp = Math.floor(Date.now() / 1000) + lifetime;
    this.sads.set(sad, {
      client,
      key,
      free: Array.from({ length: n }, (_, i) => hashes?.[i] ?? null),
      hashes,
      binds,
      exp,
    });
    return { sad, exp };
  }

  /** In the order of the SAM's own checks (`presentedSad` to `spend`), with its words. */
  #spend({ sad, client, key, digests: asked, documents, attributes }: SignRequest): void {
    const digests = documents ?? asked;
    const found = this.sads.get(sad);
    if (found === undefined || found.client !== client) throw refusal('sad_invalid');
    if (found.exp <= Date.now() / 1000) throw refusal('sad_expired');
    if (found.hashes && digests.some((each) => !found.hashes?.includes(each)))
      throw refusal(documents ? 'document_not_authorized' : 'hash_not_authorized');
    if (found.key !== key) throw refusal('sad_invalid');
    if (documents && this.credentials.get(key)?.scal === 2) {
      if (found.binds !== 'sdr') throw refusal('policy');
      if (attributes?.length !== documents.length) throw refusal('document_not_authorized');
    }
    if (found.free.length === 0) throw refusal('sad_used');
    const left = [...found.free];
    for (const digest of digests) {
      const at = left.indexOf(found.hashes ? digest : null);
      if (at < 0) throw refusal('hash_not_authorized');
      left.splice(at, 1);
    }
    found.free = left;
  }

  #access(grant: string) {
    const access_token = random();
    this.tokens.set(access_token, { client: 'app', account: 'alice', scopes: ['service'], grant });
    return { access_token, expires_in: 3600 };
  }

  #revoke(token: string): boolean {
    if (this.refreshTokens.delete(token)) {
      for (const [access, { grant }] of this.tokens) if (grant === token) this.tokens.delete(access);
      return true;
    }
    return this.tokens.delete(token);
  }

  async addCredential(id: string, account: string, algorithm: KeyAlgorithm, change: Change = {}): Promise<void> {
    const scal = change.scal ?? 1;
    const generate = { command: 'generate', keyId: id, owner: account, algorithm, scal, policy: 'test' } as const;
    const { record, spki } = await this.module.call(generate);
    const pending = await this.module.call({ command: 'transition', record, to: 'cert_pending' });
    const leaf = await this.certify(`${account} ${id}`, spki);
    const set = { certSha256: createHash('sha256').update(leaf).digest() };
    const active = await this.module.call({ command: 'transition', record: pending.record, to: 'active', set });
    this.keys.set(id, { record: active.record, spki });
    this.credentials.set(id, { ...this.#credential(id, leaf), account, signer: account, ...change });
  }

  #credential(id: string, leaf: Uint8Array): Omit<CscCredential, 'signer'> {
    return {
      credentialID: id,
      key: id,
      keyStatus: 'enabled',
      certStatus: 'valid',
      statusSeen: new Date(),
      certificates: [leaf, this.root],
      scal: 1,
      signatureQualifier: 'eu_eidas_aes',
      authMode: 'explicit',
      pin: { format: 'N', label: 'Signing PIN' },
      multisign: 20,
    };
  }

  async certify(commonName: string, spki: Uint8Array, stated: Stated = {}): Promise<Uint8Array> {
    const issuerSpki = this.authority.publicKey.export({ type: 'spki', format: 'der' });
    const content = {
      serial: Uint8Array.of(0x5a, ...randomBytes(7)),
      issuer: encodeName({ commonName: 'Test root', country: 'ES' }),
      subject: encodeName({ commonName, country: 'ES' }),
      spki,
      notBefore: new Date(Date.now() - 3600_000),
      notAfter: new Date(Date.now() + 86_400_000),
      profile: { kind: commonName === 'Test root' ? 'root' : 'signer', ...stated },
      issuerSpki,
    } as const;
    return await issueCertificate(content, { kind: 'ecdsa', digest: 'sha256' }, (tbs) =>
      sign('sha256', tbs, this.authority.privateKey),
    );
  }
}

function refusal(code: SamErrorCode): SamError {
  return new SamError(code, 'test');
}

function random(): string {
  return randomBytes(16).toString('base64url');
}
