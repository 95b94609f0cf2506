/**
 * The signer's interaction component as a server: a static page and a relay to the SAM, in the SAM's zone (EN 419 241-1).
 * It keeps nothing, knows no OAuth and no key, sets no cookie; whoever holds a challenge may look at it, and only proofs
 * that the SAM verifies approve it.
 */

import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type BuiltFile, readBuiltFiles } from '@chancery/look/built-files';
import type { SicSamClient } from '@chancery/sam/client';
import Fastify, { type FastifyInstance } from 'fastify';
import { assertionConsumer, consumeAssertions } from './assertion-consumer.ts';
import { type SicBrand, type WornBrands, wornBrands } from './brands.ts';
import { sendPage, servePageFiles } from './page-files.ts';
import { relayTo, replyWithWord } from './relay.ts';
import { securityHeaders } from './security-headers.ts';

export interface SicOptions {
  readonly listen: { readonly host: string; readonly port: number };
  readonly sam: SicSamClient;
  /** This host as the browser sees it, e.g. https://approve.example; the rpId is its host name. */
  readonly origin: string;
  /** Where documents and terms are read from. */
  readonly ssaOrigin: string;
  /** The identity providers a person may be sent to for an approval. */
  readonly idpOrigins: readonly string[];
  /** Who runs this installation, as people read it. */
  readonly operator: string;
  /** The folder of the built page. */
  readonly pagesFolder: string;
  /** PEM. Without it a proxy in the same zone speaks TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** The banner that signatures bind nobody; shown unless this says false. */
  readonly sandbox?: boolean;
  /** How the page looks for the people of a group; as it always does unless told. */
  readonly brands?: readonly SicBrand[];
}

export interface Sic {
  readonly port: number;
  /** Connections from now on find this pair; those that are open stay. */
  renewTls(pair: NonNullable<SicOptions['tls']>): void;
  close(): Promise<void>;
}

export async function startSic(options: SicOptions): Promise<Sic> {
  const app = server(options);
  const headers = securityHeaders(options.ssaOrigin, options.origin.startsWith('https:'));
  let closing = false;
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(closing ? { ...headers, connection: 'close' } : headers);
    if (request.method === 'POST' && request.url !== assertionConsumer)
      refuseOtherPages(request.headers, options.origin);
  });
  app.setErrorHandler((error, _request, reply) => replyWithWord(error, reply));
  relayTo(app, options);
  servePages(app, options);
  await app.listen(options.listen);
  return {
    port: (app.server.address() as AddressInfo).port,
    renewTls: (pair) => (app.server as unknown as HttpsServer).setSecureContext({ ...pair, ...versions }),
    close: () => {
      closing = true;
      return app.close();
    },
  };
}

/** RFC 9325, 3.1.1 */
const versions = { minVersion: 'TLSv1.2' } as const;

function server({ tls }: SicOptions): FastifyInstance {
  const common = {
    logger: { level: 'error', stream: process.stderr },
    bodyLimit: 4096,
    forceCloseConnections: true,
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  } as const;
  const app =
    tls === undefined
      ? Fastify(common)
      : (Fastify({ ...common, https: { ...tls, ...versions } }) as unknown as FastifyInstance);
  app.removeContentTypeParser('text/plain');
  return app;
}

/** A page of another origin has no business here (Fetch, Sec-Fetch-Site); a program that is no browser sends neither header. */
function refuseOtherPages(headers: Readonly<Record<string, unknown>>, origin: string): void {
  const site = headers['sec-fetch-site'];
  const sender = headers['origin'];
  if ((site !== undefined && site !== 'same-origin') || (sender !== undefined && sender !== origin)) {
    throw Object.assign(new Error('a request from another page'), { statusCode: 403 });
  }
}

function servePages(app: FastifyInstance, options: SicOptions): void {
  const files = new Map(readBuiltFiles(options.pagesFolder));
  const { brands, files: worn } = wornBrands(options.brands ?? []);
  const page = writtenPage(files.get('/index.html'), options, brands);
  files.delete('/index.html');
  servePageFiles(app, new Map([...files, ...worn]));
  for (const path of ['/index.html', '/approve/:chal', '/idp/return'])
    app.get(path, (_request, reply) => sendPage(reply, page));
  consumeAssertions(app, page);
  // A person reads on the page that there is nothing; a program reads the word.
  app.setNotFoundHandler(({ headers }, reply) =>
    headers.accept?.includes('text/html')
      ? sendPage(reply.code(404), page)
      : replyWithWord(Object.assign(new Error('not found'), { statusCode: 404 }), reply),
  );
}

function writtenPage(index: BuiltFile | undefined, options: SicOptions, brands: WornBrands['brands']): Buffer {
  const built = index?.forms.get('identity');
  if (built === undefined) throw new Error(`There is no built page in ${options.pagesFolder}.`);
  return Buffer.from(installed(built.body.toString('utf8'), options, brands));
}

/** What the page says of the installation before it has asked anything. */
function installed(page: string, { operator, sandbox }: SicOptions, brands: WornBrands['brands']): string {
  const worn = Object.keys(brands).length === 0 ? '' : ` data-brands="${escaped(JSON.stringify(brands))}"`;
  const named = page.replace('data-operator=""', () => `data-operator="${escaped(operator)}"${worn}`);
  return sandbox === false ? named.replace('data-sandbox="yes"', 'data-sandbox="no"') : named;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
