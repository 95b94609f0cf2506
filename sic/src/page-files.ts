/** The built page as a fixed list of files, read once: a name outside the list does not exist. */
import { globSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

export interface PageFile {
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
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
};

/** By path with a leading slash. Names that carry a hash or a version may be kept for ever, all others are asked for again. */
export function readPageFiles(folder: string): ReadonlyMap<string, PageFile> {
  const names = globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return new Map(names.map((name) => [`/${name.split(sep).join('/')}`, pageFile(folder, name)]));
}

function pageFile(folder: string, name: string): PageFile {
  const lasting = /^(assets|pdfjs-[0-9.]+)[\\/]/.test(name) && !/^assets[\\/]look\.css$/.test(name);
  return {
    body: readFileSync(join(folder, name)),
    type: types[extname(name)] ?? 'application/octet-stream',
    cache: lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
}

type Sending = { header(name: string, value: string): unknown; send(body: Buffer): unknown };

export function sendFile(reply: Sending, { type, cache, body }: PageFile): unknown {
  reply.header('content-type', type);
  reply.header('cache-control', cache);
  return reply.send(body);
}
