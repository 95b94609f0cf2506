/** Everything around the OAuth server, real: its database, the OpenID provider of the sandbox, HTTP, browsers that keep cookies. */
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { startOpenIdProvider } from '@chancery/sandbox';
import {
  createAccount,
  createClient,
  createGroup,
  createIdp,
  createProvider,
  migrate,
  openStore,
  type Store,
} from '@chancery/store';
import Fastify, { type FastifyInstance } from 'fastify';
import { type Authorization, type AuthorizationOptions, authorizationRoutes } from './index.ts';
import type { Message } from './message-page.ts';

/** Of the client `c1`; nobody listens there. */
export const redirect = 'http://127.0.0.1:9/cb';
export const clientSecret = 'secret of the client one';
export const basic = `Basic ${Buffer.from(`c1:${clientSecret.replaceAll(' ', '+')}`).toString('base64')}`;
const idpSecret = 'a secret of the ssa';

/** Ana has the account `a1`, Luis has none; the client `c1` is of the provider Bank in the group `g`. */
export interface World {
  readonly store: Store;
  readonly authorization: Authorization;
  readonly issuer: string;
  /** Every instance of the server on this database, the issuer's first: two on PostgreSQL, one on the embedded database. */
  readonly instances: readonly string[];
  /** What the servers logged, JSON. */
  readonly lines: readonly string[];
}

type Open = () => World;
type More = () => Partial<AuthorizationOptions>;

type TokenMember =
  | 'error'
  | 'error_description'
  | 'access_token'
  | 'refresh_token'
  | 'id_token'
  | 'token_type'
  | 'scope'
  | 'credentialID';
type Rich = { readonly authorization_details?: readonly object[] };

export async function token(
  { instances }: World,
  form: Record<string, string>,
  { authorization = basic, instance = 0 } = {},
) {
  const url = `${instances[instance % instances.length]}/oauth2/token`;
  const answer = await fetch(url, { method: 'POST', headers: { authorization }, body: new URLSearchParams(form) });
  const body = (await answer.json()) as Partial<Record<TokenMember, string>>;
  return { status: answer.status, ...(body as typeof body & Partial<Record<'expires_in', number>> & Rich) };
}

/** RFC 7636, 4.1 and 4.2. */
export function proofKey() {
  const verifier = randomBytes(32).toString('base64url');
  const code_challenge = createHash('sha256').update(verifier).digest('base64url');
  return { verifier, challenge: { code_challenge, code_challenge_method: 'S256' } };
}

export function authorizeUrl({ issuer }: World, query: Record<string, string>): string {
  const usual = { response_type: 'code', client_id: 'c1', redirect_uri: redirect, state: 's' };
  return `${issuer}/oauth2/authorize?${new URLSearchParams({ ...usual, ...query })}`;
}

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** Keeps cookies per host and follows redirects until a page, the application, or a host it was told to stop at. */
export class Browser {
  readonly cookies = new Map<string, Map<string, string>>();
  readonly #ends: readonly string[];

  constructor(...stopAt: string[]) {
    this.#ends = [redirect, ...stopAt];
  }

  async go(url: string, form?: URLSearchParams): Promise<Page> {
    const { host, origin } = new URL(url);
    const jar = this.cookies.get(host) ?? new Map<string, string>();
    this.cookies.set(host, jar);
    const headers = { cookie: [...jar].map((pair) => pair.join('=')).join('; '), origin };
    const sent = form ? { method: 'POST', body: form } : {};
    const answer = await fetch(url, { redirect: 'manual', headers, ...sent });
    for (const line of answer.headers.getSetCookie()) keep(jar, line);
    const location = answer.headers.get('location');
    if (!location || answer.status >= 400) return { url, status: answer.status, text: await answer.text() };
    const next = new URL(location, url).href;
    return this.#ends.some((end) => next.startsWith(end)) ? { url: next, status: 302, text: '' } : this.go(next);
  }

  async logIn(start: string, person = 'ana'): Promise<Page> {
    const page = await this.go(start);
    const fields = new URLSearchParams({ username: person, password: person });
    for (const [, input = ''] of page.text.matchAll(/<input([^>]*type="hidden"[^>]*)>/g))
      fields.set(attribute(input, 'name'), attribute(input, 'value'));
    const form = /<form[^>]*action="[^"]*"/.exec(page.text)?.[0];
    assert.ok(form, `${page.url} asks for no login: ${page.text}`);
    return this.go(new URL(attribute(form, 'action'), page.url).href, fields);
  }
}

function keep(jar: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (value) jar.set(name, value);
  else jar.delete(name);
}

function attribute(tag: string, name: string): string {
  return (new RegExp(`${name}="([^"]*)"`).exec(tag)?.[1] ?? '').replaceAll('&amp;', '&');
}

interface Opened extends World {
  close(): Promise<void>;
}

async function openWorld(url: string | undefined, more: Partial<AuthorizationOptions>): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'authorization-'));
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const idp = await startOpenIdProvider({
    folder: join(folder, 'idp'),
    port: 0,
    clients: [{ clientId: 'ssa', clientSecret: idpSecret, redirectUris: [`${issuer}/login/callback`] }],
  });
  const lines: string[] = [];
  const common = { issuer, lines, more: { jwks: signingKeys(), ...more } };
  const first = await startInstance({
    ...common,
    database: url ? { url } : { folder: await folderOfDatabase(join(folder, 'db'), 'ssa') },
    port,
  });
  const instances = url ? [first, await startInstance({ ...common, database: { url }, port: 0 })] : [first];
  await furnish(first.store, idp.issuer);
  return {
    ...first,
    issuer,
    lines,
    instances: instances.map(({ origin }) => origin),
    close: async () => {
      for (const { app, store } of instances) await app.close().finally(() => store.close());
      await idp.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

// The issuer must be known before its server listens, so a port is asked for first.
async function freePort(): Promise<number> {
  const probe = Fastify();
  await probe.listen({ host: '127.0.0.1', port: 0 });
  const { port } = probe.server.address() as AddressInfo;
  await probe.close();
  return port;
}

function signingKeys(): AuthorizationOptions['jwks'] {
  const jwk = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  return { keys: [{ ...jwk, kid: 'k', use: 'sig', alg: 'ES256' }] } as AuthorizationOptions['jwks'];
}

interface InstanceOptions {
  readonly issuer: string;
  readonly database: Parameters<typeof openStore>[0];
  readonly port: number;
  readonly lines: string[];
  readonly more: Partial<AuthorizationOptions> & Pick<AuthorizationOptions, 'jwks'>;
}

async function startInstance({ issuer, database, port, lines, more }: InstanceOptions) {
  const store = await openStore(database);
  await migrate(store);
  const app: FastifyInstance = Fastify({
    logger: { stream: { write: (line: string) => void lines.push(line) } },
    routerOptions: { ignoreDuplicateSlashes: true },
  });
  app.addHook('onRequest', async (_request, reply) => void reply.header('x-content-type-options', 'nosniff'));
  const messagePage = ({ kind, reason, reference, link }: Message) => `${kind}\n${reason}\n${reference}\n${link?.href}`;
  const options = { store, issuer, messagePage, cookieKeys: ['a key of the cookies'], insecureHttp: true, ...more };
  const authorization = authorizationRoutes(app, options);
  app.get('/me', async (request) => ({ account: (await authorization.requireSession(request))?.account.id ?? null }));
  return { app, store, authorization, origin: await app.listen({ host: '127.0.0.1', port }) };
}

async function furnish({ db }: Store, idpIssuer: string): Promise<void> {
  await createGroup(db, { id: 'g', name: 'G' });
  await createProvider(db, { id: 'p', group_id: 'g', name: 'Bank' });
  const ours = { client_id: 'ssa', client_secret: idpSecret };
  await createIdp(db, { group_id: 'g', issuer: idpIssuer, label: 'IdP', ...ours });
  await createAccount(db, { id: 'a1', name: 'Ana', identity: { issuer: idpIssuer, subject: 'person-1001' } });
  await createClient(db, 'c1', 'p', {
    client_id: 'c1',
    client_secret: clientSecret,
    redirect_uris: [redirect],
    grant_types: ['authorization_code', 'client_credentials', 'refresh_token'],
    scope: 'openid service credential',
  });
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

/** Runs the cases on the embedded database, and on PostgreSQL where it is installed; elsewhere that half skips visibly. */
export function onBothDatabases(define: (open: Open) => void, more: More = () => ({})): void {
  describe('on the embedded database', () => onDatabase(async () => undefined, define, more));
  const skip = peer.postgresPrograms() === undefined ? 'PostgreSQL is not installed' : false;
  describe('on PostgreSQL', { skip }, () => onDatabase(() => peer.startPostgres(), define, more));
}

type Place = Awaited<ReturnType<PostgresPeer['startPostgres']>> | undefined;

function onDatabase(place: () => Promise<Place>, define: (open: Open) => void, more: More): void {
  let server: Place;
  let world: Opened;
  before(async () => {
    server = await place();
    world = await openWorld(server?.url(), more());
  });
  after(async () => {
    await world.close();
    await server?.stop();
  });
  define(() => world);
}
