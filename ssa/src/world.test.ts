/** Everything around the application, real: its database, a SAM with its module, an authority over HTTP. Only who is logged in is told. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { openOutward, openRevocationSource } from '@chancery/connectors/revocation';
import { encodeName, issueCertificate, type OptionalAlgorithm, parseCertificationRequest } from '@chancery/pki';
import { SamClient, SicSamClient } from '@chancery/sam/client';
import { type RunningSam, startSam } from '@chancery/sam/server';
import { findAccount, migrate, openStore, type Store } from '@chancery/store';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { PDFDocument } from 'pdf-lib';
import { pino } from 'pino';
import { brandsOf, type Caller, createServer, openDocumentFolder, type SsaDeps, ssaRoutes } from './index.ts';
import { workshops } from './organization.test.ts';
import { idpKeys, issuer, type Person, sicOrigin } from './person.test.ts';

export const publicOrigin = 'https://ssa.example';
export const largestDocument = 8 * 1024 * 1024;
export const adminToken = 'operators-only';

/** `ahead`: milliseconds the application's clock is ahead. */
export class World {
  #description: Description | undefined;
  readonly folder = mkdtempSync(join(tmpdir(), 'chancery-ssa-'));
  readonly tokens = new Map<string, Caller>();
  store!: Store;
  app!: FastifyInstance;
  deps!: SsaDeps;
  sam!: SamClient;
  sic!: SicSamClient;
  ca!: { url: string; root: Uint8Array; server: Server; down: boolean };
  readonly outward = openOutward({ privateHosts: ['127.0.0.1'] });
  #samServer!: RunningSam;
  ahead = 0;

  /** What SSA and SAM are told to allow beyond the ordinary. */
  switchedOn: { ssa: readonly OptionalAlgorithm[]; sam: readonly OptionalAlgorithm[] } = { ssa: [], sam: [] };

  /** On the embedded database unless a PostgreSQL one is named. */
  static async open(url?: string, switchedOn?: World['switchedOn']): Promise<World> {
    const world = new World();
    world.switchedOn = switchedOn ?? world.switchedOn;
    await folderOfDatabase(join(world.folder, 'ledger'), 'sam');
    await world.startSam();
    world.ca = await startAuthority();
    world.store = await openStore(
      url === undefined ? { folder: await folderOfDatabase(join(world.folder, 'store'), 'ssa') } : { url },
    );
    await migrate(world.store);
    world.deps = world.#deps();
    world.app = createServer({ operator: 'Example Trust Services', brands: brandsOf(world.store) });
    ssaRoutes(world.app, world.deps);
    await world.app.ready();
    return world;
  }

  async startSam(): Promise<void> {
    this.#samServer = await startSam({
      database: { folder: join(this.folder, 'ledger') },
      moduleFolder: join(this.folder, 'module'),
      listen: { ssa: { socket: join(this.folder, 'ssa.sock') }, sic: { socket: join(this.folder, 'sic.sock') } },
      config: {
        aud: 'sam://test',
        rpId: 'sic.example',
        rpName: 'Test',
        sicOrigin,
        trust: {
          idps: [{ issuer, authorizeUrl: `${issuer}/authorize`, clientId: 'sic', jwks: idpKeys, loa: 'substantial' }],
          organizations: Object.values(workshops).map((one) => one.trusted),
        },
        allowedReturnOrigins: [publicOrigin],
        switchedOn: this.switchedOn.sam,
      },
      logger: pino({ level: 'silent' }),
    });
    this.sam ??= new SamClient({ socket: join(this.folder, 'ssa.sock') });
    this.sic ??= new SicSamClient({ socket: join(this.folder, 'sic.sock') });
  }

  stopSam(): Promise<void> {
    return this.#samServer.close();
  }

  async close(): Promise<void> {
    await this.app.close();
    this.sam.close();
    this.sic.close();
    await this.stopSam();
    this.ca.server.close();
    await this.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #deps(): SsaDeps {
    const { store, tokens } = this;
    return {
      store,
      sam: this.sam,
      documents: openDocumentFolder(join(this.folder, 'documents')),
      bearer: async (token) => tokens.get(token),
      requireSession: async ({ headers }) => {
        const account = await findAccount(store.db, String(headers['x-logged-in']));
        return account?.status === 'active' ? { account } : undefined;
      },
      startLogin: async (reply, path) => reply.redirect(`/login?return=${encodeURIComponent(path)}`, 303),
      publicOrigin,
      sicOrigin,
      operator: 'Test provider',
      terms: [
        { version: '1', lang: 'en', text: 'The terms.' },
        { version: '1', lang: 'de', text: 'Die Bedingungen.' },
      ],
      roots: [this.ca.root],
      outward: this.outward,
      signatureFonts: [],
      revocation: openRevocationSource({}, this.outward),
      largestDocument,
      adminToken,
      pagesFolder: pages(this.folder),
      brands: brandsOf(store),
      switchedOn: this.switchedOn.ssa,
      clock: () => new Date(Date.now() + this.ahead),
    };
  }

  /** A service provider with its group, authority and client, over the administration API; a token of its client. */
  async provider(name = 'Banco Norte'): Promise<{ token: string; client: string; group: string }> {
    const group = String((await this.admin('groups', { name: 'Group' }))['id']);
    const provider = String((await this.admin('providers', { group, name }))['id']);
    await this.admin('cas', { group, type: 'sandbox', url: this.ca.url, token: 'ca' });
    const redirect_uris = ['https://app.example/back'];
    const client = String((await this.admin('clients', { provider, redirect_uris }))['id']);
    const token = randomBytes(8).toString('hex');
    this.tokens.set(token, { client, clientName: name, group, scopes: ['service'] });
    return { token, client, group };
  }

  async admin(what: string, payload: object): Promise<Record<string, unknown>> {
    const answer = await this.call('POST', `/admin/v1/${what}`, adminToken, payload);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }

  async call(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    token: string,
    payload?: object,
    more: object = {},
  ) {
    const headers = { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...more };
    const answer = await this.app.inject({
      method,
      url,
      headers,
      ...(payload === undefined ? {} : { payload }),
    } as InjectOptions);
    const json = String(answer.headers['content-type']).includes('json');
    const body = (json ? answer.json() : {}) as Record<string, unknown>;
    await this.requireDescribed(method, url, answer.statusCode, body);
    return {
      status: answer.statusCode,
      body,
      headers: answer.headers,
      bytes: answer.rawPayload,
    };
  }

  /** Whatever an operation refuses with, its description has said before. */
  async requireDescribed(method: string, url: string, status: number, { code }: Record<string, unknown>) {
    this.#description ??= (await this.app.inject('/openapi.json')).json() as Description;
    const { pathname } = new URL(url, publicOrigin);
    const template = Object.keys(this.#description.paths).find((path) => fits(path, pathname));
    const answers = this.#description.paths[template ?? '']?.[method.toLowerCase()]?.responses;
    if (answers === undefined || code === undefined) return;
    const said = answers[status]?.description ?? '';
    if (!said.includes(`\`${code}\``))
      throw new Error(`${method} ${template} may refuse with ${status} ${code}, it seems`);
  }

  /** A visit of a browser in which `account` is logged in: the status and where it is sent. */
  async visit(
    url: string,
    account = '',
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; location: string; text: string; bytes: Buffer }> {
    const { pathname, search } = new URL(url, publicOrigin);
    const answer = await this.app.inject({
      method: 'GET',
      url: pathname + search,
      headers: { 'x-logged-in': account, ...more },
    });
    const { statusCode: status, payload: text, rawPayload: bytes } = answer;
    return { status, location: String(answer.headers.location ?? ''), text, bytes };
  }

  /** Walks from a link to where there is nothing left to approve, and returns the last address. */
  async walk(url: string, account: string, person: Person): Promise<string> {
    let at = url;
    for (let steps = 0; steps < 20; steps++) {
      const { location } = await this.visit(at, account);
      if (location === '' || !/^https:\/\/(ssa|sic)\.example\//.test(location)) return location || at;
      at = location.startsWith(sicOrigin) ? await person.approve(this.sic, challengeIn(location)) : location;
      if (at.endsWith('/result')) return at;
    }
    throw new Error(`no end after ${at}`);
  }

  async account(token: string, person: Person): Promise<string> {
    const link = { issuer, subject: person.subject };
    const { body } = await this.call('POST', '/api/v1/accounts', token, { name: `Ana ${person.subject}`, link });
    return String(body['id']);
  }

  async ask(token: string, more: object = {}, content?: Uint8Array) {
    const documents = [{ name: 'Offer.pdf', content: Buffer.from(content ?? (await onePage())).toString('base64') }];
    return this.call('POST', '/api/v1/signature-requests', token, { documents, ...more });
  }
}

interface Description {
  readonly paths: Record<string, Record<string, { responses: Record<string, { description: string }> }>>;
}

function fits(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')];
  return wanted.length === given.length && wanted.every((part, i) => part.startsWith('{') || part === given[i]);
}

export function challengeIn(url: string): string {
  return new URL(url).pathname.replace('/approve/', '');
}

export async function onePage(text = 'The parties agree.'): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.addPage([300, 300]).drawText(text);
  return pdf.save();
}

/** Enough of the built page for what the server does with it. */
function pages(folder: string): string {
  const at = join(folder, 'pages', 'assets');
  mkdirSync(at, { recursive: true });
  writeFileSync(
    join(folder, 'pages', 'result.html'),
    '<!doctype html><html data-operator="" data-sandbox="yes"><head><title>Result</title></head></html>',
  );
  writeFileSync(join(at, 'look.css'), 'body{}');
  return join(folder, 'pages');
}

/** A self-signed root that certifies whoever asks with its token. */
async function startAuthority() {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const scheme = { kind: 'ecdsa', digest: 'sha256' } as const;
  const name = encodeName({ commonName: 'Test root' });
  const issuerSpki = keys.publicKey.export({ type: 'spki', format: 'der' });
  const times = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000 * 365) };
  const common = { issuer: name, issuerSpki, ...times };
  const signed = (tbs: Uint8Array) => sign('sha256', tbs, keys.privateKey);
  const own = {
    ...common,
    serial: Uint8Array.of(1),
    subject: name,
    spki: issuerSpki,
    profile: { kind: 'root' },
  } as const;
  const root = await issueCertificate(own, scheme, signed);
  const server = createHttpServer(async (request, response) => {
    if (ca.down || request.headers.authorization !== 'Bearer ca') return response.writeHead(503).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { subject, spki } = parseCertificationRequest(Buffer.concat(chunks));
    const serial = Buffer.concat([Buffer.of(0x42), randomBytes(8)]);
    const seal = request.url?.endsWith('?profile=seal');
    const qcStatements = { qualified: false, qscd: false, types: [seal ? 'eSeal' : 'eSign'] } as const;
    const content = {
      ...common,
      serial,
      subject: subject.der,
      spki,
      profile: { kind: 'signer', qcStatements },
    } as const;
    const der = await issueCertificate(content, scheme, signed);
    return response.end(JSON.stringify({ chain: [der, root].map((one) => Buffer.from(one).toString('base64')) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ca = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, root, server, down: false };
  return ca;
}

type PostgresPeer = {
  postgresPrograms(): string | undefined;
  startPostgres(): Promise<{ url(role?: string): string; stop(): Promise<void> }>;
};

// The helper of the whole repository, outside this package's types.
const peer = (await import(new URL('../../test/postgres.ts', import.meta.url).href)) as PostgresPeer;
const template = new URL('../../test/database-template.ts', import.meta.url).href;
const { folderOfDatabase } = (await import(template)) as {
  folderOfDatabase(folder: string, shape: string): Promise<string>;
};

/** Runs a suite on the embedded database, and on PostgreSQL where it is installed; elsewhere that half skips visibly. */
export function onEachDatabase(title: string, define: (world: () => World) => void): void {
  describe(`${title}, embedded`, () => onDatabase(async () => ({}), define));
  const skip = peer.postgresPrograms() === undefined ? 'PostgreSQL is not installed' : false;
  const server = async () => {
    const running = await peer.startPostgres();
    return { url: running.url(), stop: () => running.stop() };
  };
  describe(`${title}, PostgreSQL`, { skip }, () => onDatabase(server, define));
}

type Place = { readonly url?: string; readonly stop?: () => Promise<void> };

function onDatabase(place: () => Promise<Place>, define: (world: () => World) => void): void {
  let found: Place;
  let world: World;
  before(async () => {
    found = await place();
    world = await World.open(found.url);
  });
  after(async () => {
    await world.close();
    await found.stop?.();
  });
  define(() => world);
}
