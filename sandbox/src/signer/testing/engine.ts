/** A stand-in for SSA, SIC and SAM, as small as their HTTP towards a browser: it makes statements and verifies what comes back. */
import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { der } from '@chancery/pki';
import { type Route, type Running, serveLoopback } from '../../server/loopback-server.ts';
import { type Asked, cookie, json, type Reply, readJson, seeOther } from '../../server/request.ts';

type Fields = Record<string, unknown>;

/** The lies of an SSA, and what only a forger of statements could say. */
export interface Lies {
  readonly file?: (honest: Buffer) => Buffer;
  readonly byteRange?: readonly number[];
  readonly attributes?: Uint8Array;
  readonly terms?: string;
  readonly intent?: Fields;
  readonly forgedStatement?: boolean;
  readonly returnUrl?: string;
  readonly withoutCors?: boolean;
  /** No lie: the document is signed as it came, not within itself. */
  readonly asFile?: boolean;
}

const original = Buffer.from('%PDF-1.7 the original');
const prepared = Buffer.concat([original, Buffer.from('\nappendix <000000> end')]);
const [gap, after] = [prepared.indexOf('<'), prepared.indexOf('>') + 1];
const honestRange = [0, gap, after, prepared.length - after];
const terms = 'The terms of the sandbox.';

/** The least of CMS signed attributes: a message digest. */
export function attributesOver(...parts: readonly Uint8Array[]): Uint8Array {
  const digest = new Uint8Array(sha256(Buffer.concat(parts)));
  return der.setOf(der.sequence(der.oid('1.2.840.113549.1.9.4'), der.setOf(der.octetString(digest))));
}
const attributes = attributesOver(prepared.subarray(0, gap), prepared.subarray(after));
const attributesOfFile = attributesOver(original);

export class TestEngine {
  lies: Lies = {};
  /** The approvals asked for by the next links, in order. */
  ahead: string[] = [];
  issuer = '';
  ssaOrigin = '';
  sicOrigin = '';
  readonly #statementKey = newKey();
  readonly #otherKey = newKey();
  readonly #passkeys = new Map<string, Buffer>();
  readonly #open = new Map<string, Fields>();
  readonly #servers: Running[] = [];

  async start(): Promise<void> {
    const ssa = await serveLoopback({ port: 0, routes: () => this.#ssaRoutes() });
    const sic = await serveLoopback({ port: 0, routes: () => this.#sicRoutes() });
    this.#servers.push(ssa, sic);
    this.ssaOrigin = `http://localhost:${ssa.port}`;
    this.sicOrigin = `http://sic.localhost:${sic.port}`;
  }

  async close(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
  }

  #ssaRoutes(): readonly Route[] {
    const page = '<!doctype html><a data-continue href="/next">Go on</a>';
    return [
      get('/sign/abc', (asked) => seeOther(cookie(asked, 'ssa') === undefined ? this.#login() : '/next')),
      get('/callback', () => seeOther('/sign/abc', { 'set-cookie': 'ssa=1; Path=/; HttpOnly' })),
      get('/next', () => seeOther(this.#prepare(this.ahead.shift() ?? ''))),
      get('/hand-over', () => ({ body: page })),
      get('/return', () => (this.ahead.length > 0 ? seeOther('/hand-over') : { body: 'Done.' })),
      get('/terms', () => this.#across(this.lies.terms ?? terms)),
      get('/view', () => this.#across(this.#file())),
      get('/view/proof', () => this.#across(JSON.stringify(this.#proof()))),
    ];
  }

  #sicRoutes(): readonly Route[] {
    return [
      get('/approve/:chal', () => ({ body: '<!doctype html><div id="page"></div>' })),
      get('/idp/return', () => ({ body: '<!doctype html>' })),
      get('/api/statement-keys', () => json({ keys: [publicJwk(this.#statementKey)] })),
      post('/api/fetch', async (asked) => json(this.#fetched(await this.#intent(asked)))),
      post('/api/approve', async (asked) => this.#approve(await readJson(asked))),
      post('/api/refuse', async (asked) => json({ returnUrl: (await this.#intent(asked))['return_url'] })),
    ];
  }

  #login(): string {
    const asked = {
      client_id: 'ssa',
      redirect_uri: `${this.ssaOrigin}/callback`,
      response_type: 'code',
      scope: 'openid',
    };
    return `${this.issuer}/authorize?${new URLSearchParams(asked)}`;
  }

  #prepare(purpose: string): string {
    const chal = b64u(randomBytes(16));
    const now = Math.floor(Date.now() / 1000);
    const who = {
      client: 'c',
      client_name: 'The Bank',
      sub: 's-1',
      rp_id: 'sic.localhost',
      return_url: `${this.ssaOrigin}/return`,
    };
    this.#open.set(chal, {
      v: 1,
      chal,
      purpose,
      ...who,
      iat: now,
      exp: now + 60,
      ...this.#about(purpose),
      ...this.lies.intent,
    });
    return `${this.sicOrigin}/approve/${chal}`;
  }

  #about(purpose: string): Fields {
    if (purpose === 'enrol') return { idp: { issuer: this.issuer, subject: 'person-1001' }, account: 'a-1' };
    if (purpose === 'key.create') {
      return { terms: { version: '1', lang: 'en', sha256: b64u(sha256(terms)), url: `${this.ssaOrigin}/terms` } };
    }
    const document = {
      label: 'a.pdf',
      type: this.lies.asFile ? 'file' : 'application/pdf',
      size: original.length,
      docSha256: b64u(sha256(original)),
    };
    const display = [{ ...document, viewUrl: `${this.ssaOrigin}/view` }];
    const certificate = { signer_name: 'Ana', cert_issuer: 'The CA', cert_exp: Math.floor(Date.now() / 1000) + 3600 };
    return { ...certificate, hash: '2.16.840.1.101.3.4.2.1', n: 1, dtbsr: [b64u(sha256(this.#attributes()))], display };
  }

  #proof(): Fields {
    const signedAttributes = b64u(this.lies.attributes ?? this.#attributes());
    const byteRange = this.lies.byteRange ?? (this.lies.asFile ? undefined : honestRange);
    return { originalSize: original.length, byteRange, signedAttributes };
  }

  #file(): Buffer {
    const honest = Buffer.from(this.lies.asFile ? original : prepared);
    return this.lies.file?.(honest) ?? honest;
  }

  #attributes(): Uint8Array {
    return this.lies.asFile ? attributesOfFile : attributes;
  }

  #across(body: string | Uint8Array): Reply {
    return { headers: this.lies.withoutCors ? {} : { 'access-control-allow-origin': this.sicOrigin }, body };
  }

  async #intent(asked: Asked): Promise<Fields> {
    return this.#open.get(String((await readJson(asked))['chal'])) ?? {};
  }

  #fetched(intent: Fields): Fields {
    const login = { client_id: 'approvals', redirect_uri: `${this.sicOrigin}/idp/return`, response_type: 'id_token' };
    const fresh = { scope: 'openid', nonce: b64u(intentHash(intent)), state: String(intent['chal']), prompt: 'login' };
    return {
      statement: this.#statement(intent),
      state: 'open',
      passkeys: [...this.#passkeys.keys()].map((id) => ({ id })),
      rp: { id: 'sic.localhost', name: 'Test' },
      idp: { authorizeUrl: `${this.issuer}/authorize?${new URLSearchParams({ ...login, ...fresh })}` },
    };
  }

  #statement(intent: Fields): string {
    const key = this.lies.forgedStatement ? this.#otherKey : this.#statementKey;
    const header = { alg: 'ES256', typ: 'chancery-intent+jwt', kid: 'k' };
    const content = [header, intent].map((part) => b64u(Buffer.from(JSON.stringify(part)))).join('.');
    return `${content}.${b64u(sign('sha256', Buffer.from(content), { key, dsaEncoding: 'ieee-p1363' }))}`;
  }

  #approve({ chal, evidence }: Fields): Reply {
    const intent = this.#open.get(String(chal)) ?? {};
    const right = (evidence as readonly Fields[]).every((one) => this.#isRight(one, intentHash(intent)));
    return right
      ? json({ returnUrl: this.lies.returnUrl ?? intent['return_url'] })
      : json({ error: 'evidence_invalid' }, 403);
  }

  #isRight(one: Fields, ih: Buffer): boolean {
    if (one['kind'] === 'oidc') return decode(String(one['idToken']).split('.')[1])['nonce'] === b64u(ih);
    const said = decode(one['clientDataJSON']);
    if (said['challenge'] !== b64u(ih) || said['origin'] !== this.sicOrigin) return false;
    if (one['kind'] === 'webauthn') return isSigned(one, this.#passkeys.get(String(one['id'])));
    this.#passkeys.set(String(one['id']), Buffer.from(String(one['attestationObject']), 'base64url'));
    return true;
  }
}

const get = (path: string, answer: Route['answer']): Route => ({ method: 'GET', path, answer });
const post = (path: string, answer: Route['answer']): Route => ({ method: 'POST', path, answer });
const b64u = (data: Uint8Array) => Buffer.from(data).toString('base64url');
const newKey = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

function sha256(data: Uint8Array | string): Buffer {
  return createHash('sha256').update(data).digest();
}

function publicJwk(key: KeyObject): Fields {
  return { ...createPublicKey(key).export({ format: 'jwk' }), kid: 'k' };
}

function decode(part: unknown): Fields {
  return JSON.parse(Buffer.from(String(part), 'base64url').toString('utf8')) as Fields;
}

function intentHash(intent: Fields): Buffer {
  return sha256(`chancery-intent-v1\0${JSON.stringify(inOrder(intent))}`);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, inOrder((value as Fields)[name])]),
  );
}

/** The ES256 key ends the attestation object: two times 32 octets, each behind a head of three. */
function isSigned(one: Fields, attestation: Buffer | undefined): boolean {
  if (attestation === undefined) return false;
  const [x, y] = [attestation.subarray(-67, -35), attestation.subarray(-32)].map(b64u);
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: x ?? '', y: y ?? '' }, format: 'jwk' });
  const [data, client, signature] = ['authenticatorData', 'clientDataJSON', 'signature'].map((name) =>
    Buffer.from(String(one[name]), 'base64url'),
  );
  if (!data || !client || !signature) return false;
  return verify('sha256', Buffer.concat([data, sha256(client)]), key, signature);
}
