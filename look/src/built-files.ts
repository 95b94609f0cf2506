/**
 * The files of a built page as a server hands them out: read once, each in the forms that the build made of it. A name outside the list
 * does not exist, and a form is no name. Only what is the same for everybody is here: what a server writes into a page itself is never
 * compressed, so that the length of an answer tells nothing of a secret in it (BREACH).
 */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { chosenCoding } from './content-coding.ts';

export interface BuiltFile {
  readonly type: string;
  readonly cache: string;
  /** By content coding, the smallest first, the file itself (`identity`) last. */
  readonly forms: ReadonlyMap<string, Form>;
}

interface Form {
  readonly body: Buffer;
  /** A strong one: each form has its own (RFC 9110, 8.8.3.3). */
  readonly etag: string;
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

const codings = { br: '.br', gzip: '.gz', identity: '' } as const;

/** By path with a leading slash. */
export function readBuiltFiles(folder: string): ReadonlyMap<string, BuiltFile> {
  const names = globSync('**/*', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const all = new Set(names);
  const isForm = (name: string) => /\.(br|gz)$/.test(name) && all.has(name.replace(/\.(br|gz)$/, ''));
  return new Map(
    names
      .filter((name) => !isForm(name))
      .map((name) => [`/${name.split(sep).join('/')}`, builtFile(folder, name, all)] as const),
  );
}

function builtFile(folder: string, name: string, all: ReadonlySet<string>): BuiltFile {
  const forms = Object.entries(codings)
    .filter(([, ending]) => all.has(name + ending))
    .map(([coding, ending]) => [coding, form(readFileSync(join(folder, name + ending)))] as const);
  return {
    type: types[extname(name)] ?? 'application/octet-stream',
    cache: cacheOf(name.split(sep).join('/')),
    forms: new Map(forms),
  };
}

function form(body: Buffer): Form {
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` };
}

/** Names that carry a hash or a version may be kept for ever, the logo for a day, all others are asked for again. */
function cacheOf(name: string): string {
  if (name === 'assets/logo.png') return 'public, max-age=86400';
  const lasting = /^(assets|pdfjs-[0-9.]+)\//.test(name) && name !== 'assets/look.css';
  return lasting ? 'public, max-age=31536000, immutable' : 'no-cache';
}

export interface BuiltAnswer {
  readonly status: 200 | 304 | 406;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | undefined;
}

interface Asked {
  readonly 'accept-encoding'?: string | string[] | undefined;
  readonly 'if-none-match'?: string | undefined;
}

/** What answers a GET; ranges are not offered, so that whoever asks for one gets the whole (RFC 9110, 14.2). */
export function answerWith({ type, cache, forms }: BuiltFile, asked: Asked): BuiltAnswer {
  const coding = chosenCoding(asked['accept-encoding']?.toString(), [...forms.keys()]);
  const chosen = forms.get(coding ?? '');
  if (coding === undefined || chosen === undefined) return notAcceptable([...forms.keys()]);
  const headers = { 'cache-control': cache, vary: 'accept-encoding', etag: chosen.etag };
  if (isKnown(chosen.etag, asked['if-none-match'])) return { status: 304, headers, body: undefined };
  const coded = coding === 'identity' ? {} : { 'content-encoding': coding };
  return { status: 200, headers: { ...headers, ...coded, 'content-type': type }, body: chosen.body };
}

/** RFC 9110, 15.5.7: with the list of what there is. */
function notAcceptable(offered: readonly string[]): BuiltAnswer {
  const headers = { 'cache-control': 'no-store', vary: 'accept-encoding', 'content-type': 'text/plain; charset=utf-8' };
  return { status: 406, headers, body: Buffer.from(`Content codings of this file: ${offered.join(', ')}.\n`) };
}

/** RFC 9110, 13.1.2: by weak comparison, against the form that would be sent. */
function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  return (ifNoneMatch ?? '').split(',').some((one) => ['*', etag, `W/${etag}`].includes(one.trim()));
}
