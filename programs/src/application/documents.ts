/** Files that go out and files that come back. */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
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

/** Throws CommandError where something is there already, unless it is a file that may be replaced; one of `inputs` never may. */
export function requireFree(path: string, force: boolean, inputs: readonly InputFile[]): void {
  const there = statusOf(path);
  if (there === undefined) return;
  if (inputs.some((one) => isSame(statusOf(one.path), there)))
    throw wrongUse(`${path} would replace what is to be signed. Choose another place.`);
  if (!there.isFile()) throw wrongUse(`${path} is there already, and is no file. Choose another place.`);
  if (!force) throw wrongUse(`${path} is there already. Choose another place, or say --force.`);
}

/** The same, where the folder is not made: before anything is sent, it must be there. */
export function requirePlace(path: string, force: boolean, inputs: readonly InputFile[]): void {
  if (!statusOf(dirname(path))?.isDirectory()) throw wrongUse(`There is no folder ${dirname(path)}.`);
  requireFree(path, force, inputs);
}

function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** However its path is written, through whatever link. */
function isSame(one: Stats | undefined, other: Stats): boolean {
  return one?.ino === other.ino && one.dev === other.dev;
}

export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw wrongUse(`${path} cannot be made.`, cause);
  }
}

/** Written beside and renamed, so that nobody meets half a file; nothing of it stays, however this process ends. */
export async function writeWhole(
  path: string,
  octets: AsyncIterable<Uint8Array> | readonly Uint8Array[],
): Promise<void> {
  const draft = resolve(dirname(path), `.chancery-${randomUUID()}`);
  const forget = () => rmSync(draft, { force: true });
  process.once('exit', forget);
  try {
    await writeFile(draft, octets, { flag: 'wx' });
    renameSync(draft, path);
  } finally {
    process.off('exit', forget);
    forget();
  }
}
