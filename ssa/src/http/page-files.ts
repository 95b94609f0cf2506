/** The built pages as a fixed list of files, read once: a name outside the list does not exist. */
import { globSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { SsaDeps } from '../deps.ts';
import { escaped } from './page.ts';
import { resultPagePolicy } from './security-headers.ts';

type Site = Pick<SsaDeps, 'pagesFolder' | 'operator' | 'sandbox'>;

interface PageFile {
  readonly body: Buffer;
  readonly type: string;
  readonly cache: string;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/**
 * Serves everything the pages load and returns the result page. A worker lives under the policy its own file came with
 * (HTML, run a worker), so the files have the page's. Throws Error when it was not built.
 */
export function servePageFiles(app: FastifyInstance, { pagesFolder: folder, operator, sandbox }: Site): Buffer {
  const files = readFiles(folder);
  const page = files.get('/result.html');
  if (page === undefined) throw new Error(`There is no built page in ${folder}.`);
  files.delete('/result.html');
  for (const [path, { body, type, cache }] of files) {
    app.get(path, (_request, reply) =>
      reply.headers({ 'cache-control': cache, 'content-security-policy': resultPagePolicy }).type(type).send(body),
    );
  }
  return Buffer.from(installed(page.body.toString('utf8'), operator, sandbox !== false));
}

/** What the page says of the installation before it has asked anything. */
function installed(page: string, operator: string, sandbox: boolean): string {
  const named = page.replace('data-operator=""', () => `data-operator="${escaped(operator)}"`);
  return sandbox ? named : named.replace('data-sandbox="yes"', 'data-sandbox="no"');
}

function readFiles(folder: string): Map<string, PageFile> {
  const names = globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return new Map(names.map((name) => [`/${name.split(sep).join('/')}`, readOne(folder, name)]));
}

function readOne(folder: string, name: string): PageFile {
  const type = types[extname(name)] ?? 'application/octet-stream';
  return { body: readFileSync(join(folder, name)), type, cache: cacheOf(name) };
}

/** Names that carry a hash or a version may be kept for ever, the logo for a day, all others are asked for again. */
function cacheOf(name: string): string {
  if (/^assets[\\/]logo\.png$/.test(name)) return 'public, max-age=86400';
  const lasting = /^(assets|pdfjs-[0-9.]+)[\\/]/.test(name) && !/^assets[\\/]look\.css$/.test(name);
  return lasting ? 'public, max-age=31536000, immutable' : 'no-cache';
}
