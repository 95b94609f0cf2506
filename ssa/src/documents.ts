import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Documents, for as long as a request needs them. `folder` is the request's id, `key` (32 bytes) the request's own: who
 * forgets the key has forgotten the documents.
 */
export interface DocumentStore {
  /** Replaces what was there, whole or not at all. */
  put(key: Uint8Array, folder: string, name: string, content: Uint8Array): Promise<void>;
  /** Throws DocumentError `missing` or `damaged`. */
  get(key: Uint8Array, folder: string, name: string): Promise<Uint8Array>;
  /** Everything of a request; nothing happens when there is nothing. */
  delete(folder: string): Promise<void>;
}

export class DocumentError extends Error {
  override readonly name = 'DocumentError';
  readonly code: 'missing' | 'damaged' | 'name';

  constructor(code: DocumentError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Documents as files, AES-256-GCM: a random nonce, the ciphertext, the tag; the name is authenticated with them. */
export function openDocumentFolder(root: string): DocumentStore {
  return {
    put: async (key, folder, name, content) =>
      writeWhole(pathOf(root, folder, name), seal(key, label(folder, name), content)),
    get: async (key, folder, name) => unseal(key, label(folder, name), await readWhole(pathOf(root, folder, name))),
    delete: async (folder) => rm(dirname(pathOf(root, folder, 'any')), { recursive: true, force: true }),
  };
}

const nonceLength = 12;
const tagLength = 16;

function seal(key: Uint8Array, aad: Buffer, content: Uint8Array): Buffer[] {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(aad);
  const body = cipher.update(content);
  return [nonce, body, cipher.final(), cipher.getAuthTag()];
}

function unseal(key: Uint8Array, aad: Buffer, sealed: Buffer): Uint8Array {
  try {
    const nonce = sealed.subarray(0, nonceLength);
    const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(aad).setAuthTag(sealed.subarray(-tagLength));
    return Buffer.concat([decipher.update(sealed.subarray(nonceLength, -tagLength)), decipher.final()]);
  } catch (cause) {
    throw new DocumentError('damaged', 'a stored document cannot be decrypted', { cause });
  }
}

function label(folder: string, name: string): Buffer {
  return Buffer.from(`${folder}/${name}`);
}

function pathOf(root: string, folder: string, name: string): string {
  for (const part of [folder, name]) {
    if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/.test(part))
      throw new DocumentError('name', 'not the name of a document');
  }
  return join(root, folder, name);
}

async function readWhole(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new DocumentError('missing', 'a document is no longer kept', { cause });
  });
}

/** Beside, synced, then renamed: a reader never meets half a document, and a power cut leaves the old one. */
async function writeWhole(path: string, parts: readonly Buffer[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(fresh, 'wx', 0o600);
  try {
    await file.writev([...parts]);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}
