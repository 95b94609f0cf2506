import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
    openSealed(await openExisting(pathOf(root, folder, name)), key, `${folder}/${name}`);
  return {
    put: async (key, folder, name, content) =>
      writeWhole(pathOf(root, folder, name), (file) => writeSealed(file, key, `${folder}/${name}`, content)),
    open: openFile,
    get: async (key, folder, name) => {
      const document = await openFile(key, folder, name);
      return document.read(0, document.size).finally(() => document.close());
    },
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

async function openExisting(path: string): Promise<FileHandle> {
  return open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new DocumentError('missing', 'a document is no longer kept', { cause });
  });
}

async function openSealed(file: FileHandle, key: Uint8Array, name: string): Promise<OpenDocument> {
  try {
    const { count, size } = divide((await file.stat()).size);
    const own = fileKey(key, await readExactly(file, 0, saltLength), name);
    const segment = async (index: number) => {
      const { offset, length } = placeOf(index);
      return openSegment(own, index, index === count - 1, await readUpTo(file, offset, length));
    };
    // That the last one opens shows that nothing is missing behind it.
    const last = await segment(count - 1);
    const read = (offset: number, length: number) =>
      readRange(offset, length, size, (index) => (index === count - 1 ? Promise.resolve(last) : segment(index)));
    return { size, read, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readRange(
  offset: number,
  length: number,
  size: number,
  segment: (index: number) => Promise<Buffer>,
): Promise<Uint8Array> {
  if (offset < 0 || length < 0 || offset + length > size) throw new RangeError('behind the end of the document');
  const octets = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const index = Math.floor((offset + at) / segmentLength);
    const from = offset + at - index * segmentLength;
    at += (await segment(index)).copy(octets, at, from, from + length - at);
  }
  return octets;
}

async function readExactly(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const octets = await readUpTo(file, offset, length);
  if (octets.length < length) throw new DocumentError('damaged', 'a stored document was cut off');
  return octets;
}

async function readUpTo(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
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
