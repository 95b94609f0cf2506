import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as othersTurn } from 'node:timers/promises';
import { type Content, DocumentError, type DocumentStore, type OpenDocument } from './document-store.ts';
import {
  divide,
  fileKey,
  openSegment,
  placeOf,
  saltLength,
  sealSegment,
  segmentLength,
  segmentsOf,
} from './segments.ts';

/** Documents as files: a salt, then the sealed segments. The name is part of the key, so a file opens in its place only. */
export function openDocumentFolder(root: string): DocumentStore {
  const openFile = async (key: Uint8Array, folder: string, name: string) =>
    openSealed(openExisting(pathOf(root, folder, name)), key, `${folder}/${name}`);
  const get = async (key: Uint8Array, folder: string, name: string) => {
    const document = await openFile(key, folder, name);
    try {
      return document.read(0, document.size);
    } finally {
      document.close();
    }
  };
  return {
    put: async (key, folder, name, content) =>
      writeWhole(pathOf(root, folder, name), (file) => writeSealed(file, key, `${folder}/${name}`, content)),
    open: openFile,
    get,
    find: async (key, folder, name) => (existsSync(pathOf(root, folder, name)) ? get(key, folder, name) : undefined),
    names: async (folder) => namesIn(dirname(pathOf(root, folder, 'any'))),
    delete: async (folder) => rm(dirname(pathOf(root, folder, 'any')), { recursive: true, force: true }),
  };
}

function pathOf(root: string, folder: string, name: string): string {
  for (const part of [folder, name]) {
    if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/.test(part))
      throw new DocumentError('name', 'not the name of a document');
  }
  return join(root, folder, name);
}

/** What is still being written has a name of its own there, behind that of the document. */
async function namesIn(path: string): Promise<ReadonlySet<string>> {
  try {
    return new Set(await readdir(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return new Set();
  }
}

function openExisting(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
    throw new DocumentError('missing', 'a document is no longer kept', { cause });
  }
}

function openSealed(file: number, key: Uint8Array, name: string): OpenDocument {
  try {
    const { count, size } = divide(fstatSync(file).size);
    const own = fileKey(key, readPart(file, 0, saltLength), name);
    const segment = (index: number) => {
      const { offset, length } = placeOf(index);
      return openSegment(own, index, index === count - 1, readPart(file, offset, length));
    };
    // That the last one opens shows that nothing is missing behind it.
    const last = segment(count - 1);
    const segments = (index: number) => (index === count - 1 ? last : segment(index));
    return {
      size,
      read: (start, end) => readRange(start, end, size, segments),
      stream: () => inTurns(count, segments),
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function readRange(start: number, end: number, size: number, segment: (index: number) => Buffer): Uint8Array {
  if (start < 0 || end < start || end > size) throw new RangeError('behind the end of the document');
  const octets = Buffer.allocUnsafe(end - start);
  for (let at = start; at < end; ) {
    const index = Math.floor(at / segmentLength);
    const from = at - index * segmentLength;
    at += segment(index).copy(octets, at - start, from, from + end - at);
  }
  return octets;
}

const segmentsInOneTurn = 16;

/** A large document must not keep the others waiting. */
async function* inTurns(count: number, segment: (index: number) => Buffer): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index++) {
    if (index % segmentsInOneTurn === segmentsInOneTurn - 1) await othersTurn();
    yield segment(index);
  }
}

/** Shorter when the file ends before; a segment that is too short does not open. */
function readPart(file: number, offset: number, length: number): Buffer {
  const octets = Buffer.allocUnsafe(length);
  return octets.subarray(0, readSync(file, octets, 0, length, offset));
}

async function writeSealed(file: FileHandle, key: Uint8Array, name: string, content: Content): Promise<void> {
  const salt = randomBytes(saltLength);
  const own = fileKey(key, salt, name);
  await file.write(salt);
  let index = 0;
  for await (const [octets, last] of segmentsOf(content instanceof Uint8Array ? pieces(content) : content)) {
    await file.write(sealSegment(own, index++, last, octets));
  }
}

async function* pieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += segmentLength) yield content.subarray(at, at + segmentLength);
}

/** Beside, synced, then renamed: a reader never meets half a document, and a power cut leaves the old one. */
async function writeWhole(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(fresh, 'wx', 0o600);
  try {
    await write(file);
    await file.sync();
    await file.close();
    await rename(fresh, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(fresh, { force: true });
    throw error;
  }
}
