/** Files that go out and files that come back. */
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { wrongUse } from './command-error.ts';

export interface InputFile {
  readonly path: string;
  /** Without its folder. */
  readonly name: string;
  /** Octets. */
  readonly size: number;
  /** Its first kilobyte. */
  readonly start: Buffer;
}

/** Throws CommandError when it cannot be read or has nothing in it. */
export function inputFile(path: string): InputFile {
  const handle = opened(path);
  try {
    const status = fstatSync(handle);
    if (!status.isFile() || status.size === 0) throw wrongUse(`${path} is not a file with something in it.`);
    const start = Buffer.alloc(1024);
    const length = readSync(handle, start, 0, start.length, 0);
    return { path, name: basename(path), size: status.size, start: start.subarray(0, length) };
  } finally {
    closeSync(handle);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw wrongUse(`${path} cannot be read.`, cause);
  }
}

/** Its octets, read when they are wanted; `onRead` learns how many came. */
export async function* octetsOf({ path }: InputFile, onRead: (octets: number) => void): AsyncGenerator<Uint8Array> {
  for await (const piece of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    yield piece;
    onRead(piece.length);
  }
}

/** Throws CommandError where something is there already, unless it may be replaced; one of `inputs` never may. */
export function requireFree(path: string, force: boolean, inputs: readonly InputFile[]): void {
  if (inputs.some((one) => resolve(one.path) === resolve(path)))
    throw wrongUse(`${path} would replace what is to be signed. Choose another place.`);
  if (existsSync(path) && !force) throw wrongUse(`${path} is there already. Choose another place, or say --force.`);
}

export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw wrongUse(`${path} cannot be made.`, cause);
  }
}

/** Written beside and renamed, so that nobody meets half a file. */
export async function writeWhole(
  path: string,
  octets: AsyncIterable<Uint8Array> | readonly Uint8Array[],
): Promise<void> {
  const draft = resolve(dirname(path), `.${basename(path)}.${process.pid}`);
  try {
    await pipeline(octets, createWriteStream(draft));
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}
