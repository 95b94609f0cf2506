/** `chancery sign`: files go to the engine, a link to the signer, signed files to a folder. */
import { join } from 'node:path';
import type { SignatureRequest } from '@chancery/api';
import type { ChanceryClient } from '@chancery/api/client';
import { beforeLeaving } from '../lifetime.ts';
import { asking, wrongUse } from './command-error.ts';
import { createRequest, type RequestOptions } from './create-request.ts';
import { type InputFile, inputFile, makeFolder, requireFree } from './documents.ts';
import { fetchSigned } from './fetch-signed.ts';
import { follow, isOpen } from './follow.ts';
import { type Progress, withProgress } from './progress.ts';
import { type ClientOption, openClient } from './settings.ts';
import { tellCreated, tellEnded } from './told.ts';

export interface SignOptions extends ClientOption, RequestOptions {
  readonly out: string;
  /** A request that was made before. */
  readonly request?: string;
  readonly wait: boolean;
  /** Seconds. */
  readonly timeout?: number;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Exit codes are those of `exitCodes`; Ctrl-C leaves the request as it is. Throws CommandError. */
export async function runSign(paths: readonly string[], options: SignOptions): Promise<void> {
  requireWhatToSign(paths, options);
  const files = paths.map(inputFile);
  requirePlaces(files, options);
  const client = openClient(options);
  const asked = await withProgress((progress) => requestOf(client, files, options, progress));
  if (isOpen(asked) && !options.wait) return tellCreated(asked, options);
  const finished = resumable(asked.id, options);
  const { request, signed } = await withProgress((progress) => signedFiles(client, asked, options, progress));
  finished();
  tellEnded(request, signed, options);
}

function requestOf(client: ChanceryClient, files: readonly InputFile[], options: SignOptions, progress: Progress) {
  if (options.request === undefined) return createRequest(client, files, options, progress);
  return asking(client.signatureRequests.get(options.request));
}

async function signedFiles(client: ChanceryClient, asked: SignatureRequest, options: SignOptions, progress: Progress) {
  if (isOpen(asked)) progress.say(`For the signer: ${asked.authorization_url}`);
  const request = await follow(client, asked, progress, options.timeout);
  return { request, signed: await fetchSigned(client, request, options, progress) };
}

function requireWhatToSign(paths: readonly string[], { request }: SignOptions): void {
  if (request === undefined && paths.length === 0) throw wrongUse('There is no file to sign (and no --request).');
  if (request !== undefined && paths.length > 0) throw wrongUse('--request goes on with what was sent: no files.');
}

/** Before anything is sent: every result must have a place of its own. */
function requirePlaces(files: readonly InputFile[], { out, force = false }: SignOptions): void {
  const names = files.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw wrongUse(`Two files are called ${twice}. Sign them in two requests.`);
  for (const name of names) requireFree(join(out, name), force, files);
  makeFolder(out);
}

/** However this process is ended, the request goes on, and whoever ended it learns how to come back to it. */
function resumable(id: string, { out, client }: SignOptions): () => void {
  let kept = true;
  const file = client === undefined ? '' : ` --client ${quoted(client)}`;
  const sentence = `Nothing is lost. Go on with: chancery sign --request ${id} --out ${quoted(out)}${file}`;
  beforeLeaving(async () => void (kept && process.stderr.write(`${process.stderr.isTTY ? '\n' : ''}${sentence}\n`)));
  return () => {
    kept = false;
  };
}

/** As a shell reads it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
